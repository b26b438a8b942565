"""What building the site costs, today and when it has grown, in copies of the project."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from mkdocs.utils.yaml import yaml_load

from content.project import ROOT
from tools.build import without_tracebacks
from tools.measure.serving import LEVEL

HEAD = re.compile(r"---\n(.*?\n)---\n", re.S)
CONFIG = "measured.yml"
ADDRESS = "https://example.org/"  # without one there are neither cards nor a sitemap
RENDERED = "rendered"
# Writes each page as the macros left it, and what they added to the configuration.
HOOK = f"""
import json
from pathlib import Path
import yaml
from mkdocs.plugins import event_priority

@event_priority(-100)
def on_page_markdown(markdown, page, config, files):
    path = Path(config.config_file_path).with_name("{RENDERED}") / page.file.src_uri
    head = yaml.safe_dump(dict(page.meta), allow_unicode=True)
    path.write_text("---\\n" + head + "---\\n\\n" + markdown, encoding="utf-8")

def on_env(env, config, files):
    path = Path(config.config_file_path).with_name("extra.json")
    path.write_text(json.dumps(dict(config.extra)), encoding="utf-8")
"""


class BuildError(Exception):
    """A build or a server failed; the message ends with what it printed."""


@dataclass(frozen=True)
class Cost:
    """What one program took."""

    seconds: float
    processor: float  # seconds of it on a processor, which other programs disturb less
    mebibytes: float  # of its largest process


@dataclass(frozen=True)
class Size:
    """A build of the site at one size, and one page of it."""

    times: int  # as many pages in each section as today
    pages: int
    cost: Cost
    page: int  # bytes of the page's HTML, compressed
    index: int  # bytes of the search index, compressed


def copy_project(target: Path) -> Path:
    """Copy the project without what Git ignores at its top.

    Args:
        target: the new folder.

    Returns:
        The same folder.
    """
    ignored = (ROOT / ".gitignore").read_text("utf-8").split()
    top = shutil.ignore_patterns(".git", *(name.strip("/") for name in ignored))

    def left_out(folder: str, names: list[str]) -> set[str]:
        return top(folder, names) if Path(folder) == ROOT else set()

    shutil.copytree(ROOT, target, ignore=left_out)
    return target


def timed(command: list[str], folder: Path, site_url: str = ADDRESS) -> Cost:
    """Run a program of this environment's Python and say what it took.

    Args:
        command: arguments for the interpreter.
        folder: where it runs.
        site_url: the address for which the site is built.

    Returns:
        Times and memory.

    Raises:
        BuildError: it failed.
    """
    environment = {**os.environ, "SITE_URL": site_url, "NO_MKDOCS_2_WARNING": "1"}
    for name in ("REPO_URL", "EDIT_URI"):
        environment.pop(name, None)
    with tempfile.TemporaryFile("w+") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            raise BuildError(
                f"{' '.join(command)} failed:\n{without_tracebacks(log.read())[-3000:]}"
            )
    unit = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, Linux KiB
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def build(project: Path, site: Path, site_url: str = ADDRESS, config: str = "mkdocs.yml") -> Cost:
    """Build strictly, as `make serve` and `make build` do.

    Args:
        project: a copy of the project.
        site: gets the built site.
        site_url: the address for which it is built.
        config: the configuration's file name.

    Returns:
        What it took.
    """
    command = ["-m", "mkdocs", "build", "--strict", "-f", config, "--site-dir", str(site)]
    return timed(command, project, site_url)


def middle(costs: list[Cost]) -> Cost:
    """The medians of several runs."""
    return Cost(
        median(cost.seconds for cost in costs),
        median(cost.processor for cost in costs),
        median(cost.mebibytes for cost in costs),
    )


def configure(project: Path, settings: dict[str, Any]) -> str:
    """Write a configuration that differs from the project's in some settings.

    Returns:
        Its file name.
    """
    text = yaml.safe_dump({"INHERIT": "mkdocs.yml", **settings}, sort_keys=False)
    (project / CONFIG).write_text(text, encoding="utf-8")
    return CONFIG


def settings_of(project: Path) -> dict[str, Any]:
    """The project's configuration."""
    with (project / "mkdocs.yml").open("rb") as file:
        found: dict[str, Any] = yaml_load(file)
    return found


def grown(nav: list[Any], times: int, copies: dict[str, str], within: bool = False) -> list[Any]:
    """A page tree whose sections have several times as many pages; the sections stay.

    Args:
        nav: the page tree as MkDocs reads it.
        times: how many times.
        copies: gets the copies: the new file's name and that of its original.
        within: whether `nav` is a section.

    Returns:
        The new page tree.
    """
    result: list[Any] = []
    for item in nav:
        title, value = next(iter(item.items())) if isinstance(item, dict) else (None, item)
        if isinstance(value, list):
            result.append({title: grown(value, times, copies, within=True)})
            continue
        result.append(item)
        if within:
            names = {f"{value.removesuffix('.md')}-{i}.md": value for i in range(2, times + 1)}
            result.extend(names)
            copies.update(names)
    return result


def retitled(text: str, number: int) -> str:
    """A page with a title and a description of its own, by a number.

    Args:
        text: a page with front matter.
        number: of the copy.
    """
    head = HEAD.match(text)
    if not head:
        raise ValueError("the page has no front matter")
    meta = yaml.safe_load(head[1])
    meta["title"] += f", copy {number}"
    meta["description"] += f" Copy {number}."
    return f"---\n{yaml.safe_dump(meta, allow_unicode=True)}---\n{text[head.end() :]}"


def grow(project: Path, times: int) -> str:
    """Add copies of the pages to a copy of the project.

    Returns:
        The file name of the configuration that knows them.
    """
    copies: dict[str, str] = {}
    nav = grown(settings_of(project)["nav"], times, copies)
    for name, original in copies.items():
        text = (project / "docs" / original).read_text("utf-8")
        number = int(name.removesuffix(".md").rpartition("-")[2])
        (project / "docs" / name).write_text(retitled(text, number), encoding="utf-8")
    return configure(project, {"nav": nav})


def size(project: Path, site: Path, page: str, times: int, runs: int) -> Size:
    """Build a copy of the project at one size.

    Args:
        project: a copy of the project, which will be grown.
        site: gets the built site.
        page: the page to weigh, by its address below the site's top.
        times: how many times as many pages as today.
        runs: how often it is built after a first time, which fills the caches.

    Returns:
        The medians.
    """
    config = grow(project, times) if times > 1 else "mkdocs.yml"
    build(project, site, config=config)
    cost = middle([build(project, site, config=config) for _ in range(runs)])
    return Size(
        times,
        len(list(site.rglob("index.html"))),
        cost,
        packed(site / page / "index.html"),
        packed(site / "search/search_index.json"),
    )


def packed(path: Path) -> int:
    """Bytes of a file after compression."""
    return len(gzip.compress(path.read_bytes(), LEVEL))


def without_macros(project: Path, site: Path, runs: int) -> tuple[Cost, Cost]:
    """Compare a build with one of the same Markdown, written out beforehand.

    Args:
        project: a copy of the project.
        site: gets the built site.
        runs: how often each is built, in turns.

    Returns:
        What the project's build took, and what the other took.
    """
    shutil.copytree(project / "docs", project / RENDERED)
    (project / "dump.py").write_text(HOOK, encoding="utf-8")
    build(project, site, config=configure(project, {"hooks": ["dump.py"]}))
    plugins = [item for item in settings_of(project)["plugins"] if "macros" not in item]
    extra = json.loads((project / "extra.json").read_text("utf-8"))
    config = configure(project, {"docs_dir": RENDERED, "plugins": plugins, "extra": extra})
    with_them, without = [], []
    for _ in range(runs):
        with_them.append(build(project, site))
        without.append(build(project, site, config=config))
    return middle(with_them), middle(without)
