"""The small project with two packages whose advisories are counted, and a database of some."""

from __future__ import annotations

import json
import subprocess

from content.project import read
from tests.small_project import write_project
from tests.tried_project import FACTS

SOURCES = "".join(
    f"{name}:\n  title: {name}\n  publisher: Somebody\n  url: https://example.org/{name}\n"
    f"  version: {version}\n  checked: 2026-11-22\n"
    for name, version in (
        ("base", "commit 1"),
        ("changes", "3.0.1"),
        ("list", "2.0.1"),
        ("notes", "2.0.1"),
    )
)
WATCHED = """\
since: 2015
database: base
kinds:
  - {id: slow, name: Denial of service, cwe: [CWE-400], words: [denial of service, DoS]}
  - {id: read, name: Disclosure, words: [disclosure]}
levels:
  - {id: high, name: High, words: [high]}
  - {id: low, name: Low, words: [low]}
groups:
  - outcome: alpha
    packages:
      Lib:
        sources: [changes]
        address: https://example.org/advisories/{id}
        of_others: {CVE-2019-9999: somebody else}
  - outcome: beta
    packages:
      Other: {sources: [list, notes]}
"""
OF_OTHERS = "        of_others: {CVE-2019-9999: somebody else}\n"
# Of the CVE list, typed below the texts of a package.
TOLD = """\
        told:
          - ids: [GHSA-eeee-eeee-eeee, CVE-2026-0009]
            day: 2026-01-02
            says: A list of the visitors is disclosure.
            cwe: [CWE-400]
            level: high
            fixed: ["2.5"]
            source: base
"""
CHANGES = """\
Version 4
---------

Unreleased

-   Not out yet. :ghsa:`aaaa-aaaa-aaaa`

Version 3
---------

Released 2026-02-18

-   Fix a DoS. :ghsa:`bbbb-bbbb-bbbb`
-   Requires another, for CVE-2019-9999.

Version 2
---------

Released 2020-05-01

-   Fix what was wrong. :ghsa:`cccc-cccc-cccc`
"""
LIST = """\
March 4, 2020 - :cve:`2020-0001` / :cve:`2020-0002`
---------------------------------------------------

Two of them.
"""
NOTES = """\
*October 6, 2026*

Two issues with severity "low".

CVE-2026-0001: Disclosure of a name
===================================

A page tells it.

CVE-2026-0002: Slowness, see CVE-2020-0001
==========================================

This issue has severity "high".

Bugfixes
========

* Nothing of CVE-2020-0002 was left.
"""
RECORD = """\
id: {id}
details: {details}
aliases: [{aliases}]
affected:
- package: {{name: lib, ecosystem: PyPI}}
  ranges:
  - {{type: GIT, events: [{{introduced: "0"}}, {{fixed: abcdef}}]}}
  - {{type: ECOSYSTEM, events: [{{introduced: "0"}}, {{fixed: "{fixed}"}}]}}
published: "{published}T12:00:00Z"
{more}
"""


def record(name, published="2020-05-03", aliases="", details="None.", fixed="2", more=""):
    """The file of a record, and its text."""
    text = RECORD.format(
        id=name, published=published, aliases=aliases, details=details, fixed=fixed, more=more
    )
    return f"vulns/lib/{name}.yaml", text


def make(folder):
    """The small project with the packages; nothing of them is on record yet."""
    write_project(folder)
    other = {**FACTS["lib"], "name": "other", "file": "other-2.tar.gz"}
    (folder / "data/packages.json").write_text(
        json.dumps({"checked": "2026-11-22", "packages": {**FACTS, "other": other}})
    )
    (folder / "data/sources.yml").write_text(SOURCES)
    (folder / "data/advisories.yml").write_text(WATCHED)
    texts = folder / "texts"
    (texts / "notes").mkdir(parents=True)
    (texts / "changes.rst").write_text(CHANGES)
    (texts / "list.txt").write_text(LIST)
    (texts / "notes/2.txt").write_text(NOTES)
    return folder


def database(folder, *records):
    """A repository with some records in one commit."""
    folder.mkdir()
    for name, text in records:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    return folder


def arguments(root, folder):
    """What a person types to have all of it read."""
    texts = root / "texts"
    named = (f"lib={texts}/changes.rst", f"Other={texts}/list.txt", f"Other={texts}/notes")
    return [str(folder), *(part for text in named for part in ("--text", text))]


def by_name(root):
    """What is on record, by each name of each vulnerability."""
    found = read(root).advisories.content.advisories
    return {name: one for one in found for name in one.ids}
