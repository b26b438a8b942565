"""A MkDocs hook: in `mkdocs serve`, a fault shows in the page, and mending it brings the page back.

MkDocs by itself lets the browser wait until a fault is mended, and ends when a macro calls `exit`.
"""

from __future__ import annotations

import html
import logging
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

LOG = logging.getLogger("mkdocs.preview")
NOT_THE_CAUSE = (".venv", "tools")
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="5">
<title>Not built</title>
<style>body {{ font: 1.1rem/1.5 sans-serif; margin: 3rem auto; max-width: 50rem; padding: 0 1rem }}
li {{ margin: 1rem 0; overflow-wrap: anywhere; white-space: pre-wrap }}</style>
<body>
<h1>The site could not be built</h1>
<ul>{}</ul>
<p>This page gives way to the one you asked for when that is mended.</p>
</body>
</html>
"""


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
) -> LiveReloadServer:
    """Let the server build in a way that survives; this event is there to set such things."""
    server.builder = Build(builder, Path(server.root), Path(config.config_file_path).parent)
    return server


class Build:
    """Builds the site or, when that fails, fills it with a page that says why."""

    def __init__(self, build: Callable[[], None], site: Path, root: Path) -> None:
        self.build, self.site, self.root = build, site, root
        self.pages = list(site.rglob("*.html"))
        self.said: set[str] = set()

    def __call__(self) -> None:
        """Build; the server calls this after each edit."""
        heard = _Heard()
        logging.getLogger("mkdocs").addHandler(heard)
        try:
            self.build()
            self.pages = list(self.site.rglob("*.html"))
        except (Exception, SystemExit) as error:
            found = checked(self.root) or sentences(error, heard.messages, self.root)
            for sentence in found:  # MkDocs prints the same sentence once and never again
                if sentence in self.said or sentence not in _one_line_each(heard.messages):
                    LOG.error(f"[{time.strftime('%H:%M:%S')}] {sentence}")
            self.said.update(found)
            text = PAGE.format("".join(f"<li>{html.escape(one)}</li>" for one in found))
            for path in {*self.pages, self.site / "index.html", self.site / "404.html"}:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        finally:
            logging.getLogger("mkdocs").removeHandler(heard)


def checked(root: Path) -> list[str]:
    """What the rules say, which name the line that was typed; nothing if they cannot be run."""
    command = [sys.executable, "-m", "tools.check.pages"]  # as they are now, not as they were
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return [] if "Traceback" in done.stderr else done.stdout.splitlines()


def sentences(error: BaseException, heard: list[str], root: Path) -> list[str]:
    """Say why a build failed, from its error and the warnings and errors that it printed."""
    if isinstance(error, Abort) and error.__context__:  # MkDocs has printed the cause
        error = error.__context__
    if isinstance(error, SystemExit):
        return _one_line_each(heard) or [str(error)]
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno) for frame in frames]
    what = f"{type(error).__name__}: {error}"
    if line := getattr(error, "lineno", None):  # Python or a template is not well formed
        places.append((str(getattr(error, "filename", "")), line))
        what = getattr(error, "msg", None) or str(getattr(error, "message", error))
    elif message := getattr(error, "message", None):  # it was raised to be read
        return [" ".join(str(message).split())]
    for file, line in reversed(places):
        path = Path(file)
        if path.is_relative_to(root) and path.relative_to(root).parts[0] not in NOT_THE_CAUSE:
            return [f"{path.relative_to(root)}, line {line}: {what}"]
    return _one_line_each(heard) or [what]


def _one_line_each(messages: list[str]) -> list[str]:
    return [" ".join(message.split()) for message in messages]


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())
