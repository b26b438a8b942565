"""The macros of the pages: this file only registers them with mkdocs-macros."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from macros import (
    abbreviations,
    answers,
    archives,
    cards,
    citations,
    claims,
    compare,
    decisions,
    diagrams,
    facts,
    features,
    memory,
    package_facts,
    plain,
    policy,
    preview,
    support,
    tables,
)
from macros.project import read


def define_env(env: Any) -> None:
    """Give the pages their macros; mkdocs-macros calls this at the start of each build."""
    env.project = project = read(Path(env.project_dir))
    env.entries = {}

    # The templates give each framework its colour; they cannot read data/ themselves.
    env.conf["extra"]["frameworks"] = [item.model_dump() for item in project.frameworks]
    env.conf["markdown_extensions"] += [abbreviations.PlainHeadings(), tables.ScrollingTables()]

    def register(name: str, function: Callable[..., str]) -> None:
        env.macro(lambda *args: function(project, *args), name)

    register("step", compare.step)
    register("steps", compare.steps)
    register("whole", compare.whole)
    register("counts", facts.counts)
    register("verified_with", facts.verified_with)
    register("evidence", facts.evidence)
    register("contract", facts.contract)
    register("differences", facts.differences)
    register("start", facts.start)
    register("samples", facts.samples)
    register("features", features.features)
    register("package_facts", package_facts.package_facts)
    register("package", package_facts.package)
    register("support", support.support)
    register("claims_summary", claims.claims_summary)
    register("diagram", diagrams.diagram)
    register("decisions", decisions.decisions)
    register("answers", answers.answers)
    env.macro(lambda: facts.tasks(project, env.page.file.src_uri), "tasks")
    env.macro(
        lambda: claims.claims(project, env.page.file.src_uri, _to_root(env.page.url)), "claims"
    )
    env.macro(lambda name: claims.claim_link(project, name, env.page.file.src_uri), "claim_link")
    env.macro(lambda *ids: citations.cite(project.sources, *ids), "cite")
    env.macro(lambda task: facts.downloads(project, task, _to_root(env.page.url)), "downloads")

    memory.remember(env.conf)
    preview.look_more_often(env.conf)

    # `mkdocs serve` builds again in the same process. Forgotten modules are read anew by the
    # next build, so that an edit to a macro shows at once.
    for name in [name for name in sys.modules if name.split(".")[0] == __name__]:
        if name != memory.__name__:
            del sys.modules[name]
    # Bytecode in this folder, which is watched, would start another build.
    sys.dont_write_bytecode = True


def on_pre_page_macros(env: Any) -> None:
    """Compile a page's macros only if the page has changed."""
    memory.remember_compiling(env.env)


def on_post_page_macros(env: Any) -> None:
    """Add the sources that the page cites to its end, and keep the page for what is made of all."""
    env.markdown = citations.with_sources(env.markdown, env.project.sources)
    memory.remember_rendering(env.page)
    meta = env.page.meta
    env.entries[env.page.url] = plain.Entry(
        env.page.url, meta["title"], meta["description"], env.markdown
    )


def on_post_build(env: Any) -> None:
    """Add to the built site what is made from all of it."""
    site = Path(env.conf["site_dir"])
    archives.write_all(env.project, site / "downloads")
    if env.conf["site_url"]:  # a card is found by its whole address only
        for entry in env.entries.values():
            kept = env.project.root / "build/cards"
            target = site / entry.url / "card.png"
            cards.write(entry.title, env.conf["site_name"], env.project.frameworks, target, kept)
    plain.write_all(
        site,
        env.conf["site_name"],
        env.conf["site_description"],
        env.conf["site_url"] or "",
        list(env.entries.values()),
        env.project.included,
    )
    policy.write_all(site)
    memory.forget_unused()


def _to_root(url: str) -> str:
    """The way from a page's address to the top of the site."""
    return "/".join([".."] * url.count("/")) or "."
