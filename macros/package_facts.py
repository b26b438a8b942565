"""What pages print of data/packages.json."""

from __future__ import annotations

from macros import package_data
from macros.errors import unknown
from macros.markup import section, table
from macros.project import Project


def package_facts(project: Project, framework: str) -> str:
    """The key facts of a framework's package.

    Args:
        project: the checked content.
        framework: its id in the registry.

    Returns:
        Markdown: a table, and the day on which the facts were read.

    Raises:
        SiteError: the framework or its package is unknown.
    """
    where = f'package_facts("{framework}")'
    name = project.framework(where, framework).package
    facts = package_data.find(project.packages, where, name)
    rows = [
        [package_data.label(key), package_data.value(project.packages, facts, key)]
        for key in package_data.KEYS
        if key != "stale"
    ]
    checked = f"Read from the package index on {package_data.day(facts.checked)}."
    return section("mdx-facts", f"{table([f'Package {facts.name}', 'Value'], rows)}\n\n{checked}")


def package(project: Project, name: str, key: str) -> str:
    """One fact of a package, for a sentence.

    Args:
        project: the checked content.
        name: the package.
        key: which fact.

    Returns:
        Text.

    Raises:
        SiteError: the package or the key is unknown; the message lists the known.
    """
    where = f'package("{name}", "{key}")'
    facts = package_data.find(project.packages, where, name)
    if key not in package_data.KEYS:
        raise unknown(where, "key", key, package_data.KEYS)
    return package_data.value(project.packages, facts, key)
