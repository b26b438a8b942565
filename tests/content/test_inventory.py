"""Every file is read or refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from content.errors import SiteError
from content.inventory import strangers
from content.project import ROOT, read


def put(root, name, text="x\n"):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def test_this_project_holds_no_stranger():
    assert list(strangers(ROOT)) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("data/claims/new.yaml", "nothing reads this file"),
        ("data/features/notes.txt", "nothing reads this file"),
        ("data/diagrams/layout.png", "nothing reads this file"),
        ("data/surces.yml", "nothing reads a file of this name. Nearest: sources.yml"),
        ("docs/compare/form.md~", "an editor or a merge left this file"),
        ("docs/compare/form.md.orig", "an editor or a merge left this file"),
        ("docs/index.md.rej", "an editor or a merge left this file"),
        ("snippets/greet/alpha/app.py.bak", "an editor or a merge left this file"),
        ("snippets/greet/alpha/.app.py.swp", "an editor or a merge left this file"),
        ("snippets/greet/alpha/app.py.save", "an editor or a merge left this file"),
        ("snippets/greet/alpha/.env", "an editor or a merge left this file"),
        ("data/diagrams/request.svg", "nothing reads this file"),
        ("docs/table.csv", "nothing reads this file"),
        ("docs/extra.js", "nothing reads this file"),
        ("docs/Getting Started.md", "'Getting Started' becomes part of an address. Right: lower-"),
        ("docs/über.md", "'über' becomes part of an address"),
        ("data/claims/New.yml", "'New' is no name here. Right: lower-case words"),
        ("data/features/zwölf.yml", "'zwölf' is no name here."),
        ("data/responses/alpha/curl get.txt", "'curl get' is no name here."),
        ("includes/pages/Guide.md", "'Guide' is no name here."),
        ("includes/more words.md", "'more words' is no name here."),
        ("snippets/greet/alpha/My App.py", "'My App.py' is no name here. Right: lower-"),
        ("snippets/greet/alpha/naïve.PY", "'naïve.PY' is no name here."),
        ("snippets/greet/OpenAPI.yml", "'OpenAPI' is no name here."),
        ("includes/pages/guide.txt", "nothing reads this file"),
        ("snippets/greet/task.yaml", "nothing reads this file"),
        ("snippets/notes.md", "nothing reads this file"),
    ],
)
def test_a_stranger_is_refused_by_its_name(root, name, said):
    put(root, name)
    with pytest.raises(SiteError) as error:
        read(root)
    assert str(error.value).startswith(f"{name}: ")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("docs/Compare", "'Compare' becomes part of an address. Right: lower-case words"),
        ("data/Claims", "'Claims' is no name here. Right: lower-case words"),
        ("snippets/Greet", "'Greet' is no name here. Right: lower-case words"),
        (
            "snippets/greet/alpha/Templates",
            "'Templates' is no name here. Right: lower-case letters",
        ),
    ],
)
def test_a_folder_of_a_bad_name_is_named_once(root, folder, said):
    for name in ("one.md", "two.md"):
        put(root, f"{folder}/{name}")
    (sentence,) = strangers(root)
    assert sentence.startswith(f"{folder}: {said}")


@pytest.mark.parametrize("name", [b"docs/t\xe9.md", b"snippets/greet/alpha/\xff.py"])
def test_a_name_in_another_encoding_can_be_printed(root, name):
    Path(os.fsdecode(os.fsencode(root) + b"/" + name)).write_text("x\n")
    (sentence,) = strangers(root)
    assert sentence.encode().startswith(name[:-4].rstrip(b"\xe9\xff") + b"\\x")


@pytest.mark.parametrize(
    ("name", "line"),
    [("docs/index.md", 3), ("includes/words.md", 1), ("data/responses/alpha/get.txt", 1),
     ("snippets/greet/more.yml", 1), ("snippets/greet/alpha/more.html", 2)],
)  # fmt: skip
def test_what_nobody_sees_is_refused_wherever_it_stands(root, name, line):
    put(root, name, "\n" * (line - 1) + "a\u200bb\n")
    said = f"{name}, line {line}, column 2: it holds U+200B (ZERO WIDTH SPACE). Take it out."
    assert list(strangers(root)) == [said]


@pytest.mark.parametrize("name", ["docs/more.md", "data/claims/more.yml", "snippets/greet/more"])
def test_a_link_is_refused_wherever_it_leads(root, tmp_path_factory, name):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.md").write_text("secret\n")
    (root / name).symlink_to(outside if name.startswith("snippets") else outside / "secret.md")
    with pytest.raises(SiteError, match=f"^{name}: it is a link to '{outside}"):
        read(root)


@pytest.mark.parametrize(
    "name",
    [
        "snippets/greet/alpha/__pycache__/app.pyc", "docs/a/b/c.webp",
        "snippets/greet/alpha/README", "snippets/greet/alpha/migrations/0001_initial.py",
    ],
)  # fmt: skip
def test_what_a_run_leaves_and_pictures_are_no_strangers(root, name):
    put(root, name)
    assert list(strangers(root)) == []
