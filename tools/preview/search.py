"""A MkDocs hook: `mkdocs serve` has the index of the search too, which a build adds at its end.

An article is cut into sections when it is new; one that is as before is remembered.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from mkdocs.config.defaults import MkDocsConfig

ARTICLE = re.compile(r"<article\b.*?</article>", re.S)

remembered: dict[object, Any] = {}


def on_post_build(config: MkDocsConfig) -> None:
    """Write the file that the search fetches."""
    if not config.extra.get("preview"):
        return
    # As they are now: an edited room is imported again.
    from content.pages import address
    from content.project import read
    from output import search

    project = read(Path(config.config_file_path).parent)
    site = Path(config.site_dir)
    found = {}
    for folder in map(address, project.pages):
        html = (site / folder / "index.html").read_text(encoding="utf-8")
        article = next(iter(ARTICLE.findall(html)), "")
        key = search.sections_of, article
        if article and key not in remembered:
            remembered[key] = search.sections_of(BeautifulSoup(article, "html.parser"))
        found[folder] = remembered.get(key, [])
    search.write(project, site, found)
