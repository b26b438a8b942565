"""The register of claims: popular statements, each with verdict, reason and evidence."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator

from content import packages
from content.citations import entry
from content.dates import written
from content.errors import listed, unknown
from content.model import Claim, ClaimTopic, Evidence, split
from content.project import Project
from macros.here import Here
from macros.markup import section, table

PAGE = "evidence/claims.md"
# The heading of every page in docs/compare that lists the contract; MkDocs checks that it exists.
CONTRACT = "the-contract"
VERDICTS = {
    "true": "True",
    "true-with-caveat": "True with a caveat",
    "misleading": "Misleading",
    "false": "False",
    "outdated": "Outdated",
    "opinion": "Opinion",
    "not-verified": "Not verified",
}


def claims_summary(project: Project) -> str:
    """How many claims were checked, with which result, in one or two sentences."""
    found = list(_all(project))
    counted: Counter[str] = Counter(claim.verdict for claim in found)
    parts = [
        f"{counted[verdict]} {word.lower()}"
        for verdict, word in VERDICTS.items()
        if counted[verdict]
    ]
    waiting = sum(claim.open for claim in found)
    measured = "" if not waiting else f" {waiting} of them {_is(waiting)} open: to be measured."
    return f"{len(found)} claims checked: {', '.join(parts)}.{measured}"


def claims(project: Project, here: Here) -> str:
    """The whole register: counts, a filter that scripts show, claims by topic, those left out."""
    parts = [_counts(project), _filter(project)]
    for name, topic in _topics(project):
        items = "\n\n".join(_claim(project, claim, name, here) for claim in topic.claims)
        parts.append(section("mdx-claims", f"## {topic.topic}\n\n{items}"))
    rows = [[item.id, item.claim, item.reason] for item in project.left_out]
    parts.append(f"## Left out\n\n{table(['Claim', 'What it says', 'Why it is not here'], rows)}")
    return "\n\n".join(parts)


def claim_link(project: Project, here: Here, name: str) -> str:
    """A link to one claim of the register, for example `C08`."""
    found = {claim.id: claim for claim in _all(project)}
    if name not in found:
        raise unknown(f'claim_link("{name}")', "claim", name, found)
    verdict = VERDICTS[found[name].verdict].lower()
    return f"[claim {name}: {verdict}]({here.link(f'{PAGE}#{_anchor(name)}')})"


def _topics(project: Project) -> list[tuple[str, ClaimTopic]]:
    return sorted(project.claims.items(), key=lambda item: item[1].order)


def _all(project: Project) -> Iterator[Claim]:
    return (claim for _, topic in _topics(project) for claim in topic.claims)


def _counts(project: Project) -> str:
    found = list(_all(project))
    counted: Counter[str] = Counter(claim.verdict for claim in found)
    waiting: Counter[str] = Counter(claim.verdict for claim in found if claim.open)
    rows = [
        [word, counted[verdict], waiting[verdict]]
        for verdict, word in VERDICTS.items()
        if counted[verdict]
    ]
    rows.append(["All", len(found), waiting.total()])
    head = ["Verdict", "Claims", "Of these open (to be measured)"]
    return section("mdx-counts", table(head, rows))


def _claim(project: Project, claim: Claim, topic: str, here: Here) -> str:
    attributes = (
        f'id="{_anchor(claim.id)}" data-about="{" ".join(claim.about)}" '
        f'data-verdict="{claim.verdict}" data-topic="{topic}"'
    )
    link = f'[{claim.id}](#{_anchor(claim.id)}){{ title="Permanent link to this claim" }}'
    about = listed([one.name for one in project.frameworks if one.id in claim.about])
    waiting = " Open." if claim.open else ""
    evidence = "\n".join(f"- {_evidence(project, item, here)}" for item in claim.evidence)
    return (
        f'<div class="mdx-claim" {attributes} markdown>\n\n'
        f"**“{claim.claim}”** {link} ({about})\n\n"
        f"**{VERDICTS[claim.verdict]}.**{waiting} {claim.reason}\n\n{evidence}\n\n</div>"
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
    if evidence.kind == "page":
        return f"Our own page: [{text or name}]({here.link(evidence.ref or '')})"
    return _joined(f"Source: {entry(project.sources[name])}", text)


def _filter(project: Project) -> str:
    """The form of the filter, which a script shows and makes work where there is one."""
    found = list(_all(project))
    verdicts = {claim.verdict for claim in found}
    abouts = {about for claim in found for about in claim.about}
    fields = [
        ("about", "About", [(one.id, one.name) for one in project.frameworks if one.id in abouts]),
        ("verdict", "Verdict", [item for item in VERDICTS.items() if item[0] in verdicts]),
        ("topic", "Topic", [(name, topic.topic) for name, topic in _topics(project)]),
    ]
    selects = "".join(_select(*field) for field in fields)
    return (
        f"<div><claims-filter hidden><form>{selects}"
        '<button type="reset">Show all</button> <output></output></form></claims-filter></div>'
    )


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
