"""What is said of single lines of a block of code: marks that follow one, lines a command wrote.

A fence says it in an attribute that `about_lines` in macros/markup.py writes; no page keeps it.
"""

from __future__ import annotations

import html
import json
import re

ABOUT = "data-lines"

CODE = re.compile(r"(?<=<code>).*(?=</code>)", re.S)
TAG = re.compile(r"<[^>]+>")


def dressed(block: str, about: str, skipped: int) -> str:
    """A coloured block with its marks, and an element in place of colours for lines made.

    Args:
        block: HTML of Pygments, in which no element goes on from line to line.
        about: the attribute.
        skipped: how many blank lines at the top of the code are not in the block.
    """
    made, after = json.loads(html.unescape(about))

    def dress(found: re.Match[str]) -> str:
        lines = found[0].split("\n")
        for place in made:
            if 0 <= place - skipped < len(lines) - 1:
                plain = TAG.sub("", lines[place - skipped])
                lines[place - skipped] = f'<span class="mdx-made">{plain}</span>'
        for place, mark in after.items():
            lines[int(place) - skipped] += mark
        return "\n".join(lines)

    return CODE.sub(dress, block, count=1)
