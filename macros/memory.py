"""What outlives a build, so that `mkdocs serve` shows an edit at once.

MkDocs makes every page anew after every edit, and nearly all of it comes out as before. This module
remembers the slow steps of a build by all that went into them and hands the results out again. It
is the one module of this package that stays loaded from build to build: an edit to it shows after a
restart. `mkdocs build` builds once and so has nothing to remember.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markdown import Markdown
from markdown.extensions import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from pymdownx.highlight import Highlight, HighlightExtension  # type: ignore[import-untyped]

INCLUDED = re.compile(r'--8<--[^"\n]*"([^":]+)')

# Code is a span for each token. The search index keeps no span, but is slow to read past them.
SPAN = re.compile(r"</?span\b[^>]*>")

# What Page.render sets, but for `links_to_anchors`, which holds files of its own build.
RENDERED = ("content", "toc", "_title_from_render", "present_anchor_ids")

COLOURED = "coloured"

# By the kind of work and all that went into it.
_results: dict[tuple[Hashable, ...], Any] = {}
_used: set[tuple[Hashable, ...]] = set()


def remember(config: MkDocsConfig) -> None:
    """Let this build use what earlier ones did, and later ones what this one does.

    Only objects of this build are changed; MkDocs, Material and Jinja stay as they are.

    Args:
        config: the configuration that the build runs with.
    """
    config.markdown_extensions.append(RememberedHighlighting())  # type: ignore[arg-type]
    make_environment = config.theme.get_env
    config.theme.get_env = lambda: _remember_listing(  # type: ignore[method-assign]
        remember_compiling(make_environment()), config
    )
    if search := config.plugins.get("material/search"):
        index = search.search_index
        index.add_entry_from_context = partial(_add_entries, index, index.add_entry_from_context)


def remember_compiling(environment: Environment) -> Environment:
    """Let an environment of Jinja compile the same template once.

    Args:
        environment: of the theme or of the pages' macros.

    Returns:
        The environment.
    """
    if "compile" in vars(environment):  # done before
        return environment
    compile_template = environment.compile
    kind = tuple(sorted(environment.extensions))

    def compiled(source: Any, name: Any = None, filename: Any = None, *rest: Any) -> Any:
        return once(
            ("compiled", kind, source, name, filename, rest),
            lambda: compile_template(source, name, filename, *rest),
        )

    environment.compile = compiled  # type: ignore[method-assign, assignment]
    return environment


def _remember_listing(environment: Environment, config: MkDocsConfig) -> Environment:
    """Let MkDocs go through the theme's ten thousand files once; only `overrides` can change."""
    own = tuple(sorted(str(path) for path in Path(config.theme.custom_dir or "").rglob("*")))
    made_from = "listed", own, tuple(sorted(config.theme.static_templates))
    list_templates = environment.list_templates
    environment.list_templates = lambda **options: once(  # type: ignore[method-assign]
        (*made_from, *options), lambda: list_templates(**options)
    )
    return environment


def remember_rendering(page: Page) -> None:
    """Let a page convert its Markdown only if something that goes into it has changed.

    Args:
        page: a page whose Markdown is complete.
    """
    page.render = partial(_render, page, page.render)  # type: ignore[method-assign]


def forget_unused() -> None:
    """Forget what the build that has just ended had no use for.

    Coloured code stays: a remembered page does not ask for it, and it is small.
    """
    for made_from in _results.keys() - _used:
        if made_from[0] != COLOURED:
            del _results[made_from]
    _used.clear()


def once(made_from: tuple[Hashable, ...], work: Callable[[], Any]) -> Any:
    """The result of some work, which is done only if it is not remembered.

    Args:
        made_from: the kind of work, and all that goes into it.
        work: gives the result, which nobody may change; None is not remembered. It is done again
            when the module has changed in which it is written.

    Returns:
        The result.
    """
    if written := getattr(work, "__code__", None):
        made_from = *made_from, _changed(Path(written.co_filename))
    if made_from not in _results:
        result = work()
        if result is None:
            return None
        _results[made_from] = result
    _used.add(made_from)
    return _results[made_from]


def _render(page: Page, render: Callable[..., None], config: MkDocsConfig, files: Files) -> None:
    made_from = "rendered", page.file.src_uri, *_read_for(page, config, files)

    def work() -> tuple[dict[str, Any], dict[str, Any]] | None:
        with _Warnings() as warnings:
            render(config, files)
        if warnings.seen:  # they have to come again
            return None
        links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
        return {name: getattr(page, name) for name in RENDERED}, links

    if result := once(made_from, work):
        attributes, links = result
        for name, value in attributes.items():
            setattr(page, name, value)
        page.links_to_anchors = {files.src_uris[uri]: anchors for uri, anchors in links.items()}


def _read_for(page: Page, config: MkDocsConfig, files: Files) -> tuple[Hashable, ...]:
    """All that a page's HTML comes from: its Markdown, what that includes, and the rules."""
    snippets = config.mdx_configs.get("pymdownx.snippets", {})
    included = [*INCLUDED.findall(page.markdown or ""), *snippets.get("auto_append", [])]
    own = (item for item in config.markdown_extensions if isinstance(item, Extension))
    read = [
        Path(config.config_file_path),
        *(Path(folder, name) for name in included for folder in snippets.get("base_path", [])),
        *(Path(type(item).extendMarkdown.__code__.co_filename) for item in own),
    ]
    return page.markdown, frozenset(files.src_uris), tuple(map(_changed, read))


def _changed(path: Path) -> int | None:
    return path.stat().st_mtime_ns if path.is_file() else None


def _add_entries(index: Any, add: Callable[[Page], None], page: Page) -> None:
    made_from = "entries", page.url, page.title, page.content, repr(page.meta)

    def work() -> list[dict[str, Any]]:
        before, content = len(index.entries), page.content
        page.content = SPAN.sub("", content or "")
        add(page)
        page.content = content
        entries: list[dict[str, Any]] = index.entries[before:]
        del index.entries[before:]
        return entries

    index.entries += once(made_from, work)


class RememberedHighlighting(Extension):
    """A Markdown extension that colours the same code once."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with Python-Markdown, which calls this."""
        for extension in md.registeredExtensions:
            if isinstance(extension, HighlightExtension):
                extension.get_pymdownx_highlighter = lambda: _Highlight


class _Highlight(Highlight):  # type: ignore[misc]
    def highlight(self, *args: Any, **options: Any) -> Any:
        work = partial(super().highlight, *args, **options)
        if options.get("inline"):  # gives an element, which its page goes on to change
            return work()
        settings = {name: value for name, value in vars(self).items() if name != "md"}
        return once((COLOURED, repr((settings, args, options))), work)


class _Warnings(logging.Handler):
    """Notices whether MkDocs warned of anything, which strict builds do not forgive."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen = False

    def emit(self, record: logging.LogRecord) -> None:
        self.seen = True

    def __enter__(self) -> _Warnings:
        logging.getLogger("mkdocs").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)
