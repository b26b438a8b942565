"""What a browser fetches and how long the search takes, by a real visit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, expect

from content.pages import address
from content.project import Project
from tools.serving import Served

NOT_FOUND = "404.html"
WORDS = ["form", "python"]  # stand on any state of the site
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
    first: float  # from the first key in it to the first result; the index loads meanwhile
    later: float  # the same with another word, the index fetched


def one_of_each(project: Project, site: Path) -> dict[str, str]:
    """By page type the address of the page with the most HTML, and of the page for what is not."""
    chosen = {}
    for kind in project.page_types:
        names = [name for name, page in project.pages.items() if page.meta.type == kind]
        if names:
            chosen[kind] = max(
                map(address, names),
                key=lambda path: (site / path / "index.html").stat().st_size,
            )
    return {**chosen, "not found": NOT_FOUND}


def first_visit(browser: Browser, served: Served, path: str) -> Weight:
    """Open a page with an empty cache and touch nothing."""
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    served.sent.clear()
    page.goto(served.url + path, wait_until="networkidle")
    sent = list(served.sent)
    page.context.close()
    elsewhere = tuple(url for url in asked if not url.startswith((served.url, "data:")))
    kinds: Counter[str] = Counter()
    for one in sent:
        kinds[one.kind] += one.size
    return Weight(dict(kinds), len(sent) + len(elsewhere), elsewhere)


def search(browser: Browser, served: Served, path: str, slowdown: int) -> Search:
    """Use the search for the first time on a page, with a processor that seems slower."""
    page = browser.new_context().new_page()
    page.add_init_script(WATCH)
    page.goto(served.url + path, wait_until="networkidle")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    page.keyboard.press("/")
    page.wait_for_selector(f"{FIELD}:focus")
    times = [page.evaluate("opened - asked")]
    for word in WORDS:
        page.keyboard.type(word)
        page.wait_for_selector(FOUND)
        page.wait_for_timeout(100)  # the frame in which the result was painted
        times.append(page.evaluate("found - firstKey"))
        page.fill(FIELD, "")
        expect(page.locator(FOUND)).to_have_count(0)
        page.evaluate("window.found = window.firstKey = undefined")
    page.context.close()
    return Search(*times)
