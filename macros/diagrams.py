"""Diagrams as lists of HTML, which style sheets draw: the text of each is its own alternative."""

from __future__ import annotations

import html

from content.diagrams import LAYOUT, Entry, Exit, Lane, Lanes, Step
from content.errors import SiteError, listed, unknown
from content.model import Framework
from content.project import Project
from macros.markup import badge, in_html, section, table

WHO = {"server": "the server", "framework": "the framework", "you": "your code"}


def lane(project: Project, name: str, which: str) -> str:
    """One lane of a diagram: steps from top to bottom, with exits to the side."""
    call = f'lane("{name}", "{which}")'
    diagram = _lanes(project, call, name)
    if which not in diagram.lanes:
        raise unknown(call, "lane", which, diagram.lanes)
    found = diagram.lanes[which]
    framework = None if found.title else project.framework(call, which)
    # The lanes of frameworks are on pages of their own: a place has the same address on each.
    start = f"{name if framework else which}-"
    steps = "".join(_step(diagram, found, step, framework, start) for step in found.steps)
    title = html.escape(found.title or f"{diagram.title} in ")
    if framework:
        title += f"{badge(framework)} {html.escape(found.version or '')}"
    mark = f"mdx-lane' data-framework='{framework.id}" if framework else "mdx-lane mdx-lane--shared"
    return f"<figure class='{mark}'><figcaption>{title}</figcaption><ol>{steps}</ol></figure>"


def lanes(project: Project, name: str) -> str:
    """The lanes of a diagram side by side: what each calls a station, and the number it has."""
    diagram = _lanes(project, f'lanes("{name}")', name)
    heads = [found.title or badge(project.framework(f'lanes("{name}")', which))
             for which, found in diagram.lanes.items()]  # fmt: skip
    rows = [
        [station.title, *(_called(found, station.id) for found in diagram.lanes.values())]
        for station in diagram.stations
    ]
    return section("mdx-lanes", table([diagram.title, *heads], rows))


def layout(project: Project, framework: str) -> str:
    """The folders and files of a large project, as a tree."""
    call = f'layout("{framework}")'
    if project.diagrams.layout is None:
        raise SiteError(f"{call}: there is no {LAYOUT}.")
    found = project.diagrams.layout
    if framework not in found.trees:
        raise unknown(call, "framework", framework, found.trees)
    entries = "".join(_entry(one, found.places) for one in found.trees[framework])
    return f"<ul class='mdx-tree'>{entries}</ul>"


def _lanes(project: Project, call: str, name: str) -> Lanes:
    if name not in project.diagrams.lanes:
        raise unknown(call, "diagram", name, project.diagrams.lanes)
    return project.diagrams.lanes[name]


def _called(found: Lane, station: str) -> str:
    number = found.numbers()[station]
    step = found.steps[number - 1]
    return f"{number}. {step.name or step.says}"


def _step(diagram: Lanes, found: Lane, step: Step, framework: Framework | None, start: str) -> str:
    station = diagram.station(step.at)
    whose = {**WHO, "framework": badge(framework)} if framework else WHO
    by = f"by {listed([whose[one] for one in step.by])}" if step.by else ""
    name = f"<b>{in_html(step.name)}.</b> " if step.name else ""
    ways = "".join(f"<li><b>{in_html(one.name)}</b> {in_html(one.says)}</li>" for one in step.ways)
    calls = "; ".join(_in_file(file, functions) for file, functions in step.calls.items())
    beside = "".join(_exit(diagram, found, one, start) for one in step.exits)
    if numbers := [str(found.numbers()[one]) for one in found.leading_to(step.at)]:
        beside += f"<li class='mdx-lane__from'>from {listed(numbers)}</li>"
    aside = " class='mdx-lane__aside'" if station.aside else ""
    mark = f" data-by='{step.by[0]}'" if step.by else ""
    return (
        f"<li id='{start}{step.at}'{aside}><div{mark}>"
        f"<p><strong>{in_html(station.title)}</strong> {_around('span', by, 'mdx-lane__by')}</p>"
        f"<p>{name}{in_html(step.says)}</p>"
        f"{_around('ul', ways)}{_around('p', calls, 'mdx-lane__calls')}</div>"
        f"{_around('ul', beside, 'mdx-lane__beside')}</li>"
    )


def _around(tag: str, content: str, css_class: str = "") -> str:
    """An element, if there is something to put into it."""
    marked = f" class='{css_class}'" if css_class else ""
    return f"<{tag}{marked}>{content}</{tag}>" if content else ""


def _in_file(file: str, functions: list[str]) -> str:
    names = ", ".join(f"<code>{one.replace('.', '.<wbr>')}</code>" for one in functions)
    return f"{names} in {html.escape(file)}"


def _exit(diagram: Lanes, found: Lane, one: Exit, start: str) -> str:
    if one.to is None:
        return f"<li>{in_html(one.when)}: {in_html(one.ends or '')}</li>"
    title = in_html(diagram.station(one.to).title)
    link = f"<a href='#{start}{one.to}'>{found.numbers()[one.to]}. {title}</a>"
    return f"<li>{in_html(one.when)}: {link}</li>"


def _entry(one: Entry, places: dict[str, str]) -> str:
    named = "".join(f" <strong>{in_html(places[place])}</strong>" for place in one.places)
    says = f" {in_html(one.says)}" if one.says else ""
    inside = _around("ul", "".join(_entry(inner, places) for inner in one.inside))
    return f"<li><p><code>{html.escape(one.file)}</code>{named}{says}</p>{inside}</li>"
