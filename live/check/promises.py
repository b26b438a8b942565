"""What the tests of a promise say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

MOST = 40  # exchanges of one test that a reader is shown

BODY, LINE = 1000, 300  # characters of a body and of a header that a reader is shown


class Exchange(NamedTuple):
    """A request and its answer: what both were in short, and how they read."""

    method: str
    path: str
    status: int
    asked: str = ""
    answered: str = ""


class Tried(NamedTuple):
    """One test and what came of it: `passed`, `failed` or `absent`, with reasons."""

    promise: str
    name: str
    outcome: str
    said: Sequence[str]
    exchanges: Sequence[Exchange]

    def shown(self) -> dict[str, Any]:
        """What the page makes of it."""
        return {
            "name": sentence(self.name),
            "outcome": self.outcome,
            "said": list(self.said),
            "exchanges": self.exchanges[:MOST],
            "more": max(0, len(self.exchanges) - MOST),
        }


def message(first: str, headers: Iterable[tuple[str, str]], body: bytes) -> str:
    """A request or an answer as it is written down, with the beginning of its body."""
    head = "\n".join([first, *(f"{name}: {value}"[:LINE] for name, value in headers)])
    if not body:
        return head
    if b"\0" in body[:BODY]:
        return f"{head}\n\n{len(body)} bytes"
    text = body[: 4 * BODY].decode("utf-8", "replace")
    return f"{head}\n\n{text[:BODY]}{'…' if len(text) > BODY else ''}"


def sentence(name: str) -> str:
    """The name of a test as a reader reads it; what it is tried with stands in brackets."""
    plain, bracket, values = name.partition("[")
    text = plain.removeprefix("test_").replace("_", " ")
    return text[:1].upper() + text[1:] + (f" ({values.removesuffix(']')})" if bracket else "")


def verdict(tried: Iterable[Tried]) -> tuple[str, str]:
    """Whether a promise is `kept`, `broken` or `absent`, and what has to be said beside it.

    It is kept if at least one of its tests ran, and none failed.
    """
    found = list(tried)
    outcomes = [one.outcome for one in found]
    reasons = "; ".join(dict.fromkeys(
        why for one in found if one.outcome == "absent" for why in one.said
    ))  # fmt: skip
    left = outcomes.count("absent")
    if "failed" in outcomes:
        failed = outcomes.count("failed")
        return "broken", f"{failed} of {len(found)} tests failed."
    if "passed" in outcomes:
        said = f"{left} of {len(found)} tests not asked here: {reasons}." if left else ""
        return "kept", said
    return "absent", f"Not asked here: {reasons or 'no test of it is here'}."
