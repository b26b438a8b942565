"""What the theme brings and no page of this site links: its scripts, style sheets, pictures."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("assets")


def drop(site: Path, overrides: Path) -> None:
    """Remove from the assets of a built site all that is not in our folder of them."""
    for path in sorted((site / FOLDER).rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif not (overrides / path.relative_to(site)).exists():
            path.unlink()
