"""A MkDocs hook: `mkdocs serve` has the rule book too, which a build adds when it is finished."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig


def on_post_build(config: MkDocsConfig) -> None:
    """Write the file that the chooser's page fetches."""
    if config.extra.get("preview"):
        # As they are now: an edited room is imported again.
        from content.project import read
        from output.rulebook import write

        write(read(Path(config.config_file_path).parent), Path(config.site_dir))
