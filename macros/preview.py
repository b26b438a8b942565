"""How soon `mkdocs serve` sees that a file was saved."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from watchdog.observers.polling import PollingObserver

# Seconds. MkDocs looks every 0.5 and then waits 0.25 for more to change: half of what a reader of
# the preview would wait for most pages.
LOOK_EVERY = 0.25
WAIT_FOR_MORE = 0.1


def look_more_often(config: MkDocsConfig) -> None:
    """Let the server of `mkdocs serve`, if this build is for one, notice edits sooner.

    Args:
        config: the configuration that the build runs with.
    """
    config.plugins.events["serve"].append(_quicken)


def _quicken(server: LiveReloadServer, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
    # At this moment MkDocs watches these two, and nothing looks yet.
    already = [config.docs_dir, *filter(None, [config.config_file_path])]
    for path in already:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=LOOK_EVERY)
    server.build_delay = WAIT_FOR_MORE
    for path in already:
        server.watch(path)
    return server
