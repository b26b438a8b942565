from __future__ import annotations

import sys
from collections import Counter

import pytest

from content.errors import SiteError
from content.scaffold import generated_lines


@pytest.fixture
def kept(tmp_path):
    """A folder for results, and nothing remembered from before."""
    generated_lines.cache_clear()
    return tmp_path / "deep/generated"


def test_code_lines_of_every_generated_file_are_counted(kept):
    command = "mkdir a; printf 'x = 1\\n\\n# no\\n' > one.py; printf 'x = 1\\ny = 2\\n' > a/two.py"
    assert generated_lines("a.yml", command, kept, "1") == Counter({"x = 1": 2, "y = 2": 1})


def test_a_generator_that_writes_nothing_has_no_lines(kept):
    assert generated_lines("a.yml", "true", kept, "1") == Counter()


def test_the_tools_of_the_environment_come_first(kept):
    command = "python -c 'import sys; print(sys.prefix)' > a.txt"
    assert generated_lines("a.yml", command, kept, "1") == Counter({sys.prefix: 1})


def test_a_later_build_takes_the_kept_result(kept, tmp_path):
    command = f"echo ran >> {tmp_path}/log; echo 'x = 1' > a.py"
    first = generated_lines("a.yml", command, kept, "1")
    generated_lines.cache_clear()  # as in another process
    assert generated_lines("a.yml", command, kept, "1") == first
    assert (tmp_path / "log").read_text() == "ran\n"


def test_another_version_or_command_runs_again(kept, tmp_path):
    command = f"echo ran >> {tmp_path}/log"
    generated_lines("a.yml", command, kept, "1")
    generated_lines("a.yml", command, kept, "2")
    generated_lines("a.yml", f"{command} ", kept, "1")
    assert (tmp_path / "log").read_text() == "ran\n" * 3


@pytest.mark.parametrize(
    "command", ["echo why >&2; exit 3", "echo why; exit 3", "echo why; false; true"]
)
def test_a_failing_command_says_what_it_printed_and_keeps_nothing(kept, command):
    with pytest.raises(SiteError) as error:
        generated_lines("a.yml", command, kept, "1")
    assert f"a.yml: generated_by: '{command}' failed" in str(error.value)
    assert "\nwhy\n" in str(error.value)
    assert list(kept.iterdir()) == []
