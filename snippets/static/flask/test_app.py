# --8<-- [start:test]
import re

import pytest
from flask import url_for

import build


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    build.STATIC, build.NAMES = folder / "static", folder / "names.json"
    build.build()
    from app import app

    return app


@pytest.fixture
def client(app):
    return app.test_client()


def address(app, name):
    with app.test_request_context():
        return url_for("static", filename=name)


def test_the_page_names_its_files_with_their_hash(app, client):
    page = client.get("/").text
    for name in ("css/site.css", "js/clock.js", "img/cup.svg"):
        assert address(app, name) in page


def test_a_file_with_a_hash_is_kept_for_ever(app, client):
    with client.get(address(app, "css/site.css")) as answer:
        assert answer.cache_control.immutable


def test_a_style_sheet_names_the_hashed_picture(app, client):
    leaf = address(app, "img/leaf.svg")
    with client.get(address(app, "css/site.css")) as answer:
        assert f'url("../{leaf.removeprefix("/static/")}")' in answer.text


def test_a_name_without_its_hash_is_not_found(client):
    assert client.get("/static/css/site.css").status_code == 404


def test_an_unknown_name_is_an_error(app):
    with pytest.raises(KeyError, match="no-such"):
        address(app, "css/no-such.css")


@pytest.fixture
def built(tmp_path, monkeypatch):
    """What becomes of a style sheet that lies beside `b.css`."""
    monkeypatch.setattr(build, "ASSETS", tmp_path / "assets")
    monkeypatch.setattr(build, "STATIC", tmp_path / "static")
    monkeypatch.setattr(build, "NAMES", tmp_path / "names.json")
    build.ASSETS.mkdir()
    (build.ASSETS / "b.css").write_text("b {}")

    def built(content):
        (build.ASSETS / "a.css").write_text(content)
        build.build()
        return next(build.STATIC.glob("a.*")).read_text()

    return built


@pytest.mark.parametrize(
    "name",
    [
        "data:image/png,x",
        '"data:image/svg+xml,url(%23a)"',
        "https://a.example/x.png",
        "/x.png",
        "#x",
        "?x",
        "",
        '""',
    ],
)
def test_what_lies_elsewhere_is_left_as_it_is(built, name):
    content = f"a {{ background: url({name}) }}"
    assert built(content) == content


@pytest.mark.parametrize(
    "content", ['/* was:\nurl("old.png") */', "a { content: 'url(old.png)' }", r'"\"url(old.png)"']
)
def test_comments_and_strings_name_no_file(built, content):
    assert built(content) == content


@pytest.mark.parametrize(
    "content",
    [
        '@import"b.css";',
        "@IMPORT URL(/static/b.css);",
        "/*# sourceMappingURL=b.css */",
        "@import url( 'b.css' ) print;",
        "/* a */ @import url(./b.css?x#y); /* z */",
    ],
)
def test_every_way_to_name_a_file_is_rewritten(built, content):
    assert re.fullmatch(
        re.escape(content).replace("b\\.css", r"b\.[0-9a-f]{12}\.css"), built(content)
    )


def test_names_may_be_encoded(built):
    (build.ASSETS / "my pic.svg").write_text("")
    assert re.fullmatch(r'url\("my%20pic\.[0-9a-f]{12}\.svg"\)', built('url("my%20pic.svg")'))


def test_style_sheets_that_import_each_other_are_refused(built):
    (build.ASSETS / "b.css").write_text('@import "a.css";')
    with pytest.raises(ValueError, match=r"[ab]\.css names itself"):
        built('@import "b.css";')


# --8<-- [end:test]
