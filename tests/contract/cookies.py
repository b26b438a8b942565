"""What somebody without a key reads in a cookie, and makes of it."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

SEPARATORS = re.compile(r"([.:!|$])")
# The letters that stand for the highest quarter of values in base64.
HIGH = frozenset("wxyz0123456789-_+/")


def decoded(value: str) -> list[Any]:
    """The objects and lists of JSON in a cookie, plain, in base64 or compressed; no key is used.

    Args:
        value: of the cookie.
    """
    parts = [value, *SEPARATORS.split(value)]
    return [found for part in parts if (found := _read(part)) is not None]


def leaves(found: Any) -> Iterator[Any]:
    """The values in JSON, without the names."""
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        for one in found:
            yield from leaves(one)
    else:
        yield found


def changed(value: str) -> Iterator[str]:
    """Values that are near to this one and were never given to anyone."""
    yield value[:-4]
    yield value[4:]
    yield f"{value}AAAA"
    yield value.swapcase()
    for place in {len(value) * number // 5 for number in range(5)}:
        # The last letter of base64 may have bits that count for nothing; the highest always count.
        other = "A" if value[place] in HIGH else "-"
        yield value[:place] + other + value[place + 1 :]


def forged(value: str, name: str, wanted: Any) -> Iterator[str]:
    """The cookie with another value in what can be read of it, under the old signature."""
    parts = SEPARATORS.split(value)
    for number, part in enumerate(parts):
        found = _read(part)
        if isinstance(found, dict) and name in found:
            text = json.dumps({**found, name: wanted}, separators=(",", ":")).encode()
            for data in (text, zlib.compress(text)):
                new = base64.urlsafe_b64encode(data).decode().rstrip("=")
                yield "".join([*parts[:number], new, *parts[number + 1 :]])


def crossed(value: str, other: str) -> Iterator[str]:
    """One part of a cookie in the place of the same part of another one."""
    parts, others = SEPARATORS.split(value), SEPARATORS.split(other)
    if len(parts) != len(others):
        return
    for number, part in enumerate(others):
        made = "".join([*parts[:number], part, *parts[number + 1 :]])
        if made not in (value, other):
            yield made


def _read(part: str) -> Any:
    """The JSON in a part, if it is an object or a list: nothing else tells more than chance."""
    data = part.encode()
    tried = [data]
    try:
        padded = part.translate(str.maketrans("-_", "+/")) + "=" * (-len(part) % 4)
        tried.append(base64.b64decode(padded, validate=True))
        tried.append(zlib.decompress(tried[-1]))
    except (binascii.Error, zlib.error, ValueError):
        pass
    for text in tried:
        try:
            found = json.loads(text)
        except ValueError:
            continue
        if isinstance(found, dict | list):
            return found
    return None
