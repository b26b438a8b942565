"""Every file is read or refused."""

from __future__ import annotations

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
        ("data/diagrams/lone.svg", "it belongs to no text. Add lone.mmd"),
        ("docs/table.csv", "nothing reads this file"),
        ("docs/extra.js", "nothing reads this file"),
        ("docs/Getting Started.md", "'Getting Started' becomes part of an address. Right: lower-"),
        ("docs/über.md", "'über' becomes part of an address"),
        ("docs/Compare/form.md", "'Compare' becomes part of an address"),
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


@pytest.mark.parametrize("name", ["docs/more.md", "data/claims/more.yml", "snippets/greet/more"])
def test_a_link_is_refused_wherever_it_leads(root, tmp_path_factory, name):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.md").write_text("secret\n")
    (root / name).symlink_to(outside if name.startswith("snippets") else outside / "secret.md")
    with pytest.raises(SiteError, match=f"^{name}: it is a link to '{outside}"):
        read(root)


@pytest.mark.parametrize("name", ["snippets/greet/alpha/__pycache__/app.pyc", "docs/a/b/c.webp"])
def test_what_a_run_leaves_and_pictures_are_no_strangers(root, name):
    put(root, name)
    assert list(strangers(root)) == []
