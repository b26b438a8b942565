"""Code does not know which frameworks there are: their names are found wherever code stands."""

from __future__ import annotations

import shutil

import pytest

from content.project import FRAMEWORKS, ROOT, read
from tools.check.names import named

FIRST, SECOND, *_ = read(ROOT).frameworks


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / FRAMEWORKS, tmp_path / FRAMEWORKS)
    return tmp_path


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("macros/tasks.py", 'first = "{id}"'),
        ("content/model.py", "# as {name} has it"),
        ("output/cards.py", "{id}_colour = 1"),
        ("tools/setup/environments.sh", "pip install {upper}"),
        ("overrides/partials/nav.html", "<b>{name}</b>"),
        ("overrides/assets/stylesheets/site.css", ".mdx-{id} {{ color: red }}"),
        ("overrides/assets/javascripts/site.js", "const {id} = 1;"),
        ("tests/site/test_site.py", 'assert page == "{id}/"'),
        ("includes/pages/guide.md", "{name} or another"),
    ],
)
@pytest.mark.parametrize("framework", [FIRST, SECOND], ids=["first", "second"])
def test_a_name_is_found(folder, name, text, framework):
    line = text.format(id=framework.id, name=framework.name, upper=framework.package.upper())
    write(folder, name, f"\n{line}\n")
    (said,) = named(folder)
    assert said.startswith(f"{name}, line 2: ")
    assert f"'{framework.id}'" in said.casefold()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tests/fixtures/one/new/docs/x.md", "{id}"),
        ("tests/faults/form.yml", "framework: {id}"),
        ("docs/guides/x.md", "{id}"),
        ("macros/tasks.py", "{id}y = pre{id}"),
        ("macros/tasks.py", "gunicorn"),
    ],
)
def test_data_pages_and_other_words_are_left_alone(folder, name, text):
    write(folder, name, text.format(id=FIRST.id))
    assert list(named(folder)) == []


@pytest.mark.parametrize("word", ["starlet", "web2go"])
def test_a_further_framework_is_looked_for_without_a_change(folder, word):
    text = (folder / FRAMEWORKS).read_text("utf-8")
    entry = text[text.index(f"  - id: {SECOND.id}") :].replace(SECOND.id, word)
    entry = entry.replace(f"shape: {SECOND.shape}", "shape: star")
    write(folder, FRAMEWORKS, f"{text}\n{entry}".replace(f"/{word}project", "/project"))
    write(folder, "macros/tasks.py", f"x = '{word}'")
    (said,) = named(folder)
    assert f"'{word}'" in said
