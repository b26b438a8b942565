"""`make serve` shows each edit, and each fault a person can type, and goes on when it is mended."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest

from content.project import ROOT
from tests.project_copy import copy_project
from tools.measure.reloads import EDITS, EPOCH, live, reload_time

pytestmark = pytest.mark.xdist_group("serve")
SOON = 30  # seconds, on a busy machine; `make measure-site` says how soon on a quiet one
# Edits that change every page, or as many as a macro does; --deep tries them.
LONGER = {"data", "snippet"}
FORM = "docs/compare/form.md"
TASKS = "macros/tasks.py"


def at(file: str, words: str) -> str:
    """File and line of the first place that holds some words."""
    text = (ROOT / file).read_text("utf-8")
    return f"{file}, line {text[: text.index(words)].count(chr(10)) + 1}: "


@dataclass(frozen=True)
class Fault:
    """One edit that no build survives, and what the page must say of it."""

    name: str
    file: str
    old: str
    new: str | bytes
    said: str


COUNTS, STEPS = at(FORM, "{{ counts("), at(FORM, "{{ steps(")
FAULTS = [
    Fault("half a call", FORM, 'counts("form") }}', 'counts("form', f"{COUNTS}'{{{{ counts("),
    Fault("a call without its end", FORM, '{{ steps("form") }}', "{{ steps(", f"{STEPS}'{{{{ ste"),
    Fault("no such macro", FORM, "{{ counts(", "{{ cuonts(", f"{COUNTS}unknown macro 'cuonts'"),
    Fault("no such task", FORM, 'steps("form")', 'steps("from")', f'{STEPS}steps("from"): unknown'),
    Fault("a mistake in a macro", TASKS, 'section("mdx-counts"', 'sectoin("mdx-counts"', "sectoin"),
    Fault("a macro that is no Python", TASKS, "def counts", "def counts(", f"{TASKS}, line "),
    Fault("broken data", "data/sources.yml", "  publisher:", " publisher:",
          "data/sources.yml, line "),
    Fault("a day to come", "data/decisions.yml", "checked: 20", "checked: 21", "in the future"),
    Fault("broken settings", "mkdocs.yml", "All tasks: compare", "All tasks compare: [",
          "mkdocs.yml"),
    Fault("navigation to no page", "mkdocs.yml", "compare/form.md", "compare/frm.md",
          "docs/ has no page 'compare/frm.md'. Nearest: compare/form.md, "),
    Fault("no such file to include", FORM, "## Start it", '--8<-- "form/gone.yml"\n\n## Start it',
          at(FORM, "## Start it") + "unknown file 'form/gone.yml'"),
    Fault("bytes that are no text", FORM, "## Start it", b"\xff\xfe",
          at(FORM, "## Start it") + "the byte 0xff is not UTF-8"),
    Fault("front matter that is no YAML", FORM, "title: A", 'title: "A', f"{FORM}, line "),
    Fault("a dead link", FORM, "../contribute/task.md", "../contribute/tsak.md",
          "contribute/tsak.md"),
    Fault("a broken template", "overrides/main.html", "{% extends", "{% extnds",
          "overrides/main.html, line 1: Encountered unknown tag 'extnds'."),
    Fault("a page that is gone", FORM, "", "", "docs/ has no page 'compare/form.md'"),
    Fault("a file that nothing reads", "data/notes.yaml", "", "x: 1", "data/notes.yaml: nothing"),
]  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = copy_project(tmp_path_factory.mktemp("served"))
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        with live(folder) as url:
            yield folder, url


@contextmanager
def made(fault, folder):
    """The fault, until the end of the block."""
    path = folder / fault.file
    sound = path.read_bytes() if path.exists() else None
    new = fault.new if isinstance(fault.new, bytes) else fault.new.encode()
    if fault.old:
        assert fault.old.encode() in sound, "the text to break is gone: bring this test up to date"
        path.write_bytes(sound.replace(fault.old.encode(), new, 1))
    elif fault.new:
        path.write_bytes(new)
    else:
        path.unlink()
    try:
        yield
    finally:
        if sound is None:
            path.unlink()
        else:
            path.write_bytes(sound)


def page(url):
    return httpx.get(f"{url}compare/form/", timeout=60, trust_env=False).text


def next_page(url, before):
    """What a browser shows after the next build."""
    epoch = EPOCH.search(before)
    httpx.get(f"{url}livereload/{epoch[1]}/{epoch[2]}", timeout=60, trust_env=False)
    return page(url)


def told(text):
    return [html.unescape(item) for item in re.findall(r"<li>(.*?)</li>", text, re.S)]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(edit, id=edit.kind, marks=pytest.mark.deep if edit.kind in LONGER else ())
        for edit in EDITS
    ],
)
def test_an_edit_shows(served, edit):
    folder, url = served
    assert reload_time(folder, edit, url) < SOON


def test_an_edit_of_a_macro_makes_one_build(served):
    """Not a second one, for the bytecode that Python writes into a watched folder."""
    folder, url = served
    macro = next(edit for edit in EDITS if edit.kind == "macro")
    reload_time(folder, macro, url)
    shown = httpx.get(url, trust_env=False).text
    time.sleep(3)
    assert EPOCH.search(httpx.get(url, trust_env=False).text)[1] == EPOCH.search(shown)[1]


# By default one fault of a page, of Python, of data and of a template; --deep has all.
BY_DEFAULT = {"half a call", "a macro that is no Python", "broken data", "a broken template"}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(
            fault,
            id=fault.name.replace(" ", "-"),
            marks=[] if fault.name in BY_DEFAULT else pytest.mark.deep,
        )
        for fault in FAULTS
    ],
)
def test_a_fault_shows_in_the_page_and_goes_when_mended(served, fault):
    folder, url = served
    sound = page(url)
    assert "<h1 id=" in sound
    with made(fault, folder):
        broken = next_page(url, sound)
        assert "The site could not be built" in broken
        assert fault.said in " ".join(told(broken))
    mended = next_page(url, broken)
    assert "<h1 id=" in mended


@pytest.mark.deep
def test_a_fault_that_was_there_first_shows_and_goes_when_mended(tmp_path):
    folder = copy_project(tmp_path / "project")
    settings = folder / "mkdocs.yml"
    sound = settings.read_text("utf-8")
    settings.write_text(sound.replace("nav:", "nav: ["), "utf-8")
    with live(folder) as url:
        broken = httpx.get(url, timeout=60, trust_env=False).text
        assert "mkdocs.yml" in told(broken)[0]
        settings.write_text(sound, "utf-8")
        assert "<h1 id=" in next_page(url, broken)


@pytest.mark.deep
def test_mkdocs_by_itself_serves_the_same(tmp_path):
    """`mkdocs serve`, whose server the hooks change."""
    folder = copy_project(tmp_path / "project")
    fault = FAULTS[0]
    with live(folder, ["-m", "mkdocs", "serve", "--strict", "-a"]) as url:
        sound = page(url)
        with made(fault, folder):
            broken = next_page(url, sound)
            assert fault.said in told(broken)[0]
        assert "<h1 id=" in next_page(url, broken)


# Builds, edits and builds again in one process; says which pages Python-Markdown converted.
AGAIN = """
import sys
from pathlib import Path
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page

render = Page.render
def noted(page, *rest):
    if page.markdown:
        print(page.file.src_uri, end=" ")
    render(page, *rest)
Page.render = noted
for number, edit in enumerate([None, *sys.argv[1:]]):
    if edit:
        file, old, new = edit.split("|")
        text = Path(file).read_text("utf-8") if old else ""
        assert old in text, edit
        Path(file).write_text(text.replace(old, new, 1), "utf-8")
    config = load_config("mkdocs.yml", strict=True, site_dir="built")
    if not number:
        config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    print(flush=True)
"""

FORMS = next(ROOT.glob("snippets/form/*/forms.py")).relative_to(ROOT).as_posix()

# What is edited, and which pages have to be converted again, where that is certain. Each edit
# stays, so that the site in the end shows any page that was remembered too long.
LATER = [
    (("overrides/assets/images/new.svg", "", "<svg/>"), None),
    (("extensions/tables.py", '"table-wrap"', '"table-box"'), None),
    (("includes/abbreviations.md", "*[ASGI]: ", "*[ASGI]: The "), None),
    ((TASKS, '"Lines generated"', '"Lines made"'), None),
    (("data/sources.yml", "contrib packages", "packages of contrib"), None),
    ((FORMS, "def strip", "def  strip"), None),
    (("docs/choose/faq.md", "title: Q", "title: The q"), {"choose/faq.md"}),
    (("docs/choose/faq.md", "## ", "## So: "), {"choose/faq.md"}),
    (("overrides/partials/footer.html", "<footer", "<footer data-new"), set()),
]


@pytest.mark.deep
def test_after_each_edit_the_site_is_as_if_built_anew(tmp_path):
    folder = copy_project(tmp_path / "project")
    fresh = copy_project(tmp_path / "fresh")
    first, *later = converted(folder, *(edit for edit, _ in LATER))
    assert len(first) > 30
    for (edit, pages), work in zip(LATER, later, strict=False):
        assert pages is None or work == pages, edit
    for (file, old, new), _ in LATER:
        path = fresh / file
        path.write_text(path.read_text("utf-8").replace(old, new, 1) if old else new, "utf-8")
    converted(fresh)
    built, anew = contents(folder / "built"), contents(fresh / "built")
    assert [name for name in built | anew if built.get(name) != anew.get(name)] == []


def converted(folder, *edits):
    done = subprocess.run(
        [sys.executable, "-c", AGAIN, *("|".join(edit) for edit in edits)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [set(line.split()) for line in done.stdout.splitlines()]


def contents(folder):
    """Each file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip
