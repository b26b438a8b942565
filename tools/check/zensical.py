"""`make build-zensical`: the other generator builds the same pages with the same text.

MkDocs builds what is published. That Zensical can take over is proved here: both build one copy of
the project, and where their sites differ, KNOWN has to say so and why.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
TARGET = "build/zensical"
MADE = ("build", "node_modules", "site")  # at the top of the project; whatever is hidden is, too
# Deep enough that a link which climbs too far does not end at the top, where it would look right.
ANYWHERE = "https://site.invalid/1/2/3/4/5/6/7/8/9/"
CAUSE = re.compile(r"^RuntimeError: Python error: \w+: (.+)$", re.M)

Kind = Literal["text", "links", "styles", "missing", "added"]


@dataclass(frozen=True)
class Difference:
    """What is not the same in one file of both sites."""

    kind: Kind
    file: str
    detail: str = ""

    def __str__(self) -> str:
        """The difference as a sentence."""
        said = {
            "missing": "only MkDocs makes this file",
            "added": "only Zensical makes this file",
            "text": "the text of the article differs",
            "links": "the links of the article differ",
            "styles": "the styles in the head differ",
        }
        return f"{self.file}: {said[self.kind]}{f': {self.detail}' if self.detail else ''}."


@dataclass(frozen=True)
class Known:
    """A kind of difference that Zensical's site is known to have in the files of a pattern."""

    kind: Kind
    files: str
    reason: str

    def fits(self, difference: Difference) -> bool:
        """Whether a difference is one of these; that a page is in one site only never is."""
        if self.kind in ("missing", "added") and difference.file.endswith(".html"):
            return False
        return self.kind == difference.kind and fnmatch(difference.file, self.files)


SEARCH = "Zensical writes an index for its own search; ours is made of the pages of either."
THEME = "Each generator brings the scripts and styles of its theme; our templates name few of them."

KNOWN = (
    Known("added", "search.json", SEARCH),
    Known("missing", "assets/javascripts/*", THEME),
    Known("added", "assets/javascripts/*", THEME),
    Known("missing", "assets/stylesheets/*", THEME),
    Known("added", "assets/stylesheets/*", THEME),
    Known("missing", "sitemap.xml.gz", "Zensical writes the map of the site unpacked only."),
    Known(
        "styles",
        "*.html",
        "Zensical reads `extra` before a macro runs, so templates do not know frameworks' colours.",
    ),
)


@dataclass(frozen=True)
class Page:
    """What has to be the same in a page, whoever built it."""

    text: list[str]
    links: list[tuple[str, str]]
    styles: list[str]


def page(site: Path, name: str) -> Page:
    """Read one page of a built site; ValueError if it has no article with words in it."""
    soup = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
    article = soup.find("article")
    for ways in article.find_all("nav") if article else ():
        ways.decompose()  # of templates; twins they know from `extra` alone, as the colours below
    if article is None or not article.get_text(strip=True):
        raise ValueError(f"{site / name}: this page has no article.")
    return Page(
        article.get_text().strip().splitlines(),
        [(link.get_text(), urljoin(ANYWHERE + name, str(link["href"])))
         for link in article.find_all("a", href=True)],
        [style.get_text() for style in soup.select("head style")],
    )  # fmt: skip


def differences(mkdocs: Path, zensical: Path) -> Iterator[Difference]:
    """Everything in which two built sites differ, but for what stands around the articles."""
    ours, theirs = files(mkdocs), files(zensical)
    yield from (Difference("missing", name) for name in sorted(ours - theirs))
    yield from (Difference("added", name) for name in sorted(theirs - ours))
    for name in sorted(name for name in ours & theirs if name.endswith(".html")):
        one, other = page(mkdocs, name), page(zensical, name)
        if one.text != other.text:
            yield Difference("text", name, first_change(one.text, other.text))
        if one.links != other.links:
            yield Difference("links", name, first_change(one.links, other.links))
        if one.styles != other.styles:
            yield Difference("styles", name)


def files(site: Path) -> set[str]:
    """The files of a built site, as paths in it."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def first_change(ours: list[str] | list[tuple[str, str]],
                 theirs: list[str] | list[tuple[str, str]]) -> str:  # fmt: skip
    """Where two lists begin to differ."""
    both = zip(ours, theirs, strict=False)
    place = next((number for number, (one, other) in enumerate(both) if one != other), None)
    if place is None:
        return f"{len(ours)} with MkDocs, {len(theirs)} with Zensical"
    return f"{ours[place]!r} with MkDocs, {theirs[place]!r} with Zensical"


def problems(found: Iterable[Difference], known: Iterable[Known]) -> Iterator[str]:
    """What the list does not say, or says wrongly; nothing excuses a page that one site lacks."""
    known = list(known)
    occurring: set[Known] = set()
    for difference in found:
        fitting = {one for one in known if one.fits(difference)}
        occurring |= fitting
        if not fitting:
            yield str(difference)
    for one in known:
        if one not in occurring:
            yield (
                f"{Path(__file__).relative_to(ROOT)}: KNOWN lists '{one.kind}' of '{one.files}', "
                "but nothing like it differs. Take it out."
            )


def build(root: Path, target: Path) -> list[str]:
    """Build a project with both generators and compare: what is wrong, one sentence each.

    All is done in a copy: Zensical empties `.cache`, where others keep their things, and writes
    into `site`.
    """
    (root / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zensical.", dir=root / "build") as folder:
        copy = Path(folder, "project")
        copy.mkdir()
        copy_project(root, copy)
        mkdocs = Path(folder, "mkdocs")
        # MkDocs comes first: what is wrong with the tree, it says better.
        for name, options in (("mkdocs", ["--site-dir", str(mkdocs)]), ("zensical", [])):
            command = [sys.executable, "-m", name, "build", "--strict", *options]
            print(f"building with {name}", flush=True)
            done = subprocess.run(
                command,
                cwd=copy,
                env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                return [failure(name, done)]
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(copy / "site", target)
        try:
            return list(problems(list(differences(mkdocs, target)), KNOWN))
        except ValueError as error:
            return [str(error)]


def failure(name: str, done: subprocess.CompletedProcess[str]) -> str:
    """Why a generator ended: the cause alone where it can be told from how it was noticed."""
    output = done.stdout + done.stderr
    if cause := CAUSE.search(output):
        return f"{name}: {cause[1]}"
    print(output, file=sys.stderr)
    return f"{name} ended with {done.returncode}; what it found is printed above."


def copy_project(root: Path, copy: Path) -> None:
    """Copy what people write of a project, and nothing that a command makes."""
    for path in root.iterdir():
        if path.name in MADE or path.name.startswith("."):
            continue
        if path.is_dir():
            shutil.copytree(path, copy / path.name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, copy)


if __name__ == "__main__":
    wrong = build(ROOT, ROOT / TARGET)
    for line in wrong:
        print(f"Error: {line}", file=sys.stderr)
    if not wrong:
        print(f"{TARGET}: the same pages with the same text; {len(KNOWN)} known differences.")
    sys.exit(1 if wrong else 0)
