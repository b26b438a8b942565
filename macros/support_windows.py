"""How long a framework's releases get fixes."""

from __future__ import annotations

from content.errors import unknown
from content.project import Project
from macros.citations import cite
from macros.markup import table

NOT_KNOWN = "Not known"


def support_windows(project: Project, framework: str) -> str:
    """The policy in a sentence, and a table with a row for each release series."""
    where = f'support_windows("{framework}")'
    project.framework(where, framework)
    if framework not in project.support:
        raise unknown(f"{where}, data/support.yml", "framework", framework, project.support)
    found = project.support[framework]
    rows = [
        [
            f"{window.series}{cite(project, *window.sources)}",
            window.released or NOT_KNOWN,
            window.fixes_until or NOT_KNOWN,
            window.security_until or NOT_KNOWN,
            window.python or NOT_KNOWN,
        ]
        for window in found.windows
    ]
    head = ["Series", "Released", "Bug fixes until", "Security fixes until", "Python"]
    return f"{found.policy}{cite(project, *found.sources)}\n\n{table(head, rows)}"
