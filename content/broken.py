"""What keeps an application from running at all, found before its server says it less clearly."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from content.project import Application
from content.reader import CONFLICT
from content.requirements import unlocked
from content.sections import files


def problems(application: Application) -> Iterator[str]:
    """One sentence for each conflict mark, syntax error and package that no lock has."""
    root = application.folder.parents[2]
    for path in files(application.folder):
        name = path.relative_to(root).as_posix()
        text = path.read_bytes().decode(errors="replace")
        if mark := CONFLICT.search(text):
            line = text.count("\n", 0, mark.start()) + 1
            yield f"{name}, line {line}: '{mark[0]}' is a conflict mark. Resolve the conflict."
        elif path.suffix == ".py":
            try:
                ast.parse(text)
            except SyntaxError as error:
                yield f"{name}, line {error.lineno}: not Python: {error.msg}."
    for environment in application.framework.environments:
        if lacking := list(unlocked(application.folder / "requirements.in", root, environment)):
            yield from lacking
            break
