"""How long a framework's releases get fixes."""

from __future__ import annotations

from macros.citations import cite
from macros.errors import unknown
from macros.markup import table
from macros.project import Project

NOT_KNOWN = "Not known"


def support(project: Project, framework: str) -> str:
    """The support windows of a framework.

    Args:
        project: the checked content.
        framework: its id in the registry.

    Returns:
        Markdown: the policy in a sentence, and a table with a row for each series.

    Raises:
        SiteError: the framework is unknown, or data/support.yml does not speak of it.
    """
    where = f'support("{framework}")'
    project.framework(where, framework)
    if framework not in project.support:
        raise unknown(f"{where}, data/support.yml", "framework", framework, project.support)
    found = project.support[framework]
    rows = [
        [
            f"{window.series}{cite(project.sources, *window.sources)}",
            window.released or NOT_KNOWN,
            window.fixes_until or NOT_KNOWN,
            window.security_until or NOT_KNOWN,
            window.python or NOT_KNOWN,
        ]
        for window in found.windows
    ]
    head = ["Series", "Released", "Bug fixes until", "Security fixes until", "Python"]
    return f"{found.policy}{cite(project.sources, *found.sources)}\n\n{table(head, rows)}"
