"""How soon `mkdocs serve` sees that a file was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

# Seconds. MkDocs looks every 0.5 and then waits 0.25 for more to change: on average half a second
# before a build begins.
LOOK_EVERY = 0.25
WAIT_FOR_MORE = 0.1


def look_more_often(config: MkDocsConfig) -> None:
    """Let the server of `mkdocs serve`, if this build is for one, notice edits sooner.

    Args:
        config: the configuration that the build runs with.
    """
    config.plugins.events["serve"].append(_quicken)


def _quicken(server: LiveReloadServer, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
    from watchdog.observers.polling import PollingObserver  # a build without a server needs none

    # At this moment MkDocs watches these two, and nothing looks yet.
    already = [config.docs_dir, *filter(None, [config.config_file_path])]
    for path in already:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=LOOK_EVERY)
    server.build_delay = WAIT_FOR_MORE
    for path in already:
        server.watch(path)
    return server
