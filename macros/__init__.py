"""The macros of the pages: this file only registers them with mkdocs-macros."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import pass_context

from content.project import ROOT, read
from macros.calls import Caller, Macro
from macros.citations import cite
from macros.claims import claim_link, claims, claims_summary
from macros.code import step, steps, whole
from macros.decisions import decisions
from macros.diagrams import diagram
from macros.features import features
from macros.here import Here
from macros.packages import package, package_facts
from macros.responses import responses
from macros.support_windows import support_windows
from macros.tasks import contract, counts, differences, downloads, samples, start, tasks
from macros.verified import evidence, verified_with

MACROS: Mapping[str, Macro] = {
    macro.__name__: macro
    for macro in (
        cite, claim_link, claims, claims_summary, contract, counts, decisions, diagram, differences,
        downloads, evidence, features, package, package_facts, responses, samples, start, step,
        steps, support_windows, tasks, verified_with, whole,
    )
}  # fmt: skip


def define_env(env: Any) -> None:
    """Give the pages their macros; mkdocs-macros calls this at the start of each build."""
    project = read(ROOT)
    extra = env.conf["extra"]
    # The templates give each framework its colour; they cannot read data/ themselves.
    extra["frameworks"] = [item.model_dump() for item in project.frameworks]
    source_uri = extra.get("source_uri") or ""

    def register(name: str) -> None:
        @pass_context
        def called(context: Any, *args: object, **kwargs: object) -> str:
            here = Here(context["page"].file.src_uri, source_uri)
            return Caller(project, here, MACROS).call(name, *args, **kwargs)

        env.macro(called, name)

    for name in MACROS:
        register(name)
