"""Ask a fresh project of each framework and record the answers: `python -m tools.record.defaults`.

Each project of measurements/defaults/ starts in a copy, as data/defaults.yml says. Every request is
sent byte by byte over a socket of its own, since no client would send some of them.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shlex
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from content.dates import today
from content.defaults import (
    PATIENCE,
    code_of,
    disagreement,
    folder_of,
    frameworks,
    how,
    message,
    problems,
    requests,
    shown,
    versions,
)
from content.errors import SiteError
from content.model import Answer, Answers, Asked, Framework, FreshProject, RecordedDefaults
from content.project import RECORDED_DEFAULTS, ROOT, Project, read
from content.reader import dump_json
from content.seals import sealed
from tools.ending import ends_well
from tools.record.marks import CODE, FRAMEWORK
from tools.running import ServerError, environment_of, running

PIECE = 64 * 1024
LONGEST = 240  # characters of a body
MARKS = Path(__file__).with_name("marks.py")

# Of this connection, or of every answer alike.
NOT_TOLD = {"connection", "content-length", "date", "server", "transfer-encoding"}
# Headers whose values differ from run to run, and such parts of a cookie.
PASSING = {"etag", "expires", "last-modified"}
IN_COOKIE = re.compile(r"(^[^=]+=|expires=)[^;]+", re.I)
PASSED = "…"
INTERIM = re.compile(rb"HTTP/1\.\d (1\d\d) ")
TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True)
class Received:
    """What came back over one connection, which had a port of its own on this side."""

    raw: bytes
    port: int
    ended: bool = True  # by the other side

    def makefile(self, _mode: str) -> io.BytesIO:
        """What came back as a file: http.client reads an answer from a socket this way."""
        return io.BytesIO(self.raw)


def exchange(address: tuple[str, int], request: bytes, patience: float = PATIENCE) -> Received:
    """Send a request and take whatever comes until the other side ends or patience does."""
    with socket.create_connection(address, timeout=patience) as connection:
        port = connection.getsockname()[1]
        # Whoever has answered may read no further.
        with contextlib.suppress(TimeoutError, ConnectionError):
            connection.sendall(request)
        pieces = []
        ended = False
        deadline = time.monotonic() + patience
        while not ended and (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            try:
                pieces.append(connection.recv(PIECE))
                ended = not pieces[-1]
            except ConnectionError:
                ended = True
            except TimeoutError:
                break
    return Received(b"".join(pieces), port, ended)


def answer_of(asked: Asked, received: Received, log: str) -> Answer:
    """An answer without what passes.

    Args:
        asked: the request.
        received: what came back.
        log: what the server's log got since the request was sent, with marks of tools.record.marks.
    """
    sent = printable(shown(asked))
    if not received.raw:
        return Answer(sent=sent, ended=received.ended)
    response = HTTPResponse(received, method=asked.head.split()[0])  # type: ignore[arg-type]
    try:
        response.begin()
        text = response.read().decode(errors="backslashreplace")
    except HTTPException as error:
        raise ServerError(f"'{asked.id}' got what is no answer: {error!r}.") from None
    if "html" in (response.getheader("Content-Type") or ""):
        page = BeautifulSoup(text, "html.parser")
        text = (page.body or page).get_text(" ", strip=True)
    interim = INTERIM.match(received.raw)
    return Answer(
        sent=sent,
        first=int(interim[1]) if interim else None,
        status=response.status,
        headers={
            name: lasting(name, value)
            for name, value in response.getheaders()
            if name.lower() not in NOT_TOLD
        },
        body=printable(" ".join(text.split()))[:LONGEST],
        by=answered_by(received.port, log),
        traceback=TRACEBACK in log,
    )


def lasting(name: str, value: str) -> str:
    """A header without what differs from run to run."""
    if name.lower() == "set-cookie":
        return IN_COOKIE.sub(rf"\1{PASSED}", value)
    if name.lower() == "allow":
        return ", ".join(sorted(value.split(", ")))  # a set, whose order is another each time
    return PASSED if name.lower() in PASSING else value


def answered_by(port: int, log: str) -> Literal["server", "framework", "code"]:
    """Who answered the client at a port, by the marks that its request has left in a log."""
    marks = set(re.findall(rf"^{port} (\w+)$", log, re.M))
    if CODE in marks:
        return "code"
    return "framework" if FRAMEWORK in marks else "server"


def printable(text: str) -> str:
    """A text in which every sign is seen."""
    return "".join(
        one if one.isprintable() or one == "\n" else one.encode("unicode_escape").decode()
        for one in text
    )


def record(project: Project, framework: Framework, fresh: FreshProject) -> Answers:
    """Start a fresh project, ask it everything, and end it.

    Raises:
        SiteError: its environment is missing.
        ServerError: it does not start, or sends what is no answer.
    """
    environment = environment_of(project.root, framework)
    if not environment.exists():
        raise SiteError(f"{environment.name}: this environment is missing. Run: make setup")
    folder = folder_of(project, framework)
    interpreter = environment / "bin/python"
    python = subprocess.run(
        [interpreter, "-c", "import platform; print(platform.python_version())"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    variables = {"GUNICORN_CMD_ARGS": f"--config {shlex.quote(str(MARKS))}"}
    with running(folder, fresh.start, "/", interpreter, variables=variables) as server:
        parts = urlsplit(server.url)
        address = (str(parts.hostname), int(parts.port or 80))
        answers = {}
        for asked in requests(project):
            before = len(server.log())
            try:
                received = exchange(address, message(asked))
            except ConnectionError as error:
                said = f"'{asked.id}' found no server ({error.strerror})"
                raise ServerError(f"{said}. Its log:\n{server.log()}") from None
            answers[asked.id] = answer_of(asked, received, server.log()[before:])
    version, of_server = versions(project, framework, fresh)
    return sealed(
        Answers(
            date=today(),
            python=python,
            version=version,
            server=of_server,
            code=code_of(folder),
            how=how(project, fresh),
            answers=answers,
            seal="none yet",
        )
    )


@ends_well
def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Record what is missing or no longer true, and say what is left to do.

    Args:
        arguments: the command line without the program's name; that of this process by default.
        root: the project's folder.

    Returns:
        The exit status: 0 when the record is true.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.record.defaults", description="Record what fresh projects answer."
    )
    parser.add_argument("--all", action="store_true", help="what is on record too")
    every = parser.parse_args(arguments).all
    project = read(root)
    found = dict(project.recorded_defaults.content.root)
    for framework, fresh in frameworks(project):
        if every or framework.id not in found or disagreement(project, framework, fresh):
            try:
                found[framework.id] = record(project, framework, fresh)
            except ServerError as error:
                raise SiteError(f"{framework.id}: {error}") from None
            count = len(found[framework.id].answers)
            print(f"defaults: {framework.id}, {count} answers", flush=True)
    kept = {framework.id: found[framework.id] for framework, _ in frameworks(project)}
    path = root / RECORDED_DEFAULTS
    path.write_text(dump_json(RecordedDefaults(kept)), encoding="utf-8")
    sentences = list(problems(read(root)))
    for sentence in sentences:
        print(f"defaults: {sentence}", file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
