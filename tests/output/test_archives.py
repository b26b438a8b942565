from __future__ import annotations

import os
import zipfile
from importlib.metadata import version

import pytest

from content.errors import SiteError
from output.archives import archive, pinned, write_all


def contents(path):
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


@pytest.fixture
def alpha(project):
    return project.applications["greet"]["alpha"]


def test_an_archive_holds_the_application_in_one_folder(alpha, tmp_path):
    path = archive(alpha, tmp_path)
    assert path.name == "greet-alpha.zip"
    assert list(contents(path)) == [
        "greet-alpha/app.py",
        "greet-alpha/requirements.txt",
        "greet-alpha/templates/page.html",
        "greet-alpha/test_app.py",
    ]


def test_no_mark_is_left_in_it(alpha, tmp_path):
    found = contents(archive(alpha, tmp_path))
    assert found["greet-alpha/templates/page.html"] == "<p>{{ greeting }}</p>\n"
    assert "--8<--" not in "".join(found.values())


def test_the_same_folder_makes_the_same_bytes(alpha, tmp_path):
    first = archive(alpha, tmp_path).read_bytes()
    os.utime(alpha.folder / "app.py", (1_000_000_000, 1_000_000_000))
    (alpha.folder / "test_app.py").chmod(0o755)
    assert archive(alpha, tmp_path).read_bytes() == first


def test_another_line_of_code_makes_other_bytes(alpha, tmp_path):
    first = archive(alpha, tmp_path).read_bytes()
    (alpha.folder / "app.py").write_text("import beta\n")
    assert archive(alpha, tmp_path).read_bytes() != first


def test_direct_packages_and_those_below_them_are_pinned(project):
    assert pinned(project.applications["greet"]["beta"].folder).splitlines() == [
        f"jinja2=={version('jinja2')}",
        f"markupsafe=={version('markupsafe')}",
    ]


def test_an_archive_brings_its_pinned_requirements(alpha, tmp_path):
    found = contents(archive(alpha, tmp_path))
    assert found["greet-alpha/requirements.txt"] == f"blinker=={version('blinker')}\n"


def test_what_is_not_installed_cannot_be_pinned(alpha):
    (alpha.folder / "requirements.in").write_text("no-such-package\n")
    with pytest.raises(SiteError, match="'no-such-package' is not installed"):
        pinned(alpha.folder)


def test_every_implementation_gets_an_archive_in_a_folder_that_is_made(project, tmp_path):
    found = write_all(project, tmp_path / "deep/downloads")
    assert [path.name for path in found] == ["greet-alpha.zip", "greet-beta.zip"]
    assert all(path.is_file() for path in found)
