"""`make new-page TYPE=… NAME=…`: a page from its type's template, in its place in `nav`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from content.errors import SiteError, unknown
from content.navigation import entries
from content.pages import TEMPLATES
from content.project import ROOT, Project, read
from tools.check.templates import filled
from tools.ending import ends_well
from tools.new.files import in_navigation, title_of, valid_name, write_all


def new_pages(project: Project, kind: str, name: str, title: str) -> dict[str, str]:
    """The pages of one type by path: one, or all of a framework whose id is the name."""
    meta = project.page_types[kind]
    made = {}
    for template in sorted((project.root / TEMPLATES).glob(meta.template or "")):
        path = template.relative_to(project.root / TEMPLATES).as_posix()
        page = meta.place[0].replace("*", name, 1).replace("*", template.stem)
        made[f"docs/{page}"] = filled(project.root, path, name, title)
    return made


def create(root: Path, kind: str, name: str) -> list[str]:
    """Make the page or, for a framework, its pages; return the paths of what changed."""
    project = read(root)
    types = sorted(kind for kind, meta in project.page_types.items() if meta.new)
    if kind not in types:
        raise unknown("TYPE", "type", kind, types)
    valid_name(name)
    many = project.page_types[kind].exact
    title = title_of(name)
    if many:
        title = project.framework("NAME (add it to data/frameworks.yml first)", name).name
    made = new_pages(project, kind, name, title)
    for path in made:
        if (root / path).exists():
            raise SiteError(f"NAME={name}: {path} exists.")
    navigation = (root / "mkdocs.yml").read_text(encoding="utf-8")
    if many:
        added = _section(project, navigation, name, title)
    else:
        (page,) = (path.removeprefix("docs/") for path in made)
        added = in_navigation(navigation, str(Path(page).parent), [f"- {title}: {page}"])
    return write_all(root, {**made, "mkdocs.yml": added})


def _section(project: Project, navigation: str, name: str, title: str) -> str:
    """The page tree with a section like that of the last framework in it."""
    ids = [one.id for one in project.frameworks]
    shown = [entry for entry in entries(project.root) if entry.page.split("/")[0] in ids]
    last = shown[-1].page.split("/")[0]
    pages = [
        f"    - {entry.title}: {name}/{entry.page.removeprefix(f'{last}/')}"
        for entry in shown
        if entry.page.startswith(f"{last}/")
    ]
    return in_navigation(navigation, last, [f"- {title}:", *pages], outdent=4)


@ends_well
def main() -> int:
    """Make the page that TYPE and NAME of the environment ask for; return the exit code."""
    paths = create(ROOT, os.environ.get("TYPE", ""), os.environ.get("NAME", ""))
    print("\n".join(paths))
    print("Next: follow the notes in <!-- --> and take them out; then make build")
    return 0


if __name__ == "__main__":
    sys.exit(main())
