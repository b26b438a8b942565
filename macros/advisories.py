"""Advisories of the packages that frameworks consist of: by year, by kind, each with its link."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from content.advisories import by_year, of_group, own_texts
from content.dates import written
from content.errors import unknown
from content.model import Advisories, Advisory, WatchedGroup
from content.project import WATCHED, Project
from content.rulebook import Outcome
from macros.citations import cite
from macros.markup import badge, section, table

NOT_CLASSIFIED = "Not classified"
NOT_GIVEN = "Not given"
ONLY_VECTOR = "Only as a CVSS vector"
NO_RECORD = "not on record"

# The drawing, in its own units: one is about a pixel. All panels have one scale.
WIDTH, STEP = 440, 2.5
LABEL, NUMBER, GAP = 18, 20, 16
BAR = 0.6  # of the room of a year

# What can be counted of a package, and whether one of its vulnerabilities counts.
COUNTED: dict[str, Callable[[Advisories, Advisory], bool]] = {
    "all": lambda record, one: True,
    "recorded": lambda record, one: one.file is not None,
    "named": lambda record, one: one.named,
    "lacking": lambda record, one: one.file is None,
    "missed": lambda record, one: one.file is None and one.day <= record.committed,
}


def advisories(project: Project, package: str, what: str = "all") -> str:
    """A count of a package's vulnerabilities, for a sentence."""
    call = f'advisories("{package}", "{what}")'
    packages = own_texts(project.watched)
    if package not in packages:
        raise unknown(f"{call}, {WATCHED}", "package", package, packages)
    if what not in COUNTED:
        raise unknown(call, "count", what, COUNTED)
    return str(_count(project, package, what))


def advisories_database(project: Project) -> str:
    """Which database was read, in which state, and on which day, as words of a sentence."""
    record = project.advisories.content
    source = project.watched.database or ""
    return (
        f"{project.sources[source].title} at commit `{record.commit[:7]}` of "
        f"{written(record.committed)}, read on {written(record.checked)}{cite(project, source)}"
    )


def advisories_withdrawn(project: Project) -> str:
    """How many records were taken back and are not counted, as a sentence."""
    count = project.advisories.content.withdrawn
    told = {0: "No record is withdrawn", 1: "One withdrawn record is left out"}
    return f"{told.get(count, f'{count} withdrawn records are left out')}."


def advisories_drawn(project: Project) -> str:
    """The years of each group as bars, all drawn to one scale."""
    years, groups = _years(project), _groups(project)
    top = 0.0
    panels = []
    for outcome, group in groups:
        drawn, height = _panel(project, outcome, group, years, top)
        panels.append(drawn)
        top += height + GAP
    axis = "".join(
        f'<text x="{_middle(years, year):.1f}" y="{top:g}" text-anchor="middle">'
        f"’{year % 100}</text>"
        for year in years
    )
    title = f"Advisories a year, {years[0]} to {years[-1]}"
    return (
        f'<figure class="mdx-figure"><svg role="img" viewBox="0 0 {WIDTH} {top + 6:g}" '
        'aria-labelledby="advisories-title" aria-describedby="advisories-desc">'
        f'<title id="advisories-title">{title}</title>'
        '<desc id="advisories-desc">The numbers are in the table below.</desc>'
        f"{''.join(panels)}{axis}</svg><figcaption><span>{title}. Solid: in the database. "
        "Outlined: named elsewhere alone. One scale for all.</span></figcaption></figure>"
    )


def advisories_by_year(project: Project) -> str:
    """The same as a table: those in the database, and after a plus those that it lacks."""
    groups = _groups(project)
    found = [by_year(of_group(project, group)) for _, group in groups]
    rows = [[year, *(_sum(some.get(year, [])) for some in found)] for year in _years(project)]
    total = ["**All**", *(f"**{_sum(of_group(project, group))}**" for _, group in groups)]
    head = ["Year", *(badge(outcome) for outcome, _ in groups)]
    return section("mdx-counts", table(head, [*rows, total]))


def advisories_by_kind(project: Project) -> str:
    """What they are about, as a table."""
    kinds = {kind.id: kind.name for kind in project.watched.kinds}
    return _tally(project, "Kind", [*kinds.values(), NOT_CLASSIFIED], lambda one: _kind(kinds, one))


def advisories_by_severity(project: Project) -> str:
    """How bad they are where that is stated, as a table."""
    levels = {level.id: level.name for level in project.watched.levels}
    return _tally(
        project, "Severity", [*levels.values(), ONLY_VECTOR, NOT_GIVEN],
        lambda one: levels.get(one.level or "", ONLY_VECTOR if one.vector else NOT_GIVEN),
    )  # fmt: skip


def advisories_texts(project: Project) -> str:
    """What each project's own text names, and what of it the database lacks."""
    rows = [
        [
            f"{package}{cite(project, *text.sources)}",
            *(
                _count(project, package, what)
                for what in ("recorded", "named", "lacking", "missed")
            ),
        ]
        for package, text in own_texts(project.watched).items()
    ]
    head = ["Package", "Recorded", "Named", "Lacking", "Missed"]
    return section("mdx-counts", table(head, rows))


def advisories_list(project: Project) -> str:
    """Every one with its link, folded away."""
    found = project.advisories.content.advisories
    kinds = {kind.id: kind.name for kind in project.watched.kinds}
    levels = {level.id: level.name for level in project.watched.levels}
    rows = [
        [
            f"[{one.ids[0]}]({_address(project, one)})",
            ", ".join(one.ids[1:]),
            ", ".join(one.packages),
            written(one.day),
            _kind(kinds, one),
            levels.get(one.level or "", f"`{one.vector}`" if one.vector else NOT_GIVEN),
            ", ".join(one.fixed) if one.file or one.fixed else NO_RECORD,
        ]
        for one in found
    ]
    head = ["Advisory", "Other names", "Package", "Day", "Kind", "Severity", "Fixed in"]
    return (
        '<details class="mdx-advisories" markdown>\n'
        f"<summary>All {len(found)}, each with its link</summary>\n\n"
        f"{table(head, rows)}\n\n</details>"
    )


def _groups(project: Project) -> list[tuple[Outcome, WatchedGroup]]:
    outcomes = {one.id: one for one in project.rulebook.outcomes}
    return [(outcomes[group.outcome], group) for group in project.watched.groups]


def _tally(
    project: Project, first: str, names: Sequence[str], name_of: Callable[[Advisory], str]
) -> str:
    """How many of each group go by each name, as a table."""
    groups = _groups(project)
    counts = [Counter(map(name_of, of_group(project, group))) for _, group in groups]
    rows = [[name, *(count[name] for count in counts)] for name in names]
    return section("mdx-counts", table([first, *(badge(one) for one, _ in groups)], rows))


def _kind(kinds: Mapping[str, str], one: Advisory) -> str:
    return kinds.get(one.kind or "", NOT_CLASSIFIED)


def _years(project: Project) -> list[int]:
    """Every year that is counted, also one that has none."""
    return list(range(project.watched.since, project.advisories.content.checked.year + 1))


def _count(project: Project, package: str, what: str) -> int:
    record = project.advisories.content
    return sum(package in one.packages and COUNTED[what](record, one) for one in record.advisories)


def _parts(some: Sequence[Advisory]) -> tuple[int, int]:
    """How many the database has, and how many it lacks."""
    recorded = sum(one.file is not None for one in some)
    return recorded, len(some) - recorded


def _sum(some: Sequence[Advisory]) -> str:
    recorded, lacking = _parts(some)
    return f"{recorded} + {lacking}" if lacking else str(recorded)


def _address(project: Project, one: Advisory) -> str:
    """Where it can be read: the record, or what the project's text makes of its name."""
    if one.file:
        source = project.sources[project.watched.database or ""]
        return f"{source.url}/blob/{project.advisories.content.commit}/{one.file}"
    text = own_texts(project.watched)[one.packages[0]]
    for told in text.told:
        if set(told.ids) & set(one.ids):
            return project.sources[told.source].url
    return (text.address or project.sources[text.sources[0]].url).replace("{id}", one.ids[0])


def _panel(
    project: Project, outcome: Outcome, group: WatchedGroup, years: list[int], top: float
) -> tuple[str, float]:
    """The bars of one group with its name above, and how high they are."""
    found = by_year(of_group(project, group))
    most = max((len(some) for some in found.values()), default=0)
    floor = top + LABEL + NUMBER + most * STEP
    name = html.escape(", ".join([outcome.name, *(n for n in group.packages if n != outcome.name)]))
    columns = [(_middle(years, year), *_parts(found.get(year, []))) for year in years]
    width = WIDTH / len(years) * BAR
    bars = "".join(_bar(*column, width, floor) for column in columns)
    sums = "".join(
        f'<text x="{middle:.1f}" y="{floor - (recorded + lacking) * STEP - 4:g}" '
        f'text-anchor="middle">{recorded + lacking}</text>'
        for middle, recorded, lacking in columns
    )
    drawn = (
        f'<text x="0" y="{top + LABEL - 4:g}">{name}</text>'
        f'<g data-framework="{outcome.id}">{bars}</g>{sums}'
        f'<line x1="0" x2="{WIDTH}" y1="{floor:g}" y2="{floor:g}"/>'
    )
    return drawn, floor - top


def _bar(middle: float, recorded: int, lacking: int, width: float, floor: float) -> str:
    """One year: what the database has solid, what it lacks in outline above it."""
    place = f'x="{middle - width / 2:.1f}" width="{width:.1f}"'
    low = floor - recorded * STEP
    solid = f'<rect {place} y="{low:g}" height="{recorded * STEP:g}"/>'
    outline = (
        f'<rect {place} y="{low - lacking * STEP:g}" height="{lacking * STEP:g}" fill="none"/>'
    )
    return f"{solid if recorded else ''}{outline if lacking else ''}"


def _middle(years: list[int], year: int) -> float:
    return WIDTH / len(years) * (years.index(year) + 0.5)
