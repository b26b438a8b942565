"""The content security policy of each page: what it may load and run, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

INLINE = re.compile(r"<(?P<tag>script|style)(?P<attributes>[^>]*)>(?P<text>.*?)</(?P=tag)>", re.S)
PLACE = '<meta charset="utf-8">'


def policy(page: str) -> str:
    """Work out what a page needs.

    Args:
        page: the HTML of the page.

    Returns:
        The policy: everything from this site only; of scripts and styles typed into the page only
        those that are there now, known by their digests.
    """
    allowed: dict[str, list[str]] = {"script": ["'self'"], "style": ["'self'"]}
    for match in INLINE.finditer(page):
        data_only = 'type="application/' in match["attributes"]
        if match["text"] and not data_only:
            digest = hashlib.sha256(match["text"].encode()).digest()
            allowed[match["tag"]].append(f"'sha256-{base64.b64encode(digest).decode()}'")
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(dict.fromkeys(allowed['script']))}",
            f"style-src {' '.join(dict.fromkeys(allowed['style']))}",
            "img-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def with_policy(page: str) -> str:
    """Return the page with its policy in front of all that it governs."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}">'
    return page.replace(PLACE, f"{PLACE}\n      {meta}", 1)


def write_all(site: Path) -> None:
    """Give every page of a built site its policy.

    Args:
        site: the folder with the built site.
    """
    for path in site.rglob("*.html"):
        path.write_text(with_policy(path.read_text(encoding="utf-8")), encoding="utf-8")
