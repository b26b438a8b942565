"""One list of commands: the Makefile's."""

from __future__ import annotations

import re

from content.commands import read_commands
from content.project import ROOT


def test_the_readme_lists_the_commands_of_the_makefile():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `make ([a-z-]+)` \| (.+?) \| (.*?) \|$", text, re.M)
    assert listed == [(one.name, one.does, one.time) for one in read_commands(ROOT)]


def test_every_command_that_takes_time_says_how_much():
    timeless = {"serve", "clean"}
    assert {one.name for one in read_commands(ROOT) if not one.time} <= timeless
