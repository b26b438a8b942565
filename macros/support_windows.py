"""How long the releases of frameworks get fixes: a table for each, and a calendar of all."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from content.dates import first_month, written
from content.errors import unknown
from content.model import Framework, Window
from content.project import Project
from macros.citations import cite
from macros.markup import badge, section, table

NOT_KNOWN = "Not known"
HEAD = ["Series", "Released", "Bug fixes until", "Security fixes until", "Python"]

# The calendar, in its own units: one is about a pixel.
WIDTH, ROW, BAR, AXIS = 440, 40, 12, 18


def support_windows(project: Project, framework: str) -> str:
    """The policy in a sentence, and a table with a row for each release series."""
    where = f'support_windows("{framework}")'
    project.framework(where, framework)
    if framework not in project.support:
        raise unknown(f"{where}, data/support.yml", "framework", framework, project.support)
    found = project.support[framework]
    rows = [_row(project, window) for window in found.windows]
    return f"{found.policy}{cite(project, *found.sources)}\n\n{table(HEAD, rows)}"


def support_calendar(project: Project) -> str:
    """The windows of all frameworks as bars over years, and the same as a table."""
    windows = list(_windows(project))
    now = _month(project.packages.checked.year, project.packages.checked.month)
    known = [now, *(month for one in windows for month in one.months if month)]
    scale = _Scale(min(known) // 12, max(known) // 12 + 1)
    floor = ROW * len(windows)
    bars = "".join(_bars(one, scale, now, ROW * place) for place, one in enumerate(windows))
    years = "".join(
        f'<line x1="{scale.at(12 * year):.1f}" x2="{scale.at(12 * year):.1f}" y1="0" y2="{floor}"/>'
        f'<text x="{scale.at(12 * year + 6):.1f}" y="{floor + AXIS - 2}" text-anchor="middle">'
        f"’{year % 100:02}</text>"
        for year in range(scale.first, scale.last)
    )
    today = (
        f'<line class="mdx-figure__now" x1="{scale.at(now):.1f}" x2="{scale.at(now):.1f}" y1="0" '
        f'y2="{floor}" stroke-dasharray="4 3"/>'
    )
    title = f"Fixes for each release series, {scale.first} to {scale.last - 1}"
    drawn = (
        f'<figure class="mdx-figure"><svg role="img" viewBox="0 0 {WIDTH} {floor + AXIS}" '
        'aria-labelledby="calendar-title" aria-describedby="calendar-desc">'
        f'<title id="calendar-title">{title}</title>'
        '<desc id="calendar-desc">The dates are in the table below.</desc>'
        f"{years}{today}{bars}</svg><figcaption><span>{title}. Solid: bug and security fixes. "
        "Outlined: security and data loss alone. Dashed line: "
        f"{written(project.packages.checked)}.</span></figcaption></figure>"
    )
    rows = [[badge(one.framework), *_row(project, one.window)] for one in windows]
    return f"{drawn}\n\n{section('mdx-facts', table(['Framework', *HEAD], rows))}"


@dataclass(frozen=True)
class _Drawn:
    """A release series, with the months that its texts name, counted from the year 0."""

    framework: Framework
    window: Window

    @property
    def months(self) -> tuple[int | None, int | None, int | None]:
        texts = (self.window.released, self.window.fixes_until, self.window.security_until)
        released, fixes, security = (first_month(text or "") for text in texts)
        return (
            _month(*released) if released else None,
            _month(*fixes) if fixes else None,
            _month(*security) if security else None,
        )


@dataclass(frozen=True)
class _Scale:
    """Where a month stands between the start of two years."""

    first: int
    last: int

    def at(self, month: int) -> float:
        return WIDTH * (month - 12 * self.first) / (12 * (self.last - self.first))


def _windows(project: Project) -> Iterator[_Drawn]:
    for framework in project.frameworks:
        if framework.id in project.support:
            for window in project.support[framework.id].windows:
                yield _Drawn(framework, window)


def _bars(one: _Drawn, scale: _Scale, now: int, top: float) -> str:
    """One series: its name, what gets all fixes solid, what gets the rest in outline.

    Where no day of an end is published, the bar ends today, and words say when it ends.
    """
    released, fixes, security = one.months
    name = f"{one.framework.name} {one.window.series}"
    if fixes is None:
        name += f", until {one.window.fixes_until or 'a day that is not known'}"
    label = f'<text x="0" y="{top + 18:g}">{html.escape(name)}</text>'
    if released is None:
        return label
    middle = fixes or max(now, released)
    end = security or middle
    place = f'y="{top + 22:g}" height="{BAR}"'
    solid = f'<rect {place} x="{scale.at(released):.1f}" width="{_wide(scale, released, middle)}"/>'
    rest = (
        f'<rect {place} x="{scale.at(middle):.1f}" width="{_wide(scale, middle, end)}" '
        'fill="none"/>'
    )
    bars = solid + (rest if end > middle else "")
    return f'{label}<g data-framework="{one.framework.id}">{bars}</g>'


def _wide(scale: _Scale, start: int, end: int) -> str:
    return f"{scale.at(end) - scale.at(start):.1f}"


def _month(year: int, month: int) -> int:
    return 12 * year + month - 1


def _row(project: Project, window: Window) -> list[str]:
    return [
        f"{window.series}{cite(project, *window.sources)}",
        window.released or NOT_KNOWN,
        window.fixes_until or NOT_KNOWN,
        window.security_until or NOT_KNOWN,
        window.python or NOT_KNOWN,
    ]
