"""What pages print of data/packages.json."""

from __future__ import annotations

from content import packages as known
from content.dates import written
from content.errors import unknown
from content.project import Project
from macros.markup import section, table


def package_facts(project: Project, framework: str) -> str:
    """The key facts of a framework's package as a table, and the day on which they were read."""
    where = f'package_facts("{framework}")'
    name = project.framework(where, framework).package
    facts = known.find(project.packages, where, name)
    rows = [
        [known.label(key), known.value(project.packages, facts, key)]
        for key in known.KEYS
        if key != "stale"
    ]
    checked = (
        f"Python and direct dependencies are those that the file `{facts.file}` states: what each "
        "install requires on CPython 3.13 and Linux, without extras. The rest is the package "
        f"index's. Read on {written(facts.checked)}."
    )
    return section("mdx-facts", f"{table([f'Package {facts.name}', 'Value'], rows)}\n\n{checked}")


def package(project: Project, name: str, key: str) -> str:
    """One fact of a package, for a sentence."""
    where = f'package("{name}", "{key}")'
    facts = known.find(project.packages, where, name)
    if key not in known.KEYS:
        raise unknown(where, "key", key, known.KEYS)
    return known.value(project.packages, facts, key)
