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
from collections.abc import Iterator
from dataclasses import fields
from importlib.metadata import version
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from content.errors import SiteError
from content.project import ROOT, read
from tools.build import build
from tools.ending import ends_well
from tools.measure import lighthouse, pages, report
from tools.serving import LEVEL, Served, serving
from tools.setup import browser

SITE = ROOT / "build/measured"
RESULT = ROOT / "build/measure-site.md"
SLOWDOWNS = [1, 4]
QUIET = 1.0  # load average above which times say more about other programs


@ends_well
def main() -> int:
    """Measure, print and keep the table; 1 if a floor is missed or nothing could be measured."""
    parser = argparse.ArgumentParser(prog="make measure-site", description="Measure the site.")
    parser.add_argument("--quick", action="store_true", help="one run of each")
    runs = 1 if parser.parse_args().quick else 3
    load = os.getloadavg()[0]
    try:
        lighthouse.install()
        with serving(SITE) as served:
            say("building the site")
            build_for(served.url)
            rows, searches = measured(served, pages.one_of_each(read(), SITE), runs)
    except (browser.NoBrowserError, lighthouse.LighthouseError) as error:
        print(error, file=sys.stderr)
        return 1
    text = report.markdown(about(runs, load), rows, searches)
    RESULT.write_text(text, encoding="utf-8")
    print(text)
    return 1 if any(report.missed(rows, searches)) else 0


def build_for(address: str) -> None:
    """Build the site as for publishing below an address."""
    for name in ("REPO_URL", "EDIT_URI", "SOURCE_URI"):
        os.environ.pop(name, None)
    os.environ["SITE_URL"] = address
    if found := build(ROOT, SITE):
        raise SiteError("\n".join(found))


def measured(
    served: Served, types: dict[str, str], runs: int
) -> tuple[list[report.Row], dict[int, pages.Search]]:
    """Weigh and judge a page of each type, and use the search on the heaviest of them."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=browser.FLAGS)
        weights = {path: pages.first_visit(chromium, served, path) for path in types.values()}
        heaviest = max(weights, key=lambda path: weights[path].total)
        say(f"using the search on /{heaviest}")
        searches = {slow: search(chromium, served, heaviest, slow, runs) for slow in SLOWDOWNS}
        chromium.close()
    rows = []
    for kind, path in types.items():
        say(f"judging {kind} (/{path})")
        scores = lighthouse.judge(served.url + path, runs)
        rows.append(report.Row(kind, path, weights[path], scores))
    return rows, searches


def search(chromium: Browser, served: Served, path: str, slowdown: int, runs: int) -> pages.Search:
    """The medians of several first uses of the search."""
    found = [pages.search(chromium, served, path, slowdown) for _ in range(runs)]
    return pages.Search(
        *(median(getattr(one, field.name) for one in found) for field in fields(pages.Search))
    )


def about(runs: int, load: float) -> Iterator[str]:
    """When, where and with what; the load average tells whether to believe the times."""
    chromium = subprocess.run([browser.find(), "--version"], capture_output=True, text=True)
    packages = [f"{name} {version(name)}" for name in ("mkdocs", "mkdocs-material", "playwright")]
    yield (
        f"{datetime.datetime.now(datetime.UTC).date()}, {platform.system()} on "
        f"{platform.machine()}, {os.cpu_count()} processors; Python {platform.python_version()}, "
        f"{', '.join(packages)}, Lighthouse {lighthouse.VERSION} (mobile), "
        f"{chromium.stdout.strip()}."
    )
    yield (
        f"KiB of bodies as sent with gzip -{LEVEL}, everything fetched before any interaction; "
        f"times in ms; {'single runs' if runs == 1 else f'medians of {runs} runs'}."
    )
    quiet = "a quiet machine" if load <= QUIET else "a busy machine, so times are too long"
    yield f"Load average {load:.1f} before: {quiet}."


def say(words: str) -> None:
    """Tell the person who waits what is going on."""
    print(f"measure-site: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
