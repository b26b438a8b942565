"""Figures over the years as tables and as a drawing, and what moves took."""

from __future__ import annotations

import html
import math
from decimal import ROUND_HALF_UP, Decimal

from content.errors import unknown
from content.figures import People, Survey, Year
from content.project import Project
from content.rulebook import Outcome
from content.shapes import corners_at
from macros.citations import cite
from macros.markup import badge, section, table

NOT_ASKED = "not a choice"
TENTH = Decimal("0.1")
TOLD = {"text": "in its own words", "git": "counted in git"}

# The drawing, in its own units: one is about a pixel.
WIDTH, HEIGHT = 440, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 18, 12, 30
MARK = 11
STEP = 5  # per cent between two lines


def shares(project: Project, survey: str, people: str) -> str:
    """What one group of people uses, year by year, as a table."""
    found, group = _find(project, "shares", survey, people)
    shown = _outcomes(project, found)
    years = [year for year in found.years if group.id in year.counts]
    rows = [[_named(project, year), *(_share(year, group, one) for one in shown)] for year in years]
    numbers = table(["Year", *(badge(one) for one in shown)], rows)
    notes = [f"\\* {year.year}: {year.apart}" for year in years if year.apart]
    return "\n\n".join([section("mdx-counts", numbers), *notes])


def answered(project: Project, survey: str) -> str:
    """When a survey was open, and how many answered its question, as a table."""
    found = _survey(project, f'answered("{survey}")', survey)
    rows = [
        [_named(project, year), year.asked, *(_answered(year, one) for one in found.people)]
        for year in found.years
    ]
    head = ["Year", "Open", *(one.name for one in found.people)]
    return table(head, rows)


def shares_drawn(project: Project, survey: str, people: str) -> str:
    """The same as lines; the years that stand apart are left out."""
    found, group = _find(project, "shares_drawn", survey, people)
    years = found.compared(group.id)
    shown = _outcomes(project, found)
    top = _round_up(max(max(year.counts[group.id].shares.values()) for year in years))
    name = f"figure-{found.id}-{group.id}"
    span = f"{years[0].year} to {years[-1].year}"
    title = f"{found.name}, {group.name.lower()}, {span}: per cent that use each framework"
    drawn = "".join(
        [
            _grid(top),
            *(_year(years, year) for year in years),
            *(_line(project, years, group, one, top) for one in shown),
        ]
    )
    legend = " ".join(badge(one) for one in shown)
    return (
        f'<figure class="mdx-figure"><svg role="img" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
        f'<title id="{name}-title">{html.escape(title)}</title>'
        f'<desc id="{name}-desc">The numbers are in the table above.</desc>{drawn}</svg>'
        f"<figcaption>{legend} <span>{html.escape(title)}.</span></figcaption></figure>"
    )


def moves(project: Project) -> str:
    """What it took teams to move, shortest first, with who tells it."""
    rows = [
        [
            one.team,
            f"{one.before} → {one.after}",
            one.size or "not told",
            f"**{one.took}**{cite(project, one.source)}",
            f"{TOLD[one.told]}{f': {one.counted}' if one.counted else ''}",
        ]
        for one in project.figures.moves
    ]
    return table(["Who", "From and to", "Size", "Took", "Told"], rows)


def _find(project: Project, macro: str, survey: str, people: str) -> tuple[Survey, People]:
    call = f'{macro}("{survey}", "{people}")'
    found = _survey(project, call, survey)
    groups = {one.id: one for one in found.people}
    if people not in groups:
        raise unknown(call, "people", people, groups)
    return found, groups[people]


def _survey(project: Project, call: str, name: str) -> Survey:
    surveys = {one.id: one for one in project.figures.surveys}
    if name not in surveys:
        raise unknown(call, "survey", name, surveys)
    return surveys[name]


def _outcomes(project: Project, survey: Survey) -> list[Outcome]:
    """What the survey counts, in the order of the site."""
    named = {
        name
        for year in survey.years
        for count in year.counts.values()
        for name in count.shares
    }  # fmt: skip
    return [one for one in project.rulebook.outcomes if one.id in named]


def _named(project: Project, year: Year) -> str:
    return f"{year.year}{'*' if year.apart else ''}{cite(project, year.source)}"


def _answered(year: Year, group: People) -> str:
    count = year.counts.get(group.id)
    return f"{count.answered:,}" if count else "not known"


def _share(year: Year, group: People, outcome: Outcome) -> str:
    share = year.counts[group.id].shares.get(outcome.id)
    if share is None:
        return NOT_ASKED
    # Of the number as it is written: half a tenth goes up.
    return f"{Decimal(str(share)).quantize(TENTH, ROUND_HALF_UP)} %"


def _round_up(share: float) -> int:
    return math.ceil(share / STEP) * STEP


def _across(years: list[Year], year: Year) -> float:
    """Where a year stands; a year in which nobody asked leaves a gap."""
    first, last = years[0].year, years[-1].year
    return LEFT + (WIDTH - LEFT - RIGHT) * (year.year - first) / max(last - first, 1)


def _down(share: float, top: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share / top)


def _grid(top: int) -> str:
    return "".join(
        f'<line x1="{LEFT}" x2="{WIDTH}" y1="{_down(share, top):g}" y2="{_down(share, top):g}"/>'
        f'<text x="{LEFT - 8}" y="{_down(share, top) + 5:g}" text-anchor="end">{share} %</text>'
        for share in range(0, top + 1, STEP)
    )


def _year(years: list[Year], year: Year) -> str:
    return (
        f'<text x="{_across(years, year):.1f}" y="{HEIGHT - 6}" text-anchor="middle">'
        f"{year.year}</text>"
    )


def _line(project: Project, years: list[Year], group: People, one: Outcome, top: int) -> str:
    points = [
        (_across(years, year), _down(year.counts[group.id].shares[one.id], top))
        for year in years
        if one.id in year.counts[group.id].shares
    ]
    shape = _shape(project, one)
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks = "".join(_mark(shape, x, y) for x, y in points)
    return f'<g data-framework="{one.id}"><polyline points="{way}"/>{marks}</g>'


def _shape(project: Project, outcome: Outcome) -> str:
    """The shape of the registry, or that of the rule book for what the registry lacks."""
    return next(
        (one.shape for one in project.frameworks if one.id == outcome.id), outcome.shape or "circle"
    )


def _mark(shape: str, x: float, y: float) -> str:
    corners = corners_at(shape, x - MARK / 2, y - MARK / 2, MARK)
    if not corners:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{MARK / 2:g}"/>'
    return f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in corners)}"/>'
