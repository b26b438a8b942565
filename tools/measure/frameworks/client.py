"""Requests in great numbers, by h2load."""

from __future__ import annotations

import os
import re
import subprocess

from content.errors import SiteError
from tools.measure.frameworks import CLIENT_CORE

COUNTS = re.compile(r"^requests: (\d+) total.*?(\d+) succeeded", re.M)
STATUS = re.compile(r"^status codes: (\d+) 2xx", re.M)
WALL = re.compile(r"^finished in ([\d.]+)(us|ms|s),", re.M)
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}
LONGEST = 120  # seconds


def ask(url: str, count: int, at_once: int, cookie: str = "") -> float:
    """Send so many requests, so many at a time, over connections that stay open.

    Returns:
        Seconds from the first request to the last answer.

    Raises:
        SiteError: an answer is missing, or has a status other than 2xx.
    """
    command = ["h2load", "--h1", "-n", str(count), "-c", str(at_once), "-t", "1", url]
    if cookie:
        command[1:1] = ["-H", f"cookie: {cookie}"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        preexec_fn=lambda: os.sched_setaffinity(0, {CLIENT_CORE}),
    )
    return seconds(done.stdout, url, count)


def seconds(said: str, url: str, count: int) -> float:
    """What h2load says of the time, if it says that every request was answered well."""
    counts, good, wall = COUNTS.search(said), STATUS.search(said), WALL.search(said)
    if not (counts and good and wall):
        raise SiteError(f"h2load said nothing of {url}: {said.strip()[-200:] or 'no word'}.")
    if not count == int(counts[2]) == int(good[1]):
        raise SiteError(
            f"{url}: {count - int(good[1])} of {count} requests were not answered well."
        )
    return float(wall[1]) * UNITS[wall[2]]
