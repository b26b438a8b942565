from __future__ import annotations

import sys

import pytest

from content import cache
from content.errors import SiteError
from content.project import read
from content.scaffold import generated_lines, lines_left, scaffold


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """A folder for results, and nothing remembered from before."""
    monkeypatch.setattr(cache, "ROOT", tmp_path)
    scaffold.cache_clear()
    return tmp_path / "build/scaffold"


def test_every_file_is_read():
    command = "mkdir a; printf 'x = 1\\n' > one.py; printf 'y = 2\\n' > a/two.py"
    assert scaffold("a.yml", command, "1") == {"one.py": "x = 1\n", "a/two.py": "y = 2\n"}


def test_a_command_that_writes_nothing_has_no_files():
    assert scaffold("a.yml", "true", "1") == {}


def test_the_tools_of_the_environment_come_first():
    command = "python -c 'import sys; print(sys.prefix)' > a.txt"
    assert scaffold("a.yml", command, "1") == {"a.txt": f"{sys.prefix}\n"}


def test_a_later_build_takes_the_kept_result(tmp_path):
    command = f"echo ran >> {tmp_path}/log; echo 'x = 1' > a.py"
    first = scaffold("a.yml", command, "1")
    scaffold.cache_clear()  # as in another process
    assert scaffold("a.yml", command, "1") == first
    assert (tmp_path / "log").read_text() == "ran\n"


def test_another_version_or_command_runs_again(tmp_path):
    command = f"echo ran >> {tmp_path}/log"
    scaffold("a.yml", command, "1")
    scaffold("a.yml", command, "2")
    scaffold("a.yml", f"{command} ", "1")
    assert (tmp_path / "log").read_text() == "ran\n" * 3


@pytest.mark.parametrize(
    "command", ["echo why >&2; exit 3", "echo why; exit 3", "echo why; false; true"]
)
def test_a_failing_command_says_what_it_printed_and_keeps_nothing(kept, command):
    with pytest.raises(SiteError) as error:
        scaffold("a.yml", command, "1")
    assert f"a.yml: generated_by: '{command}' failed" in str(error.value)
    assert "\nwhy\n" in str(error.value)
    assert not kept.exists()


BEFORE = "import a\n\n# Set.\nx = 1\n\ny = [\n]\n"


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (BEFORE, {1, 2, 3, 4, 5, 6, 7}),
        ("import a\n\n# Set.\nx = 2\n\ny = [\n    3,\n]\n", {1, 2, 3, 6, 8}),
        ("z = [\n]\n", {2}),
        ("\n", set()),
    ],
)
def test_lines_that_are_still_there_are_told_with_the_blanks_between_them(after, left):
    assert lines_left(BEFORE, after) == left


def test_a_file_that_a_command_wrote_is_generated_whole_and_a_test_never(root):
    folder = root / "snippets/greet/alpha"
    (folder / "made.py").write_text("a = 1\n\nb = 2\n")
    (folder / "test_app.py").write_text("import alpha\n")
    text = (folder / "implementation.yml").read_text()
    text = text.replace("> app.py", "> app.py; cp app.py test_app.py")
    (folder / "implementation.yml").write_text(f"{text}generated_files: [made.py]\n")
    alpha = read(root).applications["greet"]["alpha"]
    found = [generated_lines(alpha, folder / name) for name in ("made.py", "test_app.py", "app.py")]
    assert found == [{1, 2, 3}, set(), {1}]
