from __future__ import annotations

from importlib import metadata

import pytest

from content.errors import SiteError
from content.requirements import locked_here, packages, pinned, requirements, unlocked

GRAPH = {
    "web": ["Templates>=1", 'winonly; sys_platform == "win32"', 'fast; extra == "speed"'],
    "templates": ["safe-text"],
    "safe-text": ["web"],
    "fast": [],
}


def test_packages_follow_requirements_to_the_end():
    assert packages(["Web"], GRAPH.__getitem__) == {"web", "templates", "safe-text"}


def test_extras_bring_their_packages():
    assert "fast" in packages(["web[speed]"], GRAPH.__getitem__)


def test_what_is_not_installed_is_named():
    with pytest.raises(SiteError, match="'no-such-package' is not installed"):
        packages(["no-such-package"])


def test_requirements_leave_out_comments(tmp_path):
    path = tmp_path / "requirements.in"
    path.write_text("# head\nWeb  # why\n\nWeb-forms\n")
    assert requirements(path) == ["Web", "Web-forms"]


def test_pinned_requirements_name_every_package_with_its_version(tmp_path):
    path = tmp_path / "requirements.in"
    path.write_text("Jinja2\n")
    versions = {name: metadata.version(name) for name in ("jinja2", "markupsafe")}
    assert pinned(path) == "".join(f"{name}=={version}\n" for name, version in versions.items())


@pytest.fixture
def lists(tmp_path):
    folder = tmp_path / "requirements"
    folder.mkdir()
    (folder / "main.txt").write_text("web-kit==2.1 \\\n    --hash=sha256:00\n")
    return folder


@pytest.mark.parametrize("line", ["Web_Kit", "web.kit>=2,<3  # why", "-c other.txt", "web-kit[x]"])
def test_what_a_lock_has_in_any_spelling_is_silent(lists, line):
    (lists / "main.in").write_text(f"# head\n{line}\n")
    assert list(unlocked(lists / "main.in", lists.parent, "main")) == []


@pytest.mark.parametrize("line", ["web-kid", "web-kit>=3", "web-kit==2.0"])
def test_what_a_lock_lacks_is_named_with_its_line(lists, line):
    (lists / "main.in").write_text(f"# head\nWeb-Kit\n{line}  # why\n")
    assert list(unlocked(lists / "main.in", lists.parent, "main")) == [
        "requirements/main.in, line 3: requirements/main.txt does not lock "
        f"'{line}'. Run: make lock"
    ]


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("main", "web kit", "requirements/main.in, line 1: 'web kit' is no requirement."),
        ("main", "-r more.in", "requirements/main.in, line 1: '-r more.in' is no requirement."),
        ("new", "web-kit", "requirements/new.txt: this lock is missing. Run: make lock"),
    ],
)
def test_a_list_that_cannot_be_locked_is_named(lists, name, line, said):
    (lists / f"{name}.in").write_text(f"{line}\n")
    with pytest.raises(SiteError) as error:
        list(unlocked(lists / f"{name}.in", lists.parent, name))
    assert str(error.value).startswith(said)


def test_the_locked_version_is_the_one_for_this_python(tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/main.txt").write_text(
        "# comment\nmade==1.0 ; python_full_version < '3' \\\n    --hash=sha256:00\n"
        "made==2.0 ; python_full_version >= '3' \\\n    --hash=sha256:00\n    # via other\n"
        "made-more==3\n"
    )
    found = [locked_here(tmp_path, "main", name) for name in ("Made", "made_more", "other")]
    assert found == ["2.0", "3", None]
