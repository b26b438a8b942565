from __future__ import annotations

import io

import pytest
from PIL import Image

from content.project import read
from content.screens import FOLDER, problems, shot_of, views
from tests.mistakes import edit
from tests.screens_project import make, photograph
from tools.record.screens import act, taken, webp, write
from tools.serving import serving

PAGE = """\
<!doctype html>
{head}
<label>Name: <input></label> <button onclick="document.body.append('pressed')">Greet</button>
<a href="other.html">Other</a>
"""
DARK = '<meta name="color-scheme" content="light dark">'


@pytest.fixture
def root(tmp_path):
    return make(tmp_path)


@pytest.fixture
def view(root):
    (view,) = views(read(root))
    return view


def pictures(browser, folder, view, head=""):
    folder.mkdir()
    (folder / "index.html").write_text(PAGE.format(head=head))
    with serving(folder) as server:
        return taken(browser, server.url, view)


def test_a_page_that_looks_the_same_in_the_dark_has_one_picture(browser, tmp_path, view):
    assert set(pictures(browser, tmp_path / "site", view)) == {"light"}


def test_a_page_with_a_dark_form_has_two_pictures(browser, tmp_path, view):
    found = pictures(browser, tmp_path / "site", view, DARK)
    corners = {scheme: Image.open(io.BytesIO(found[scheme])).getpixel((0, 0)) for scheme in found}
    assert sum(corners["dark"]) < 120 < 700 < sum(corners["light"])


def test_a_picture_has_the_size_that_data_says_half_as_sharp_again(browser, tmp_path, view):
    found = pictures(browser, tmp_path / "site", view)
    assert Image.open(io.BytesIO(found["light"])).size == (720, 300)


def test_a_step_does_what_a_visitor_does(browser, tmp_path, view):
    (tmp_path / "index.html").write_text(PAGE.format(head=""))
    (tmp_path / "other.html").write_text("<title>Other</title>")
    fill, press = view.screen.steps
    with serving(tmp_path) as server:
        page = browser.new_page(base_url=server.url)
        page.goto("/")
        act(page, fill)
        act(page, press)
        assert page.get_by_label("Name").input_value() == "Ada"
        assert page.get_by_text("pressed").count() == 1
        act(page, press.model_copy(update={"press": None, "follow": "Other"}))
        assert page.title() == "Other"
        act(page, press.model_copy(update={"press": None, "open": "/"}))
        assert page.get_by_label("Name").input_value() == ""
        page.close()


def test_a_picture_of_few_colours_keeps_them():
    drawn = Image.new("RGB", (30, 30), (255, 255, 204))
    drawn.paste((30, 40, 50), (0, 0, 9, 9))
    png = io.BytesIO()
    drawn.save(png, "PNG")
    kept = Image.open(io.BytesIO(webp(png.getvalue()))).convert("RGB")
    assert kept.tobytes() == drawn.tobytes()


def test_what_has_no_record_is_taken_away_and_what_has_one_stays(root):
    photograph(root)
    stray = root / FOLDER / "stray.webp"
    stray.write_bytes(b"x")
    project = read(root)
    (view,) = views(project)
    write(project, {})
    assert not stray.exists()
    assert shot_of(read(root), view) == shot_of(project, view)
    assert list(problems(read(root))) == []


def test_a_screen_that_data_lost_loses_its_picture(root):
    photograph(root)
    edit(root / "data/screens.yml", "id: empty", "id: full")
    write(read(root), {})
    assert list((root / FOLDER).iterdir()) == []
    assert (root / "data/screens.json").read_text() == "{}\n"
