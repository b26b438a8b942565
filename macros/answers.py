"""Recorded answers to the requests of a guide."""

from __future__ import annotations

from macros.errors import unknown
from macros.markup import badge, fence, section, tabs
from macros.project import Project

FOLDER = "data/responses"


def answers(project: Project, name: str) -> str:
    """What each framework's application answered to one request of a page.

    Args:
        project: the checked content.
        name: the file in `data/responses/<framework>/`, without its ending.

    Returns:
        Markdown: content tabs, which become columns on a wide screen. A framework without any
        record says so.

    Raises:
        SiteError: there is no such record.
    """
    blocks = []
    for framework in project.frameworks:
        folder = project.root / FOLDER / framework.id
        path = folder / f"{name}.txt"
        if not folder.is_dir():
            blocks.append((badge(framework), "*Not recorded yet.*"))
            continue
        if not path.is_file():
            known = [file.stem for file in folder.glob("*.txt")]
            raise unknown(f'answers("{name}")', f"answer of {framework.name}", name, known)
        blocks.append((badge(framework), fence(path.read_text(encoding="utf-8"), path.name)))
    return section("mdx-compare", tabs(blocks))
