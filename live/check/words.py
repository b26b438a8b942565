"""What pytest says of a failure, in a reader's words first."""

from __future__ import annotations

import re
from collections.abc import Sequence

# How pytest explains a value, and where an object lay in memory: neither says anything to a reader.
WHERE = re.compile(r" *\+ +(?:where|and) ")
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
COMPARED = re.compile(r" (==|!=|not in|in) ")
SEVERAL = re.compile(r"[{(\[]([^{}()\[\]]+?),?[})\]]")
CALLED = re.compile(r" *\+ +where (?:True|False) = (\w+)\((.*)\)")
ANSWER = re.compile(r"<Response \[(\d+)")
SAY_NOTHING = {"assert False", "assert not True", "assert None"}


def plain(text: str) -> str:
    """A failure as a reader understands it, with the comparison itself below."""
    lines = text.splitlines()
    kept = [ADDRESS.sub("", line) for line in lines if not WHERE.match(line)]
    where = [line for line in lines if WHERE.match(line)]
    at = next((n for n, line in enumerate(kept) if line.startswith("assert ")), None)
    if at is None:
        return "\n".join(kept).strip()
    said, compared = kept[:at], kept[at:]
    told = _compared(compared[0].removeprefix("assert "), where)
    if not told and not said:
        told = _called(compared[0], where)
    if compared[0] in SAY_NOTHING and (said or told):
        compared = []
    return "\n".join([*([told] if told else []), *said, *compared]).strip()


def _compared(comparison: str, where: Sequence[str]) -> str:
    """What was found and what was expected; empty if that cannot be told from the line."""
    if len(COMPARED.findall(comparison)) != 1:
        return ""
    found, operator, expected = COMPARED.split(comparison)
    answered = bool(where) and where[0].endswith(".status_code")
    begins = f"Answered {found}; promised" if answered else f"Found {found}; expected"
    several = SEVERAL.fullmatch(expected)
    match operator:
        case "==":
            return f"{begins} {expected}."
        case "!=":
            return f"{begins} another."
        case "in" if several:
            return f"{begins} {' or '.join(several[1].split(', '))}."
        case "not in" if several:
            return f"{begins} none of {several[1]}."
        case "in":
            return f"Not found: {found}."
        case _:
            return f"Found, and not expected: {found}."


def _called(comparison: str, where: Sequence[str]) -> str:
    """What a function of the tests made of an answer; empty if that is not what failed."""
    called = CALLED.fullmatch(where[0]) if where else None
    if comparison not in SAY_NOTHING or not called or called[1] in ("any", "all"):
        return ""
    answer = ANSWER.search(called[2])
    of = f" of the answer {answer[1]}" if answer else ""
    words = called[1].replace("_", " ").strip()
    if comparison == "assert not True":
        return f"True{of}, and should not be: {words}."
    return f"Not true{of}: {words}."
