"""What keeps an application from running at all, found before its server says it less clearly."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from content.project import Application
from content.reader import CONFLICT
from content.requirements import locked, requirements
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
    wanted = application.folder / "requirements.in"
    for requirement in requirements(wanted):
        package = canonicalize_name(Requirement(requirement).name)
        for environment in application.framework.environments:
            if package not in locked(root, environment):
                yield (
                    f"{wanted.relative_to(root).as_posix()}: requirements/{environment}.txt "
                    f"does not lock '{requirement}'. Run: make lock"
                )
                break
