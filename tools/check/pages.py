"""The rules that hold the text of a page, before it is built: the one place where they stand.

What a data file and the head of a page must look like is said by content/model.py, what the built
site must look like by tools/check/site.py.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from content import broken, said
from content.advisories import own_texts
from content.alike import words
from content.citations import REFERENCE
from content.dates import HOUSE_RULE, wrong_dates
from content.errors import SiteError, listed, nearest, right, unknown
from content.navigation import entries
from content.pages import Page, fits
from content.palette import faint_colours
from content.project import DEFAULTS, ROOT, SCREENS, Project, read
from content.reader import CONFLICT, called, read_text, unseen
from content.screens import files_of, views
from content.sections import SCISSORS, sections_of
from macros import MACROS
from macros.calls import Caller, mistakes, without_code
from macros.here import Here
from tools.check.templates import departures

LONGEST_TYPED_PYTHON = 5
CLOSE_CALL = re.compile(r"close call\s+(?:between\s+)?\{\{ pick\(\"(?P<case>[\w-]+)\"")
PICK_HEADS = ("Pick", "Start with")
FENCE = re.compile(
    r"^ *(?P<ticks>`{3,}|~{3,})\s*\{?\s*\.?(?:python3?|py|pycon)\b.*?\n(?P<code>.*?)^ *(?P=ticks)",
    re.M | re.S,
)
INCLUDE = re.compile(r'^[ \t]*--8<-- "(?P<file>[^":\n]+)(?::(?P<section>[^"\n]*))?"$', re.M)
APPENDED = "abbreviations.md"  # to each page, as mkdocs.yml says
INCLUDED_FROM = ("snippets", "includes")  # as in mkdocs.yml, pymdownx.snippets
LINE_RANGE = re.compile(r"--8<--[^\n]*:-?\d")
NAMED = re.compile(r"([^\s\"'`:]*[./][^\s\"'`:]*)(:[\w-]+)?")
ESCAPED = re.compile(r".*;--8<-- \[(?:start|end):[^\]]+\]")  # shows a mark
INLINE = re.compile(r"`[^`\n]+`")
CALL = re.compile(r"\{\{-?\s*(?P<name>\w+)\((?P<arguments>[^)]*)\)")
QUOTED = re.compile(r"[\"']([^\"']+)[\"']")

# How a tab, a folded block and a note begin; their content is indented by four.
BLOCK = re.compile(r"^(?P<indent> *)(?P<mark>===|\?\?\?\+?|!!!)(?P<rest>.*)$", re.M)
WELL_FORMED = {
    "===": re.compile(r'!?\+? +"[^"]+"'),
    "???": re.compile(r'(?: +[\w-]+)*(?: +"[^"]*")?'),
    "!!!": re.compile(r'(?: +[\w-]+)+(?: +"[^"]*")?'),
}

# The kinds of note that the theme styles, and what may stand beside a kind.
NOTES = (
    "note", "abstract", "info", "tip", "success", "question", "warning", "failure", "danger", "bug",
    "example", "quote",
)  # fmt: skip
ASIDE = {"inline", "end"}

# One sign too few: a tab, a folded block or a note that would be plain text.
SHORT = re.compile(r'^ *(?:==|\?\?|!!) +(?:"[^"]*"|\w+)', re.M)
# Notes as other tools write them.
FOREIGN = re.compile(r"^ *(?:> *\[!\w+\]|:{3,} *\w+)[^\n]*", re.M)
ABBREVIATION = re.compile(r"^ *\*\[([^\]]+)\]:", re.M)
ENTITY = re.compile(r"&#?\w+;")
OPENED = re.compile(r"^ *(`{3,}|~{3,})", re.M)

Rule = Callable[[Project], Iterator[str]]


def problems(project: Project) -> Iterator[str]:
    """One sentence for each fault. What a fault brings about is not reported beside it."""
    for rules in (FIRST, CAUSES, CONSEQUENCES):
        found = [sentence for rule in rules for sentence in rule(project)]
        yield from found
        if found:
            return


@dataclass(frozen=True)
class Include:
    """A text that pages include or follow."""

    path: str
    text: str
    first_line: int = 1

    def at(self, position: int) -> str:
        """File and line of a place in it."""
        return f"{self.path}, line {self.text.count(chr(10), 0, position) + 1}"


def texts(project: Project) -> Iterator[Page | Include]:
    """What people write in Markdown: every page, and what lies in includes/."""
    yield from project.pages.values()
    for path in sorted((project.root / "includes").rglob("*.md")):
        yield Include(path.relative_to(project.root).as_posix(), read_text(path, project.root))


def navigation(project: Project) -> Iterator[str]:
    """The page tree names every page once, and no other."""
    named: dict[str, str] = {}
    for entry in entries(project.root):
        if entry.page not in project.pages:
            yield (
                f"{entry.place}: docs/ has no page '{entry.page}'. "
                f"{right(entry.page, project.pages)}"
            )
        elif entry.page in named:
            yield f"{entry.place}: '{entry.page}' stands in {named[entry.page]} already."
        named[entry.page] = entry.place
    for name in project.pages:
        if name not in named:
            yield f"docs/{name}: no reader finds this page. Add it to 'nav' in mkdocs.yml."


def calls(project: Project) -> Iterator[str]:
    """Every call of a macro succeeds."""
    for page in project.pages.values():
        yield from mistakes(page, Caller(project, Here(page.name), MACROS))


def typed_python(project: Project) -> Iterator[str]:
    """Python of more than a few lines comes from `snippets/`, where it runs."""
    for page in project.pages.values():
        for match in FENCE.finditer(page.text):
            count = len(match["code"].strip().splitlines())
            if count > LONGEST_TYPED_PYTHON:
                yield (
                    f"{page.at(match.start())}: {count} lines of Python typed into a page; at most "
                    f"{LONGEST_TYPED_PYTHON}. Move them to snippets/ and show them with step()."
                )


def line_ranges(project: Project) -> Iterator[str]:
    """Snippets are shown by section, never by line numbers, which shift in silence."""
    for page in texts(project):
        for match in LINE_RANGE.finditer(page.text):
            yield f"{page.at(match.start())}: '{match[0]}' names lines. Name a section instead."


def includes(project: Project) -> Iterator[str]:
    """What looks like an include is one, and the file and the section that it names are there."""
    there = _included(project.root)
    for text in texts(project):
        for number, line in enumerate(text.text.split("\n")):
            where = f"{text.path}, line {text.first_line + number}"
            if (found := INCLUDE.fullmatch(line)) and not LINE_RANGE.search(line):
                yield from _not_there(where, found["file"], found["section"], there)
            elif not (found or ESCAPED.fullmatch(line)) and SCISSORS.search(INLINE.sub("", line)):
                named, section = (NAMED.findall(line) or [(line, "")])[-1]
                close = nearest(named, list(there))[0] + section
                yield f"{where}: '{line.strip()}' is no include. Right: --8<-- \"{close}\""


def _not_there(where: str, file: str, section: str | None, there: dict[str, Path]) -> Iterator[str]:
    if file not in there:
        yield str(unknown(where, "file", file, there))
    elif section is not None:
        text = there[file].read_text(encoding="utf-8")
        known = [one.name for one in sections_of(Path(file), text)]
        if section not in known:
            yield str(unknown(where, f"section of {file}", section, known))


def _included(root: Path) -> dict[str, Path]:
    """What a page can include, by the name that it has there."""
    return {
        path.relative_to(folder).as_posix(): path
        for folder in (root / name for name in INCLUDED_FROM)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def blocks(project: Project) -> Iterator[str]:
    """A tab, a folded block or a note is well begun and has a content; else it is plain text."""
    for page in texts(project):
        text = without_code(page.text)
        for found in SHORT.finditer(text):
            yield f"{page.at(found.start())}: '{found[0].strip()}' lacks a sign to be a block."
        for found in FOREIGN.finditer(text):
            yield (
                f"{page.at(found.start())}: '{found[0].strip()}' is no note here. Right: "
                '!!! note "Title", its content indented by four spaces.'
            )
        for found in OPENED.finditer(text):  # what is closed was blanked out
            where = page.at(found.start())
            yield f"{where}: this block of code is never closed. Close it: {found[1]}"
        for found in BLOCK.finditer(text):
            mark = found["mark"].rstrip("+")
            if mark == "===" and not found["rest"].strip(" ="):
                continue  # a heading underlined
            if not WELL_FORMED[mark].fullmatch(found["rest"].rstrip()):
                yield (
                    f"{page.at(found.start())}: '{found[0].strip()}' is no block. "
                    f'Right: {mark} {"" if mark == "===" else "note "}"Title", its content '
                    "indented by four spaces."
                )
                continue
            if mark != "===":
                yield from _strange_kind(page.at(found.start()), found["rest"])
            rest = page.text[found.end() :].split("\n")
            content = next((line for line in rest if line.strip()), "")
            if not content.startswith(found["indent"] + "    "):
                yield (
                    f"{page.at(found.start())}: '{found[0].strip()}' has no content. Indent what "
                    "belongs to it by four spaces."
                )


def _strange_kind(where: str, rest: str) -> Iterator[str]:
    """The first word of a note is its kind; others set it beside the text."""
    kind, *others = rest.partition('"')[0].split() or ["note"]
    if kind not in NOTES:
        yield str(unknown(where, "kind of note", kind, NOTES))
    for word in set(others) - ASIDE:
        yield str(unknown(where, "word after the kind of note", word, ASIDE))


def conflicts(project: Project) -> Iterator[str]:
    """No page holds what a merge left."""
    for page in texts(project):
        for found in CONFLICT.finditer(without_code(page.text)):
            yield (
                f"{page.at(found.start())}: '{found[0]}' is a conflict mark. Resolve the conflict."
            )


def unseen_signs(project: Project) -> Iterator[str]:
    """What nobody sees stands in no page by its number or name either."""
    for page in texts(project):
        for found in ENTITY.finditer(without_code(page.text)):
            if sign := unseen(html.unescape(found[0])):
                yield f"{page.at(found.start())}: '{found[0]}' is {called(sign)}."


def code(project: Project) -> Iterator[str]:
    """Each application is code that can run, of packages that are locked."""
    for application in project.every_application():
        yield from broken.problems(application)


def abbreviations(project: Project) -> Iterator[str]:
    """Each abbreviation is explained once: of two explanations the last would win."""
    for text in texts(project):
        seen: dict[str, str] = {}
        for found in ABBREVIATION.finditer(without_code(text.text)):
            where = text.at(found.start())
            if found[1] in seen:
                yield f"{where}: '{found[1]}' is explained in {seen[found[1]]} already."
            seen.setdefault(found[1], where)


def dates(project: Project) -> Iterator[str]:
    """A date is one that a calendar has, in the form of this site."""
    for page in texts(project):
        for start, date in wrong_dates(without_code(page.text)):
            yield f"{page.at(start)}: '{' '.join(date.split())}' is no date. {HOUSE_RULE}"


def templates(project: Project) -> Iterator[str]:
    """A page has the headings of its type, and no note of the template is left."""
    for page in project.pages.values():
        yield from departures(project, page)


def repeated(project: Project) -> Iterator[str]:
    """Titles and descriptions tell pages apart in a list of search results."""
    for key in ("title", "description"):
        seen: dict[str, str] = {}
        for page in project.pages.values():
            value = getattr(page.meta, key)
            if words(value) in seen:
                other = seen[words(value)]
                yield f"{page.head.at(key)}: {key} '{value}' is that of {other} too."
            seen.setdefault(words(value), page.path)


def frameworks(project: Project) -> Iterator[str]:
    """The pages of frameworks stand in folders of the registry, and each has all of them."""
    ids = {one.id for one in project.frameworks}
    for kind, meta in project.page_types.items():
        if not meta.exact:
            continue
        found: dict[str, set[str]] = {}
        for page in project.pages.values():
            if page.meta.type == kind:
                folder, _, file = page.name.partition("/")
                found.setdefault(folder, set()).add(file)
                if folder not in ids:
                    yield f"{page.path}: no framework '{folder}'. {right(folder, ids)}"
        every = set().union(*found.values())
        for folder, files in found.items():
            for file in sorted(every - files):
                yield f"docs/{folder}/{file}: this page is missing; the other frameworks have it."


def picks(project: Project) -> Iterator[str]:
    """What a page recommends is printed from the rule book, which says why and keeps it true."""
    names = "|".join(sorted(re.escape(one.name) for one in project.rulebook.outcomes))
    verbs = "take|choose|pick|prefer"
    typed = re.compile(
        rf"(?:\b(?:{verbs.title()})|[,;:] (?:then )?(?:{verbs}))\s+"
        rf"(?:either\s+|plain\s+)?(?:{names})\b(?!-)"
        rf"|(?:{names}) (?:is|are) (?:our |the )?(?:first|best|better) (?:choice|pick|one)\b"
    )
    column = re.compile(rf"^\W*(?:{names})\b")
    for page in project.pages.values():
        if not page.meta.type or not project.page_types[page.meta.type].advises:
            continue
        text = without_code(page.text)
        for found in typed.finditer(text):
            yield _typed_pick(page, found.start(), found[0])
        for found in CLOSE_CALL.finditer(page.text):
            case = project.rulebook.cases.get(found["case"])
            if case and len(case.pick) < 2:
                yield (
                    f"{page.at(found.start())}: '{found['case']}' is no close call: the rules pick "
                    f"{listed(case.pick or ['nothing'])}. Write the sentence anew."
                )
        for start, cell in _picked_cells(text):
            if column.search(cell):
                yield _typed_pick(page, start, cell)


def _typed_pick(page: Page, start: int, words: str) -> str:
    return (
        f"{page.at(start)}: '{' '.join(words.split())}' recommends by hand. Write it as a case of "
        'data/decide/cases.yml, and print it: {{ pick("case") }}.'
    )


def _picked_cells(text: str) -> Iterator[tuple[int, str]]:
    """The cells below a heading such as "Pick" in tables, and where their lines start."""
    column, at = None, 0
    for line in text.splitlines(keepends=True):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.lstrip().startswith("|"):
            column = None
        elif column is None:
            column = next((cells.index(head) for head in PICK_HEADS if head in cells), -1)
        elif 0 <= column < len(cells):
            yield at, cells[column]
        at += len(line)


def _named(project: Project, file: str) -> bool:
    return any(file in page.text for page in project.pages.values())


def shown(project: Project) -> Iterator[str]:
    """What lies in data/ and snippets/ to be shown is shown on some page."""
    made = [
        (found["name"], tuple(QUOTED.findall(found["arguments"])))
        for page in project.pages.values()
        for found in CALL.finditer(page.text)
    ]
    arguments: dict[str, set[tuple[str, ...]]] = {}
    for name, given in made:
        arguments.setdefault(name, set()).add(given)

    def first(name: str) -> set[str]:
        return {given[0] for given in arguments.get(name, ()) if given}

    for task, meta in project.tasks.items():
        if meta.page not in project.pages:
            yield (
                f"snippets/{task}/task.yml: docs/ has no page '{meta.page}'. "
                f"{right(meta.page, project.pages)}"
            )
        for step in meta.steps:
            if task not in first("steps") and (task, step.id) not in arguments.get("step", ()):
                yield (
                    f"snippets/{task}/task.yml: no page shows the step '{step.id}'. "
                    f'Add step("{task}", "{step.id}") or steps("{task}") to docs/{meta.page}, '
                    "or take it out."
                )
    drawn = project.diagrams
    unseen = [
        *(f"{name}.yml: no page shows the lane '{which}'"
          for name, diagram in drawn.lanes.items() for which in diagram.lanes
          if (name, which) not in arguments.get("lane", ())),
        *(f"layout.yml: no page shows the tree '{name}'"
          for name in (drawn.layout.trees if drawn.layout else ()) if name not in first("layout")),
    ]  # fmt: skip
    yield from (f"data/diagrams/{one}. Show it or take it out." for one in unseen)
    for framework, recorded in project.responses.items():
        for name in sorted(set(recorded) - first("responses")):
            yield f"data/responses/{framework}/{name}.txt: no page shows it. Take it out."
    cited = {name for given in arguments.get("cite", ()) for name in given}
    for page in project.pages.values():
        cited.update(REFERENCE.findall(page.text))
    for name in sorted(set(project.sources) - cited - cited_by_data(project)):
        yield f"data/sources.yml: no page cites '{name}'. Cite it or take it out."
    included = {
        one["file"] for page in project.pages.values() for one in INCLUDE.finditer(page.text)
    }
    templates = [meta.template for meta in project.page_types.values() if meta.template]
    for path in sorted((project.root / "includes").rglob("*.md")):
        name = path.relative_to(project.root / "includes").as_posix()
        template = any(fits(name, f"pages/{glob}") for glob in templates)
        if name != APPENDED and name not in included and not template:
            yield f"includes/{name}: no page and no type of page uses it. Take it out."
    for path in sorted((project.root / "snippets").glob("*/*.yml")):
        name = path.relative_to(project.root / "snippets").as_posix()
        if path.name != "task.yml" and name not in included:
            yield f"snippets/{name}: no page shows it. Show it or take it out."
    for group in sorted(set(project.defaults.content.requests) - first("defaults")):
        yield f"{DEFAULTS}: no page shows the requests '{group}'. Show them or take them out."
    kinds = {page.meta.type for page in project.pages.values()}
    for kind in sorted(set(project.page_types) - kinds):
        yield f"data/page-types.yml: no page is of the type '{kind}'. Take it out."
    screens = first("screens")
    for name in project.screens.content.root:
        if name not in screens:
            yield f"{SCREENS}: no page shows the set '{name}'. Show it or take it out."
    taken = {path for one in views(project) if one.set in screens for path in files_of(one)}
    for path in sorted((project.root / "docs").rglob("*")):
        if path.suffix in (".png", ".svg", ".webp", ".avif"):
            name = path.relative_to(project.root).as_posix()
            if name not in taken and not _named(project, path.name):
                yield f"{name}: no page shows this picture. Show it or take it out."


def cited_by_data(project: Project) -> set[str]:
    """The sources that data cites: features, support, claims, rules, figures, fresh projects."""
    rows = [row for group in project.features.values() for row in group.rows]
    cited = {name for row in rows for cell in row.cells.values() for name in cell.sources}
    for support in project.support.values():
        cited.update(support.sources, *(window.sources for window in support.windows))
    for rule in project.rulebook.rules:
        cited.update(rule.evidence.sources, rule.evidence.decisions)
    evidence = [
        item
        for topic in project.claims.values()
        for claim in topic.claims
        for item in claim.evidence
    ]
    for rule in project.rulebook.rules:
        cited.update(rule.evidence.sources, rule.evidence.decisions)
    cited.update(year.source for survey in project.figures.surveys for year in survey.years)
    cited.update(move.source for move in project.figures.moves)
    for text in own_texts(project.watched).values():
        cited.update(text.sources)
    cited.update(filter(None, [project.watched.database]))
    fresh = project.defaults.content
    cited.update(name for one in fresh.projects.values() for name in one.sources)
    cited.update(name for group in fresh.requests.values() for one in group for name in one.sources)
    return cited | {item.ref for item in evidence if item.kind == "source" and item.ref}


def colours(project: Project) -> Iterator[str]:
    """A framework's colour stands out from what it may stand on."""
    yield from faint_colours(project.root)


def measured_words(project: Project) -> Iterator[str]:
    """Words that rest on measured numbers still say what the newest ones say."""
    yield from said.problems(project.root, project.said, project.records)


FIRST: tuple[Rule, ...] = (code,)
CAUSES: tuple[Rule, ...] = (
    navigation, calls, typed_python, line_ranges, includes, blocks, templates, repeated, frameworks,
    colours, conflicts, dates, unseen_signs, abbreviations, picks, measured_words,
)  # fmt: skip
CONSEQUENCES: tuple[Rule, ...] = (shown,)


def main() -> int:
    """Print every fault of this project's pages and data; return the exit code."""
    try:
        found = list(problems(read(ROOT)))
    except SiteError as error:
        found = str(error).splitlines()
    for sentence in found:
        print(sentence)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
