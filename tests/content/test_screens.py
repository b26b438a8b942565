"""A picture that no longer shows what one sees is named, with the command that mends it."""

from __future__ import annotations

import datetime

import pytest

from content.dates import today
from content.errors import SiteError
from content.project import read
from content.screens import FOLDER, problems
from tests.mistakes import edit
from tests.screens_project import make, photograph

PLACE = "data/screens.json, line 4 (start, empty, alpha): "
PICTURE = f"{FOLDER}/start-empty-alpha.webp"


@pytest.fixture
def root(tmp_path):
    return make(tmp_path)


def found(root):
    return list(problems(read(root)))


def test_a_screen_without_a_picture_is_named(root):
    assert found(root) == [
        "data/screens.json: there is no picture of start, empty, alpha. Run: make screens"
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_a_true_picture_is_silent(root, dark):
    assert found(photograph(root, dark=dark)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("snippets/greet/alpha/app.py", "hello", "hi",
         f"{PLACE}snippets/greet/alpha or its contract changed since it was photographed."),
        ("tests/contract/test_greet.py", "greets", "waves",
         f"{PLACE}snippets/greet/alpha or its contract changed since it was photographed."),
        ("data/screens.yml", "Name: Ada", "Name: Bob",
         f"{PLACE}data/screens.yml says another way of taking it since."),
        ("data/screens.yml", "height: 200", "height: 300",
         f"{PLACE}data/screens.yml says another way of taking it since."),
        ("requirements/main.txt", "blinker==1.9", "blinker==1.10",
         f"{PLACE}it shows 1.9, but the lock has 1.10."),
        ("data/screens.json", "Chromium 1", "Chromium 2", "somebody edited them."),
    ],
)  # fmt: skip
def test_what_changed_since_is_said(root, file, old, new, said):
    photograph(root)
    edit(root / file, old, new)
    (problem,) = found(root)
    assert said in problem
    assert problem.endswith("Run: make screens")


@pytest.mark.parametrize("field", ["title: As it starts", "alt: A greeting", "note: With"])
def test_words_about_a_picture_need_no_new_one(root, field):
    photograph(root)
    edit(root / "data/screens.yml", field, f"{field} then")
    assert found(root) == []


def test_a_picture_of_tomorrow_is_refused(root):
    photograph(root)
    tomorrow = today() + datetime.timedelta(days=1)
    edit(root / "data/screens.json", str(today()), str(tomorrow))
    with pytest.raises(SiteError, match="lies in the future"):
        read(root)


def test_a_picture_that_is_gone_or_another_is_named(root):
    photograph(root)
    (root / PICTURE).write_bytes(b"another")
    assert found(root) == [f"{PICTURE}: it is not the picture that was taken. Run: make screens"]
    (root / PICTURE).unlink()
    assert found(root) == [f"{PICTURE}: this picture is missing. Run: make screens"]


def test_a_picture_of_no_screen_is_named(root):
    photograph(root)
    (root / FOLDER / "other.webp").write_bytes(b"x")
    (problem,) = found(root)
    assert problem.startswith(f"{FOLDER}/other.webp: no screen of data/screens.yml has this")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("replace: from alpha", "replace: from beta",
         "data/screens.yml, line 9: 'from beta' stands 0 times in app.py, not once."),
        ("file: app.py", "file: main.py",
         "data/screens.yml, line 9: snippets/greet/alpha has no file 'main.py'."),
        ("      alpha:", "      gamma:",
         "data/screens.yml, line 9: unknown application of greet 'gamma'. Known: alpha, beta."),
    ],
)  # fmt: skip
def test_what_cannot_be_photographed_is_said_first(root, old, new, said):
    edit(root / "data/screens.yml", old, new)
    assert found(root)[0] == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{press: Greet}", "{press: Greet, open: /}",
         "line 7: a step does one thing, not 2 (press, open). Right: fill, press, follow or open."),
        ("        note: With another word.\n", "",
         "line 9: 'change' alters the application, so 'note' has to say what and why."),
        ("task: greet", "task: great", "line 3: unknown task 'great'. Known: greet."),
        ("      alpha:", "      alfa:", "unknown framework 'alfa'. Known: alpha, beta, gamma."),
    ],
)  # fmt: skip
def test_a_screen_that_makes_no_sense_is_refused(root, old, new, said):
    edit(root / "data/screens.yml", old, new)
    with pytest.raises(SiteError) as error:
        read(root)
    assert said in str(error.value)
