from __future__ import annotations

import sys
from collections import Counter

import pytest

from content import cache
from content.errors import SiteError
from content.scaffold import scaffold_lines


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """A folder for results, and nothing remembered from before."""
    monkeypatch.setattr(cache, "ROOT", tmp_path)
    scaffold_lines.cache_clear()
    return tmp_path / "build/scaffold"


def test_code_lines_of_every_file_are_counted():
    command = "mkdir a; printf 'x = 1\\n\\n# no\\n' > one.py; printf 'x = 1\\ny = 2\\n' > a/two.py"
    assert scaffold_lines("a.yml", command, "1") == Counter({"x = 1": 2, "y = 2": 1})


def test_a_command_that_writes_nothing_has_no_lines():
    assert scaffold_lines("a.yml", "true", "1") == Counter()


def test_the_tools_of_the_environment_come_first():
    command = "python -c 'import sys; print(sys.prefix)' > a.txt"
    assert scaffold_lines("a.yml", command, "1") == Counter({sys.prefix: 1})


def test_a_later_build_takes_the_kept_result(tmp_path):
    command = f"echo ran >> {tmp_path}/log; echo 'x = 1' > a.py"
    first = scaffold_lines("a.yml", command, "1")
    scaffold_lines.cache_clear()  # as in another process
    assert scaffold_lines("a.yml", command, "1") == first
    assert (tmp_path / "log").read_text() == "ran\n"


def test_another_version_or_command_runs_again(tmp_path):
    command = f"echo ran >> {tmp_path}/log"
    scaffold_lines("a.yml", command, "1")
    scaffold_lines("a.yml", command, "2")
    scaffold_lines("a.yml", f"{command} ", "1")
    assert (tmp_path / "log").read_text() == "ran\n" * 3


@pytest.mark.parametrize(
    "command", ["echo why >&2; exit 3", "echo why; exit 3", "echo why; false; true"]
)
def test_a_failing_command_says_what_it_printed_and_keeps_nothing(kept, command):
    with pytest.raises(SiteError) as error:
        scaffold_lines("a.yml", command, "1")
    assert f"a.yml: generated_by: '{command}' failed" in str(error.value)
    assert "\nwhy\n" in str(error.value)
    assert not kept.exists()
