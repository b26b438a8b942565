import os
import uuid

import pytest
from sqlalchemy import inspect

from app import create_app
from models import Article, db

FIRST, EMPTY, FILL = "a009e3d6ba5e", "1b1fea59df18", "92b1608fe130"


@pytest.fixture
def app(tmp_path):
    url = os.environ.get("TEST_DATABASE_URL", f"sqlite:///{tmp_path}/test.sqlite3")
    app = create_app(SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        yield app
        db.session.remove()
        db.reflect()
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def run(app):
    """Runs a command, which has to pass."""

    def invoke(*args):
        db.session.remove()  # a transaction that is still open would hold the table
        result = app.test_cli_runner().invoke(args=args)
        assert result.exit_code == 0, result.output
        return result.output

    return invoke


def add_old_rows(count):
    rows = [{"title": f"Title {number}", "text": "Text"} for number in range(count)]
    db.session.execute(db.text("INSERT INTO article (title, text) VALUES (:title, :text)"), rows)
    db.session.commit()


def columns():
    return {column["name"] for column in inspect(db.engine).get_columns("article")}


def test_migrations_make_the_models(run):
    run("db", "upgrade")
    run("db", "check")


def test_old_rows_get_what_is_required(run):
    run("db", "upgrade", FIRST)
    add_old_rows(3)
    run("db", "upgrade")
    articles = db.session.scalars(db.select(Article)).all()
    assert [article.language for article in articles] == ["en"] * 3
    assert len({article.public_id for article in articles}) == 3


def test_a_public_id_that_is_there_stays(run):
    run("db", "upgrade", EMPTY)
    db.session.add(Article(title="New", text="Text", public_id=uuid.UUID(int=1)))
    db.session.commit()
    run("db", "upgrade")
    assert db.session.scalar(db.select(Article.public_id)) == uuid.UUID(int=1)


def test_the_way_back_keeps_rows(run):
    run("db", "upgrade")
    run("articles", "add", "Title", "Text")
    run("db", "downgrade", FIRST)
    assert columns() == {"id", "title", "text"}
    assert db.session.execute(db.text("SELECT title FROM article")).all() == [("Title",)]


def test_a_step_that_fails_leaves_nothing(app, run):
    run("db", "upgrade", FILL)
    add_old_rows(1)
    db.session.remove()
    assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 1
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version", "article"}
    assert db.session.scalar(db.text("SELECT version_num FROM alembic_version")) == FILL


def test_lists_articles(app, run):
    run("db", "upgrade")
    client = app.test_client()
    assert "No articles yet." in client.get("/").text
    run("articles", "add", "<b>", "Text")
    assert "<h2>&lt;b&gt;</h2>" in client.get("/").text
