"""Ask every external link of the built site once: `python -m tools.external_links [site]`.

The report is Markdown on standard output. The exit status is 0 when every link answers, 1 when a
link is broken, and 2 when there is no built site to read.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import httpx

ATTEMPTS = 3
CONNECTIONS = httpx.Limits(max_connections=20)
CONNECTIONS_PER_HOST = 2
PAUSE = 5.0  # seconds before the second attempt; doubled before the third
TIMEOUT = 20.0
# They say something about who asks, not about the page: reported, but no reason to fail.
REFUSALS = {401, 403, 429}
# Some sites refuse the default name of a library. Nothing here pretends to be a browser.
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; link check)", "Accept": "text/html,*/*;q=0.8"}


@dataclass(frozen=True)
class Answer:
    """What one address answered.

    Attributes:
        url: The address that was asked, without a fragment.
        status: The HTTP status after redirects, or None when there was no answer.
        error: Why there was no answer; empty when there was one.
    """

    url: str
    status: int | None
    error: str = ""

    @property
    def refused(self) -> bool:
        """Whether the site would not answer a script, which says nothing about the link."""
        return self.status in REFUSALS

    @property
    def broken(self) -> bool:
        """Whether a reader who follows the link would be let down."""
        return not self.refused and (self.status is None or self.status >= 400)

    def __str__(self) -> str:
        return self.error if self.status is None else f"status {self.status}"


class _Addresses(HTMLParser):
    """Collects the value of every `href` and `src` of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def is_external(url: str) -> bool:
    """Say whether an address is http(s) and on another machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False
    try:
        return not ip_address(parts.hostname).is_loopback
    except ValueError:  # a name, not a number
        return parts.hostname != "localhost"


def links_of(html: str) -> set[str]:
    """Return the external addresses that a page links to or loads, without their fragments."""
    parser = _Addresses()
    parser.feed(html)
    return {urldefrag(url.strip()).url for url in parser.found if is_external(url.strip())}


def collect(site: Path) -> dict[str, list[str]]:
    """Find the external links of a built site.

    Args:
        site: The folder that MkDocs built.

    Returns:
        For each address, the pages that link to it, relative to the folder.

    Raises:
        FileNotFoundError: The folder holds no HTML.
    """
    pages = sorted(site.rglob("*.html"))
    if not pages:
        raise FileNotFoundError(f"{site}: no HTML here; run `make build` first")
    links: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        for url in links_of(page.read_text(encoding="utf-8")):
            links[url].append(page.relative_to(site).as_posix())
    return dict(links)


async def _status(client: httpx.AsyncClient, url: str) -> int:
    """Return the status of HEAD or, where HEAD fails, of GET, whose body is left unread."""
    try:
        head = await client.head(url)
        if head.status_code < 400:
            return head.status_code
    except httpx.TransportError:
        pass  # a server may drop a HEAD request and still answer GET
    async with client.stream("GET", url) as response:
        return response.status_code


async def _ask(client: httpx.AsyncClient, url: str, pause: float) -> Answer:
    """Ask an address, and again if the failure may pass: no answer, or a server error."""
    for attempt in range(ATTEMPTS):
        if attempt:
            await asyncio.sleep(pause * 2 ** (attempt - 1))
        try:
            answer = Answer(url, await _status(client, url))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            answer = Answer(url, None, f"{type(error).__name__}: {error}".rstrip(": "))
        if answer.status is not None and answer.status < 500:
            break
    return answer


async def ask_all(
    urls: Iterable[str], *, timeout: float = TIMEOUT, pause: float = PAUSE
) -> list[Answer]:
    """Ask each address, a few at a time for each host.

    Args:
        urls: The addresses, each asked once.
        timeout: Seconds to wait for a connection and for each part of an answer.
        pause: Seconds before the second attempt; doubled before the third.

    Returns:
        One answer for each address, in order of address.
    """
    turns: dict[str, asyncio.Semaphore] = defaultdict(
        lambda: asyncio.Semaphore(CONNECTIONS_PER_HOST)
    )
    async with httpx.AsyncClient(
        headers=HEADERS,
        follow_redirects=True,
        limits=CONNECTIONS,
        timeout=httpx.Timeout(timeout, pool=None),  # waiting for a turn is no failure
    ) as client:

        async def in_turn(url: str) -> Answer:
            async with turns[urlsplit(url).netloc]:
                return await _ask(client, url, pause)

        return await asyncio.gather(*(in_turn(url) for url in sorted(set(urls))))


def report(answers: list[Answer], links: Mapping[str, list[str]]) -> str:
    """Write what was found as Markdown.

    Args:
        answers: One answer for each address.
        links: The pages that link to each address.

    Returns:
        A section that lists the broken links, and those that could not be checked.
    """
    broken = [answer for answer in answers if answer.broken]
    refused = [answer for answer in answers if answer.refused]
    counts = f"{len(answers)} asked, {len(broken)} broken, {len(refused)} not checked."
    lines = ["## External links", "", counts]
    for title, group in (("Broken", broken), ("Not checked: the site refuses scripts", refused)):
        if group:
            lines += ["", f"### {title}", ""]
            lines += [f"- `{item.url}`: {item}; on {', '.join(links[item.url])}" for item in group]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Check a built site and print the report.

    Args:
        arguments: The command line without the program's name; that of this process by default.

    Returns:
        The exit status: 0 all links answer, 1 a link is broken, 2 no site to read.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.external_links",
        description="Ask every external link of the built site once; print a report in Markdown.",
    )
    parser.add_argument(
        "site", nargs="?", type=Path, default=Path("site"), help="the built site (default: site)"
    )
    site = parser.parse_args(arguments).site
    try:
        links = collect(site)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"External addresses to ask: {len(links)}", file=sys.stderr)
    answers = asyncio.run(ask_all(links))
    print(report(answers, links))
    return 1 if any(answer.broken for answer in answers) else 0


if __name__ == "__main__":
    sys.exit(main())
