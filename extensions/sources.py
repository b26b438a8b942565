"""The sources that a page cites, at its end."""

from __future__ import annotations

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from content.citations import PREFIX, REFERENCE, entry
from content.errors import unknown
from content.project import ROOT, read

# Before footnotes are read, which Python-Markdown does while it parses blocks, and after
# pymdownx.snippets (32), so that what a page includes may cite too.
PRIORITY = 31


class CitedSources(Extension):
    """A Markdown extension that says below a page what its citations refer to."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with Python-Markdown, which calls this."""
        md.preprocessors.register(_Append(md), "cited-sources", PRIORITY)


class _Append(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        cited = list(dict.fromkeys(REFERENCE.findall("\n".join(lines))))
        if not cited:
            return lines
        sources = read(ROOT).sources
        for name in cited:
            if name not in sources:
                raise unknown(f"[^{PREFIX}{name}]", "source", name, sources)
        notes = [f"[^{PREFIX}{name}]: {entry(sources[name])}" for name in cited]
        return [*lines, "", *notes]


def makeExtension(**settings: object) -> Extension:  # noqa: N802
    """Called by Python-Markdown for the name in `mkdocs.yml`."""
    return CitedSources(**settings)
