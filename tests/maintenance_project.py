"""A repository whose people are known, and the small project that counts them."""

from __future__ import annotations

import datetime
import os
import subprocess

from tests.tried_project import make as tried

ASKED = """\
months: 24
busy: 2
busiest: 1
docs: docs
bots: ['\\[bot\\]$']
repositories:
  Lib: https://example.org/lib
"""
DAY = datetime.date(2026, 6, 15)
MAP = "Anna <anna@example.org> <a@example.org>\n"


def make(folder):
    """The small project with one library whose commits are counted; none is on record yet."""
    tried(folder)
    (folder / "data/maintenance.yml").write_text(ASKED)
    return folder


def git(folder, *arguments, who="nobody", address="nobody@example.org", day=DAY):
    """Let git do something there, as somebody, on a day."""
    moment = f"{day}T12:00:00+0000"
    said = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", who), ("EMAIL", address), ("DATE", moment))
    }
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        env={**os.environ, **said},
        capture_output=True,
    )


def commit(folder, who, address=None, day=DAY, file="code.txt"):
    """One more commit of somebody, which changes a file."""
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + "x")
    git(folder, "add", ".")
    address = address or f"{who}@example.org"
    git(folder, "commit", "-q", "-m", "c", who=who, address=address, day=day)


def repository(folder):
    """An empty repository with a map of names."""
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / ".mailmap").write_text(MAP)
    return folder
