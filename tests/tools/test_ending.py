"""Commands end with one sentence."""

from __future__ import annotations

import pytest

from content.errors import SiteError
from tools.ending import STOPPED, ends_well
from tools.new.files import write_all


def failing(error):
    @ends_well
    def main():
        raise error

    return main


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SiteError("data/x.yml, line 2: no."), "Error: data/x.yml, line 2: no.\n"),
        (OSError(28, "No space left on device", "/a/b"), "Error: /a/b: No space left on device.\n"),
        (OSError(98, "Address already in use"), "Error: Address already in use.\n"),
        (OSError("no route"), "Error: no route.\n"),
    ],
)
def test_what_was_foreseen_is_one_sentence(capsys, error, said):
    assert failing(error)() == 1
    assert capsys.readouterr().err == said


def test_a_person_may_stop_a_command_and_sees_no_traceback(capsys):
    assert failing(KeyboardInterrupt())() == STOPPED
    assert capsys.readouterr().err == "Stopped.\n"


def test_a_mistake_of_the_program_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError):
        failing(ZeroDivisionError())()


@pytest.mark.parametrize("last", ["kept", "new/folder/two"])
def test_of_new_files_all_are_written_or_none(tmp_path, last):
    (tmp_path / "kept").mkdir()  # where a file should be, or beside it
    (tmp_path / "new").mkdir()
    (tmp_path / "new/folder").write_text("")
    with pytest.raises(OSError):
        write_all(tmp_path, {"a/b/c": "", "a/d": "", last: ""})
    assert not (tmp_path / "a").exists()
    assert (tmp_path / "kept").is_dir()
    assert (tmp_path / "new/folder").is_file()
