"""`make measure-site`: how heavy and how fast the site is, in one table, held to the floors.

The site is built as for publishing, with an address of its own: canonical addresses, social cards
and structured data are part of what a reader gets. It is served from this machine, compressed as
GitHub Pages does. The 404 page is judged at `/404.html`, where it answers 200, since Lighthouse
judges no page that answers 404.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from content.project import ROOT, read
from tools import browser
from tools.measure import builds, lighthouse, pages, reloads, report
from tools.measure.serving import LEVEL, Served, serving

RESULT = ROOT / "build/measure-site.md"
SLOWDOWNS = [1, 4]
GROWN = [5, 10]
QUIET = 1.0  # load average above which times say more about other programs


def main(arguments: list[str] | None = None) -> int:
    """Measure, print and write the table.

    Args:
        arguments: of the command line.

    Returns:
        The exit code: 1 if a floor is missed or something could not be measured.
    """
    parser = argparse.ArgumentParser(prog="make measure-site", description="Measure the site.")
    parser.add_argument(
        "--quick", action="store_true", help="one run of each, and the site's present size only"
    )
    quick = parser.parse_args(arguments).quick
    try:
        measured = measure(1 if quick else 3, [] if quick else GROWN)
    except (
        browser.NoBrowserError,
        builds.BuildError,
        lighthouse.LighthouseError,
    ) as error:
        print(error, file=sys.stderr)
        return 1
    text = report.markdown(measured)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    print(text)
    return 1 if any(report.missed(measured)) else 0


def measure(runs: int, grown: list[int]) -> report.Measured:
    """Measure everything.

    Args:
        runs: how often; medians are taken.
        grown: the sizes to which the site is grown, each built once.

    Returns:
        The numbers.
    """
    lighthouse.install()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="measure-site.") as name:
        folder = Path(name)
        project = builds.copy_project(folder / "project")
        with serving(folder / "site") as served:
            say("building the site")
            builds.build(project, folder / "site", served.url)
            types = pages.page_types(folder / "site", [item.id for item in read().frameworks])
            measured = report.Measured([], types["one task"])
            measure_builds(measured, folder, runs, grown)
            judge_pages(measured, served, types, runs)
    measured.about = list(about(runs, before, os.getloadavg()[0]))
    return measured


def measure_builds(measured: report.Measured, folder: Path, runs: int, grown: list[int]) -> None:
    """Build copies of the project at each size, without macros, and after saved files."""
    for times in [1, *grown]:
        say(f"building {times} × its pages")
        copy = builds.copy_project(folder / f"times-{times}")
        count = runs if times == 1 else 1
        site = folder / f"site-{times}"
        measured.sizes.append(builds.size(copy, site, measured.page, times, count))
    say("building without macros")
    measured.macros = builds.without_macros(folder / "project", folder / "plain", runs)
    say("saving files")
    measured.reloads = reloads.reload_times(folder / "times-1", reloads.EDITS, runs)


def judge_pages(
    measured: report.Measured, served: Served, types: dict[str, str], runs: int
) -> None:
    """Weigh and judge a page of each type, and use the search on one of them."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=browser.FLAGS)
        for slowdown in SLOWDOWNS:
            say(f"using the search, processor {slowdown} × slower")
            measured.search[slowdown] = search(chromium, served, measured.page, slowdown, runs)
        weights = {name: pages.first_visit(chromium, served, path) for name, path in types.items()}
        chromium.close()
    for name, path in types.items():
        say(f"judging {name} (/{path})")
        scores = lighthouse.judge(served.url + path, runs)
        measured.rows.append(report.Row(name, path, weights[name], scores))


def search(chromium: Browser, served: Served, path: str, slowdown: int, runs: int) -> pages.Search:
    """The medians of several first uses of the search."""
    found = [pages.search(chromium, served, path, slowdown) for _ in range(runs)]
    return pages.Search(median(one.opened for one in found), median(one.found for one in found))


def about(runs: int, before: float, after: float) -> Iterator[str]:
    """Say when, where and with what; the load averages tell whether to believe the times."""
    kinds = "single runs" if runs == 1 else f"medians of {runs} runs, grown sites once"
    chromium = subprocess.run([browser.find(), "--version"], capture_output=True, text=True)
    packages = [f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "playwright")]
    yield ""
    yield (
        f"{datetime.datetime.now(datetime.UTC).date()}, {machine()}; Python "
        f"{platform.python_version()}, {', '.join(packages)}, Lighthouse {lighthouse.VERSION} "
        f"(mobile), {chromium.stdout.strip()}."
    )
    yield (
        f"KiB of bodies as sent with gzip -{LEVEL}, everything fetched before any "
        f"interaction; times in ms; {kinds}; caches of the build warm."
    )
    quiet = "a quiet machine" if before <= QUIET else "a busy machine, so times are too long"
    yield f"Load average {before:.1f} before: {quiet}; {after:.1f} after, this run included."
    yield ""


def machine() -> str:
    """The machine in a few words."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text("utf-8").splitlines() if "model name" in line]
        model = names[0].partition(":")[2].strip() if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()}, {model}, {os.cpu_count()} processors, {memory:.0f} GiB"


def say(words: str) -> None:
    """Tell the person who waits what is going on."""
    print(f"measure-site: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
