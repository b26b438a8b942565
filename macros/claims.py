"""The register of claims: popular statements, each with verdict, reason and evidence."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from content import packages
from content.citations import entry
from content.dates import written
from content.errors import listed, unknown
from content.model import Claim, ClaimTopic, Evidence, split
from content.project import Project
from macros import maintenance, measured
from macros.here import Here
from macros.markup import badge, section, table

PAGE = "evidence/claims.md"
# The heading of every page in docs/compare that lists the contract; MkDocs checks that it exists.
CONTRACT = "the-contract"
# Parts of the bar that are narrower than this share have room for their sign alone.
NARROW = 0.1
# Where the parts of a claim's line stand in columns, nothing else keeps them apart.
DOT = '<span class="mdx-claim__dot"> · </span>'


class Verdict(NamedTuple):
    """How readers see a verdict: a sign and a word for it."""

    sign: str
    word: str


VERDICTS = {
    "true": Verdict("✓", "True"),
    "true-with-caveat": Verdict("✓*", "True with a caveat"),
    "misleading": Verdict("½", "Misleading"),
    "false": Verdict("✗", "False"),
    "outdated": Verdict("↺", "Outdated"),
    "opinion": Verdict("“", "Opinion"),
    "not-verified": Verdict("?", "Not verified"),
}


def claims_summary(project: Project) -> str:
    """How many claims were checked, with which result, in one or two sentences."""
    counted = _counted(project)
    parts = [f"{count} {VERDICTS[verdict].word.lower()}" for verdict, count in counted.items()]
    waiting = sum(claim.open for claim in _all(project))
    measured = "" if not waiting else f" {waiting} of them {_is(waiting)} open: to be measured."
    return f"{counted.total()} claims checked: {', '.join(parts)}.{measured}"


def claims_board(project: Project) -> str:
    """All verdicts as one bar with its numbers, which scripts make a filter beside two others."""
    counted = _counted(project)
    parts = "".join(
        f'<li><label><input type="checkbox" name="verdict" value="{verdict}">'
        f"{_badge(verdict)} <b>{count}</b></label></li>"
        for verdict, count in counted.items()
    )
    abouts = {about for claim in _all(project) for about in claim.about}
    about = _select(
        "about", "About", ((one.id, one.name) for one in project.frameworks if one.id in abouts)
    )
    topic = _select("topic", "Topic", ((name, topic.topic) for name, topic in _topics(project)))
    shown = f"{counted.total()} of {counted.total()} claims shown"
    return (
        '<div><claims-filter><form autocomplete="off">'
        f'<fieldset><legend class="site-hidden">Verdict</legend>{_bar(counted)}<ul>{parts}</ul>'
        f'</fieldset><p>{about}{topic}<button type="reset">Show all</button> '
        f'<button type="button">Open all</button> <output>{shown}</output></p>'
        "</form></claims-filter></div>"
    )


def claims(project: Project, here: Here) -> str:
    """The whole register: claims by topic, each on one line that opens, and those left out."""
    parts = []
    for name, topic in _topics(project):
        items = "\n\n".join(_claim(project, claim, name, here) for claim in topic.claims)
        parts.append(section("mdx-claims", f"## {topic.topic}\n\n{items}"))
    rows = [[item.id, item.claim, item.reason] for item in project.left_out]
    left_out = table(["Claim", "What it says", "Why it is not here"], rows)
    parts.append(
        f"## Left out\n\n<details markdown>\n<summary>{len(rows)} claims, each with the reason"
        f"</summary>\n\n{left_out}\n\n</details>"
    )
    return "\n\n".join(parts)


def claim_link(project: Project, here: Here, name: str) -> str:
    """A link to one claim of the register, for example `C08`."""
    found = {claim.id: claim for claim in _all(project)}
    if name not in found:
        raise unknown(f'claim_link("{name}")', "claim", name, found)
    verdict = VERDICTS[found[name].verdict].word.lower()
    return f"[claim {name}: {verdict}]({here.link(f'{PAGE}#{_anchor(name)}')})"


def _topics(project: Project) -> list[tuple[str, ClaimTopic]]:
    return sorted(project.claims.items(), key=lambda item: item[1].order)


def _all(project: Project) -> Iterator[Claim]:
    return (claim for _, topic in _topics(project) for claim in topic.claims)


def _counted(project: Project) -> Counter[str]:
    """How many claims have each verdict that there is, in the order of the verdicts."""
    found: Counter[str] = Counter(claim.verdict for claim in _all(project))
    return Counter({verdict: found[verdict] for verdict in VERDICTS if found[verdict]})


def _bar(counted: Counter[str]) -> str:
    """The parts of the whole, side by side; the list below it has the same in words."""
    parts, start = [], 0.0
    for verdict, count in counted.items():
        share = count / counted.total()
        sign = VERDICTS[verdict].sign
        text = f"{sign} {count}" if share >= NARROW else sign
        parts.append(
            f'<svg data-verdict="{verdict}" x="{start:.2%}" width="{share:.2%}" height="100%">'
            '<rect width="100%" height="100%"/>'
            f'<text x="50%" y="50%" text-anchor="middle" dominant-baseline="central">{text}</text>'
            "</svg>"
        )
        start += share
    return f'<svg class="mdx-verdicts" aria-hidden="true" height="44">{"".join(parts)}</svg>'


def _badge(verdict: str) -> str:
    """A verdict's word with its sign and colour, which say nothing that the word does not."""
    sign, word = VERDICTS[verdict]
    return f'<span class="mdx-verdict" data-verdict="{verdict}" data-sign="{sign}">{word}</span>'


def _claim(project: Project, claim: Claim, topic: str, here: Here) -> str:
    anchor = _anchor(claim.id)
    attributes = (
        f'id="{anchor}" data-about="{" ".join(claim.about)}" '
        f'data-verdict="{claim.verdict}" data-topic="{topic}"'
    )
    about = listed([badge(one) for one in project.frameworks if one.id in claim.about])
    link = f'[Link to {claim.id}](#{anchor}){{ .headerlink title="Permanent link to this claim" }}'
    waiting = "Open. " if claim.open else ""
    evidence = "\n".join(f"- {_evidence(project, item, here)}" for item in claim.evidence)
    return (
        f'<details class="mdx-claim" {attributes} markdown>\n'
        f'<summary markdown="span">**“{claim.claim}”** '
        f"{claim.id}{DOT}{_badge(claim.verdict)}{DOT}"
        f"<span>{about}</span></summary>\n\n"
        f"{waiting}{claim.reason} {link}\n\n{evidence}\n\n</details>"
    )


def _evidence(project: Project, evidence: Evidence, here: Here) -> str:
    name, part = split(evidence.ref or "")
    text = evidence.text or ""
    if evidence.kind == "to-be-measured":
        return f"To be measured: {text}"
    if evidence.kind == "contract":
        task = project.tasks[name]
        promise = next(item for item in task.contract if item.id == part)
        link = f"[{task.title}]({here.link(f'{task.page}#{CONTRACT}')})"
        return _joined(f"Contract test, {link}: {promise.says}", text)
    if evidence.kind == "package":
        facts = packages.find(project.packages, "claims()", name)
        value = packages.value(project.packages, facts, part)
        fact = f"Package data, {facts.name}: {packages.label(part).lower()}: {value}"
        return _joined(f"{fact} (checked {written(facts.checked)}).", text)
    if evidence.kind == "repository":
        return _joined(maintenance.told(project, name, part), text)
    if evidence.kind == "measurement":
        return _joined(measured.told(project, here, name, part), text)
    if evidence.kind == "page":
        return f"Our own page: [{text or name}]({here.link(evidence.ref or '')})"
    return _joined(f"Source: {entry(project.sources[name])}", text)


def _select(name: str, title: str, options: Iterable[tuple[str, str]]) -> str:
    listed_options = "".join(
        f'<option value="{html.escape(value)}">{html.escape(text)}</option>'
        for value, text in options
    )
    every = '<option value="">All</option>'
    return f'<label>{title} <select name="{name}">{every}{listed_options}</select></label> '


def _anchor(name: str) -> str:
    return name.lower()


def _joined(first: str, second: str) -> str:
    return f"{first} {second}".strip()


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
