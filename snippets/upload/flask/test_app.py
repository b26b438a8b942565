# --8<-- [start:test]
import io

import pytest
from PIL import Image

import forms
from app import create_app
from models import Picture, db


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "pictures"


@pytest.fixture
def app(folder):
    app = create_app(SQLALCHEMY_DATABASE_URI="sqlite://", WTF_CSRF_ENABLED=False, PICTURES=folder)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


def picture(kind="PNG", size=(8, 8)):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


def send(client, content, name="a.png"):
    sent = {"description": "A sea", "image": (io.BytesIO(content), name)}
    return client.post("/pictures/new", data=sent)


def filenames():
    return list(db.session.scalars(db.select(Picture.filename)))


def test_stores_a_picture_under_a_name_of_its_own(client, folder):
    response = send(client, picture(), name="../../sea.png")
    assert response.status_code in {302, 303}  # 303 from Flask 3.2 on
    (path,) = folder.iterdir()
    assert filenames() == [path.name]
    assert "sea" not in path.name
    assert path.read_bytes() == picture()


@pytest.mark.parametrize(
    ("kind", "expected"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("MPO", "image/jpeg")]
)
def test_gives_it_out_as_what_it_is(client, kind, expected):
    send(client, picture(kind), name="a.html")
    with client.get("/pictures/1") as response:
        assert response.data == picture(kind)
        assert response.content_type == expected
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize("content", [b"", b"<script></script>", b"<svg/>", picture("GIF")])
def test_refuses_what_is_no_picture(client, folder, content):
    assert "This is no PNG or JPEG picture." in send(client, content).text
    assert not any(folder.iterdir())


def test_refuses_too_many_pixels(monkeypatch, client):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 30)
    assert "This is no PNG or JPEG picture." in send(client, picture()).text


def test_refuses_a_large_file(client, folder):
    content = picture() + bytes(forms.MAX_SIZE)
    assert "This file is over 20 MiB." in send(client, content).text
    assert not any(folder.iterdir())


def test_refuses_a_larger_request_unread(client):
    too_large = {"CONTENT_LENGTH": str(21 * 2**20 + 1)}
    answer = client.post(
        "/pictures/new", content_type="multipart/form-data; boundary=x", environ_overrides=too_large
    )
    assert answer.status_code == 413


def test_leaves_no_file_without_a_row(app, client, folder):
    db.drop_all()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert send(client, picture()).status_code == 500
    assert not any(folder.iterdir())


def test_a_row_whose_file_is_gone_is_not_found(client, folder):
    send(client, picture())
    for path in folder.iterdir():
        path.unlink()
    assert client.get("/pictures/1").status_code == 404


def test_refuses_a_post_without_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    assert send(client, picture()).status_code == 400
    assert filenames() == []


def test_migrations_make_the_models(app):
    db.drop_all()
    run = app.test_cli_runner().invoke
    assert run(args=["db", "upgrade"]).exit_code == 0
    checked = run(args=["db", "check"])
    assert checked.exit_code == 0, checked.output
    run(args=["db", "downgrade", "base"])


@pytest.mark.parametrize(("value", "secure"), [("1", True), ("0", False)])
def test_the_cookie_needs_https_unless_switched_off(monkeypatch, folder, value, secure):
    monkeypatch.setenv("HTTPS_ONLY", value)
    assert create_app(PICTURES=folder).config["SESSION_COOKIE_SECURE"] is secure


# --8<-- [end:test]
