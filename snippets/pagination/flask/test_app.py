# --8<-- [start:test]
import pytest
from sqlalchemy.dialects import sqlite

from app import create_app
from models import Book, db
from views import newest_after


@pytest.fixture
def app():
    app = create_app(SQLALCHEMY_DATABASE_URI="sqlite://")
    with app.app_context():
        db.create_all()
        db.session.add_all(book(number) for number in range(1, 46))
        db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()


def book(number):
    title = f"Volume {number % 9}"
    return Book(title=title, author="Ada", subject="art", year=1950 + number % 5, cost=1)


@pytest.fixture
def client(app):
    return app.test_client()


def test_pages_hold_every_book_once(client):
    pages = [client.get("/", query_string={"page": page}).text for page in (1, 2, 3)]
    assert [page.count("<li>") for page in pages] == [20, 20, 5]
    assert "41 to 45 of 45" in pages[2]


@pytest.mark.parametrize("page", ["0", "4", "one", "9" * 30])
def test_there_is_no_such_page(client, page):
    assert client.get("/", query_string={"page": page}).status_code == 404


@pytest.mark.parametrize(
    "query", ["size=1000", "sort=cost", "subject=x", "q=%00", "q=" + "x" * 101]
)
def test_refuses_what_the_form_does_not_offer(client, query):
    response = client.get(f"/?{query}")
    assert response.status_code == 400
    assert 'aria-invalid="true"' in response.text


def test_a_percent_sign_is_no_wildcard(client):
    assert "No book matches." in client.get("/?q=%25").text


def test_links_take_nothing_from_the_address(client):
    page = client.get("/?q=volume&size=10&_scheme=https&_anchor=there&endpoint=static").text
    assert 'href="/?page=2&amp;q=volume&amp;subject=&amp;sort=title&amp;size=10"' in page
    assert "there" not in page


def test_newest_goes_on_where_a_page_ended(client):
    db.session.delete(db.session.get(Book, 25))
    db.session.commit()
    page = client.get("/newest?after=1953-23").text
    assert page.count("<li>") == 20
    assert "1954" not in page


def test_newest_begins_in_the_index(app):
    query = newest_after((1953, 23)).limit(20)
    compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    (step,) = db.session.execute(db.text(f"EXPLAIN QUERY PLAN {compiled}"))
    assert step.detail.startswith("SEARCH book USING INDEX book_year_id")


@pytest.mark.parametrize("after", ["", "1953", "1953-x", "1953-" + "9" * 19])
def test_there_is_no_such_position(client, after):
    assert client.get("/newest", query_string={"after": after}).status_code == 404


def test_seeds_once(app):
    run = app.test_cli_runner().invoke
    db.session.execute(db.delete(Book))
    db.session.commit()
    for _ in range(2):
        assert run(args=["seed"]).exit_code == 0
        assert db.session.scalar(db.select(db.func.count(Book.id))) == 250


# --8<-- [end:test]
