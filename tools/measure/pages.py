"""What a browser fetches and how long the search takes, by a real visit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tools.measure.serving import Sent, Served

# What each type of page is called, and where such pages lie in the built site.
TYPES = {
    "home": "index.html",
    "choose": "choose/index.html",
    "chooser": "choose/chooser/index.html",
    "matrix": "choose/matrix/index.html",
    "scenario": "choose/scenarios/*/index.html",
    "decisions": "choose/decisions/index.html",
    "questions": "choose/faq/index.html",
    "framework": "{framework}/index.html",
    "part of a framework": "{framework}/*/index.html",
    "all tasks": "compare/index.html",
    "one task": "compare/*/index.html",
    "claims": "evidence/claims/index.html",
    "guide": "guides/*/index.html",
    "glossary": "glossary/index.html",
    "contribute": "contribute/index.html",
    "not found": "404.html",
}
# Answers on any state of the site: a task of every version of it is a form.
WORD = "form"
FIELD = ".site-search input"
FOUND = ".site-search li a"
# Noted inside the page, so that the way to Python and back is not measured.
WATCH = f"""
addEventListener("keydown", (event) => {{
  if (event.target.matches?.("{FIELD}")) window.firstKey ??= performance.now();
  else window.asked ??= performance.now();
}}, true);
addEventListener("focusin", (event) => {{
  if (event.target.matches("{FIELD}")) window.opened ??= performance.now();
}}, true);
new MutationObserver(() => {{
  if (document.querySelector("{FOUND}"))
    requestAnimationFrame(() => {{ window.found ??= performance.now(); }});
}}).observe(document, {{ childList: true, subtree: true }});
"""


@dataclass(frozen=True)
class Weight:
    """Everything fetched before any interaction."""

    kinds: dict[str, int]  # bytes of the bodies, as sent
    requests: int
    elsewhere: tuple[str, ...] = ()  # addresses on other hosts

    @property
    def total(self) -> int:
        """All bytes."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Search:
    """Milliseconds on a page that has not loaded the search yet."""

    opened: float  # from the shortcut to the focused field
    found: float  # from the first key in it to the first result; the index loads meanwhile


def page_types(site: Path, frameworks: list[str]) -> dict[str, str]:
    """Choose a page of each type that the site has.

    Args:
        site: the built site.
        frameworks: the ids of the registry.

    Returns:
        The address below the site's top for each type: of the pages of a type the one with the
        most HTML.
    """
    chosen = {}
    for name, pattern in TYPES.items():
        patterns = {pattern.format(framework=framework) for framework in frameworks}
        pages = [path for each in patterns for path in site.glob(each)]
        if pages:
            heaviest = max(pages, key=lambda path: (path.stat().st_size, path))
            chosen[name] = heaviest.relative_to(site).as_posix().removesuffix("index.html")
    return chosen


def weight(sent: list[Sent], elsewhere: list[str]) -> Weight:
    """Add up what was sent for one visit."""
    kinds: Counter[str] = Counter()
    for item in sent:
        kinds[item.kind] += item.size
    return Weight(dict(kinds), len(sent) + len(elsewhere), tuple(elsewhere))


def first_visit(browser: Browser, served: Served, path: str) -> Weight:
    """Open a page with an empty cache and touch nothing.

    Args:
        browser: a running browser.
        served: the site.
        path: the page's address below the top.

    Returns:
        What was fetched.
    """
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    served.sent.clear()
    page.goto(served.url + path)
    page.wait_for_load_state("networkidle")
    sent = list(served.sent)
    page.context.close()
    elsewhere = [url for url in asked if not url.startswith((served.url, "data:"))]
    return weight(sent, elsewhere)


def search(browser: Browser, served: Served, path: str, slowdown: int) -> Search:
    """Use the search for the first time on a page.

    Args:
        browser: a running browser.
        served: the site.
        path: the page's address below the top.
        slowdown: how many times slower the processor shall seem.

    Returns:
        The times.
    """
    page = browser.new_context().new_page()
    page.add_init_script(WATCH)
    page.goto(served.url + path)
    page.wait_for_load_state("networkidle")
    _slow(page, slowdown)
    page.keyboard.press("/")
    page.wait_for_selector(f"{FIELD}:focus")
    page.keyboard.type(WORD)
    page.wait_for_selector(FOUND)
    page.wait_for_timeout(100)  # the frame in which the result was painted
    opened, found = page.evaluate("[opened - asked, found - firstKey]")
    page.context.close()
    return Search(opened, found)


def _slow(page: Page, slowdown: int) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
