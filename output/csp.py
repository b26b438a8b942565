"""The content security policy of each page: what the templates load and run, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bs4 import Tag

from content.errors import SiteError
from output.pages import Page

LIVE = ".mdx-live[data-live]"  # where applications run (macros/live.py)
PLACE = '<meta charset="utf-8">'
OURS = re.compile(r'\s*<meta http-equiv="Content-Security-Policy" content="[^"]*">')
HEADINGS = re.compile(r"^h[1-6]$")

INLINE = ("script", "style")
# Each of these runs or embeds something, or changes what the page around it loads.
FORBIDDEN = {
    "applet", "base", "embed", "frame", "frameset", "iframe", "link", "meta", "object", "portal",
    "script", "style",
}  # fmt: skip
ADDRESSES = {
    "action", "background", "cite", "data", "formaction", "href", "poster", "src", "srcset",
    "xlink:href",
}  # fmt: skip
# Browsers leave out spaces and control characters before they read the scheme.
RUNS = re.compile(r"(?:^|,)(?:javascript|vbscript|data:text/html)")
GAPS = re.compile(r"[\x00-\x20]+")

# What a template writes: the tag with its text, or with the file of this site that it loads.
Piece = tuple[str, str]


def policy(pieces: Iterable[Piece], frames: bool = False) -> str:
    """The policy that allows these inline pieces by their digests, and files of this site.

    With `frames` it lets applications run in the page: what they answer is shown in a frame of this
    site, and WebAssembly runs them in a worker. That is a blob's, which inherits this policy; a
    worker from a file of the site would have none.
    """
    scripts = ["'self'", "'wasm-unsafe-eval'"] if frames else ["'self'"]
    allowed: dict[str, list[str]] = {"script": scripts, "style": ["'self'"]}
    for tag, text in pieces:
        digest = hashlib.sha256(text.encode()).digest()
        allowed[tag].append(f"'sha256-{base64.b64encode(digest).decode()}'")
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(allowed['script'])}",
            f"style-src {' '.join(allowed['style'])}",
            "img-src 'self' data:",
            "connect-src 'self'",
            *(["worker-src 'self' blob:", "frame-src 'self'"] if frames else ["worker-src 'self'"]),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def inline_pieces(pages: Sequence[Page]) -> list[Piece]:
    """The inline scripts and styles of the templates: every page has the same ones in its head."""
    first, *others = [list(dict.fromkeys(_inline(page))) for page in pages]
    return [piece for piece in first if all(piece in found for found in others)]


def intruders(pages: Sequence[Page]) -> Iterator[str]:
    """What runs in a page and is not a template's, whether it was typed or came from data."""
    ours = set(inline_pieces(pages))
    loaded = [set(_loaded(page)) for page in pages]
    for page in pages:
        for tag in page.soup.find_all(True):
            if wrong := _wrong(tag, page, ours, loaded):
                yield (
                    f"{page.name}: {wrong} stands {_where(tag, page)}. A page runs and embeds "
                    "nothing of its own: write a module in overrides/assets/javascripts or a "
                    "rule in overrides/assets/stylesheets."
                )


def with_policy(html: str, allowed: str) -> str:
    """A page with its policy in front of all that it governs, in place of an earlier one."""
    html = OURS.sub("", html)
    if PLACE not in html:
        raise SiteError(f"overrides/: a page has no {PLACE}, behind which its policy stands.")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'
    return html.replace(PLACE, f"{PLACE}\n      {meta}", 1)


def write_all(site: Path, pages: Sequence[Page]) -> None:
    """Give every page its policy."""
    pieces = inline_pieces(pages)
    allowed = {frames: policy(pieces, frames) for frames in (False, True)}
    for page in pages:
        whole = with_policy(page.html, allowed[page.soup.select_one(LIVE) is not None])
        (site / page.name).write_text(whole, encoding="utf-8")


def _wrong(tag: Tag, page: Page, ours: set[Piece], loaded: list[set[str]]) -> str:
    """The tag, or its attribute, if it may not be there; else nothing."""
    for name, value in tag.attrs.items():
        if name.startswith("on") or name in {"style", "srcdoc"}:
            return f"<{tag.name} {name}>"
        if name in ADDRESSES and RUNS.match(GAPS.sub("", str(value)).lower()):
            return f'<{tag.name} {name}="{value}">'
    if tag.name not in FORBIDDEN:
        return ""
    if _in_article(tag):
        return f"<{tag.name}>"
    if tag.get("src"):
        target = _target(tag, page)
        known = all(any(_same(target, other) for other in found) for found in loaded)
        return "" if known else f'<{tag.name} src="{tag["src"]}">'
    known = not _runs(tag) or _piece(tag) in ours
    return "" if known and tag.find_parent("head") else f"<{tag.name}>"


def _inline(page: Page) -> Iterator[Piece]:
    for tag in page.soup.find_all(INLINE):
        if tag.find_parent("head") and not tag.get("src") and _runs(tag):
            yield _piece(tag)


def _loaded(page: Page) -> Iterator[str]:
    for tag in page.soup.find_all("script", src=True):
        if not _in_article(tag):
            yield _target(tag, page)


def _target(tag: Tag, page: Page) -> str:
    """The file of the site that a tag loads; an address from the top of the host stays one."""
    return posixpath.normpath(posixpath.join(page.folder, str(tag["src"])))


def _same(one: str, other: str) -> bool:
    """Whether two addresses are one file: on the page for lost addresses they begin at the host."""
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


def _piece(tag: Tag) -> Piece:
    return tag.name, tag.string or ""


def _runs(tag: Tag) -> bool:
    """Whether a browser heeds what the tag holds: data for search engines is not run."""
    return tag.name in INLINE and tag.get("type") != "application/ld+json"


def _in_article(tag: Tag) -> bool:
    return tag.find_parent("article") is not None


def _where(tag: Tag, page: Page) -> str:
    if not _in_article(tag):
        return "in the head" if tag.find_parent("head") else "around the article"
    heading = tag.find_previous(HEADINGS)
    above = heading.find(string=True) if isinstance(heading, Tag) else None
    return f"below '{str(above).strip()}'" if above else "at the top of the article"
