"""The macros of the pages: this file only registers them with mkdocs-macros."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import pass_context

from content.project import ROOT, read
from content.shapes import clip_path
from macros import (
    advisories,
    bars,
    chooser,
    citations,
    claims,
    code,
    commands,
    decide,
    decided,
    decisions,
    defaults,
    diagrams,
    differences,
    driven,
    features,
    figures,
    home,
    keys,
    live,
    maintenance,
    matrix,
    measured,
    measured_database,
    measured_ladder,
    measured_layers,
    measured_person,
    measured_servers,
    measured_streams,
    measured_waiting,
    packages,
    responses,
    screens,
    support_windows,
    tasks,
    tried,
    verified,
)
from macros.calls import Caller, Macro
from macros.here import Here

MACROS: Mapping[str, Macro] = {
    macro.__name__: macro
    for macro in (
        advisories.advisories,
        advisories.advisories_by_kind,
        advisories.advisories_by_severity,
        advisories.advisories_by_year,
        advisories.advisories_database,
        advisories.advisories_drawn,
        advisories.advisories_list,
        advisories.advisories_texts,
        advisories.advisories_withdrawn,
        bars.tasks,
        chooser.chooser,
        chooser.chooser_outcomes,
        citations.cite,
        claims.claim_link,
        claims.claims,
        claims.claims_board,
        claims.claims_summary,
        code.step,
        code.steps,
        code.whole,
        commands.commands,
        decide.cases,
        decide.pick,
        decide.reasons,
        decide.rules,
        decide.scale,
        decide.spine,
        decided.decided,
        decisions.agreement,
        decisions.decisions,
        defaults.defaults,
        defaults.defaults_count,
        defaults.defaults_made,
        defaults.defaults_projects,
        diagrams.lane,
        diagrams.lanes,
        diagrams.layout,
        differences.differences,
        differences.in_short,
        driven.tool_changes,
        driven.tool_commands,
        features.features,
        figures.answered,
        figures.moves,
        figures.shares,
        figures.shares_drawn,
        home.first_question,
        home.proved,
        keys.keys,
        live.live,
        maintenance.maintained,
        maintenance.maintenance_clones,
        maintenance.maintenance_libraries,
        maintenance.maintenance_people,
        maintenance.maintenance_read,
        maintenance.maintenance_releases,
        maintenance.maintenance_summary,
        matrix.matrix,
        matrix.matrix_files,
        matrix.matrix_levels,
        matrix.matrix_summary,
        measured.estimated,
        measured.limits,
        measured.measured,
        measured.measured_with,
        measured.repeated,
        measured.rounds,
        measured.spread,
        measured.versus,
        measured_database.database,
        measured_database.database_asked,
        measured_database.database_versus,
        measured_servers.instead,
        measured_servers.served,
        measured_servers.under,
        measured_streams.in_time,
        measured_streams.streamed,
        measured_ladder.ladder,
        measured_person.first_page,
        measured_person.first_page_counts,
        measured_person.suites,
        measured_waiting.waited,
        measured_layers.counted,
        measured_layers.layer,
        measured_layers.layers,
        measured.workers,
        packages.package,
        packages.package_facts,
        responses.responses,
        screens.screens,
        support_windows.support_calendar,
        support_windows.support_windows,
        tasks.contract,
        tasks.counts,
        tasks.downloads,
        tasks.samples,
        tasks.start,
        tried.tried,
        tried.tried_legend,
        verified.evidence,
        verified.verified_with,
    )
}


def define_env(env: Any) -> None:
    """Give the pages their macros; mkdocs-macros calls this at the start of each build."""
    project = read(ROOT)
    extra = env.conf["extra"]
    # The templates give each framework its colour and shape; they cannot read data/ themselves.
    extra["frameworks"] = [
        {**one.model_dump(), "clip_path": clip_path(one.shape), "folder": f"{one.id}/"}
        for one in project.frameworks
    ]
    # What else the rule book can pick has a look of its own where the registry gives it none.
    extra["considered"] = [
        {"id": one.id, "colour": one.colour, "clip_path": clip_path(one.shape)}
        for one in project.rulebook.outcomes
        if one.colour and one.shape and one.id not in {known.id for known in project.frameworks}
    ]
    source_uri = extra.get("source_uri") or ""

    def register(name: str) -> None:
        @pass_context
        def called(context: Any, *args: object, **kwargs: object) -> str:
            here = Here.of(context["page"], source_uri)
            return Caller(project, here, MACROS).call(name, *args, **kwargs)

        env.macro(called, name)

    for name in MACROS:
        register(name)
