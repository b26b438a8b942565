"""The glossary and the tooltips that are made from it."""

from __future__ import annotations

import re

import markdown

from content.project import ROOT
from extensions.abbreviations import PlainHeadings

ABBREVIATIONS = (ROOT / "includes/abbreviations.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
TERM = re.compile(
    r"^\*\*(?P<term>.+?)\*\* \{ #(?P<anchor>[a-z0-9-]+) \}\n\n:   (?P<text>.*)$", re.M
)
TOOLTIP = re.compile(r"\*\[(?P<short>[^\]]+)\]: (?P<text>.+)")


def terms() -> dict[str, str]:
    """Each term of the glossary, with the first line of what it says."""
    return {match["term"]: match["text"] for match in TERM.finditer(GLOSSARY)}


def convert(text: str) -> str:
    return markdown.markdown(
        f"{text}\n\n{ABBREVIATIONS}", extensions=["abbr", "def_list", PlainHeadings()]
    )


def test_the_terms_are_in_alphabetical_order_under_their_letters():
    names = [name.casefold() for name in terms()]
    assert len(names) >= 60
    assert names == sorted(names)
    for part in re.split(r"^## ", GLOSSARY, flags=re.M)[1:]:
        assert {match["term"][0] for match in TERM.finditer(part)} == {part[0]}


def test_each_term_cites_a_source():
    definitions = re.split(r"^:   ", GLOSSARY, flags=re.M)[1:]
    assert len(definitions) == len(terms())
    assert all("{{ cite(" in text.split("\n\n")[0] for text in definitions)


def test_every_tooltip_opens_what_the_glossary_says():
    known = terms()
    lines = ABBREVIATIONS.splitlines()
    assert lines == sorted(lines)
    for line in lines:
        match = TOOLTIP.fullmatch(line)
        assert match, f"includes/abbreviations.md: {line}"
        assert known.get(match["short"], "").startswith(match["text"]), line


def test_tooltips_stand_in_text():
    assert convert("An ORM.") == '<p>An <abbr title="Object-relational mapper">ORM</abbr>.</p>'


def test_tooltips_stay_out_of_headings_terms_and_code():
    assert convert("# The *ORM* and the ORM of CRUD apps") == (
        "<h1>The <em>ORM</em> and the ORM of CRUD apps</h1>"
    )
    assert "abbr" not in convert("ORM\n\n:   A mapper.")
    assert "abbr" not in convert("`ORM`\n\n    ORM = 1")
