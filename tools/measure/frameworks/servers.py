"""Starts an arm on its own core, in a copy of its folder, filled, and always ends it."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import httpx
from selectolax.lexbor import LexborHTMLParser

from content.errors import SiteError
from content.measure_plan import Arm, Fill, Login, Measured, Plan
from content.measure_plan import Server as ServedBy
from content.requirements import requirements
from tools.measure.frameworks import SERVER_CORE
from tools.measure.frameworks.processes import end_below
from tools.narrowed import narrowed
from tools.running import NO_TLS, Server, ServerError, copy_of, environment, running

DATABASE = "books.sqlite3"
# What the applications of snippets/ ask their environment for.
VARIABLES = {"SECRET_KEY": "measured-" * 6, "HTTPS_ONLY": "0"}

# A namespace in which root is somebody else, with the same rights to files.
NOT_ROOT = "unshare --user --map-user=1000 --map-group=1000"

_kept = contextlib.ExitStack()
atexit.register(_kept.close)  # the folders go with the program, whatever ends that
_prepared: dict[tuple[Path, str], Path] = {}


def lacking(plan: Plan) -> list[ServedBy]:
    """The servers whose package is not in this environment."""
    return [one for one in plan.servers.values() if one.package and not installed(one.package)]


def installed(package: str) -> bool:
    """Whether this interpreter has a package."""
    return find_spec(package) is not None


def python_of(root: Path, plan: Plan) -> Path:
    """The interpreter for what is measured: what the plan needs is in it, and no more."""
    named = {root / one.folder / "requirements.in" for one in plan.applications.values()}
    lists = [root / "requirements/measure.in", *sorted(path for path in named if path.is_file())]
    lines = [line for path in lists for line in requirements(path)]
    compiled = [one.package for one in plan.servers.values() if one.package]
    lines += [package for package in compiled if installed(package)]
    return narrowed(Path(sys.executable), [*lines, "pytest"])


@contextlib.contextmanager
def serving(
    root: Path,
    plan: Plan,
    arm: Arm,
    path: str,
    fill: Fill | None = None,
    options: str = "",
    variables: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run an arm for the length of a `with` block.

    Raises:
        SiteError: it does not start, or does not take what it is filled with.
    """
    one, server = plan.applications[arm.application], plan.servers[arm.server]
    home = prepared(root, plan, arm.application)
    program, rest = server.started(one.app or server.limit or "", arm.workers).split(" ", 1)
    if server.refuses_root and not os.geteuid():
        program = f"{NOT_ROOT} {program}"

    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {SERVER_CORE})  # which the server inherits
    try:
        with running(
            root / one.folder,
            [f"{program} {options} {rest}"],
            path,
            python_of(root, plan),
            variables={**VARIABLES, **one.variables, **(variables or {})},
            prepare=lambda copy: shutil.copytree(home, copy, dirs_exist_ok=True),
        ) as server_:
            os.sched_setaffinity(0, before)
            if fill:
                send(server_.url, fill)
            yield server_
            # Nothing is wanted of them any more, and they take a second to end well.
            end_below(server_.process.pid)
    except ServerError as error:
        raise SiteError(f"{arm.id}: {error}") from None
    finally:
        os.sched_setaffinity(0, before)


def prepared(root: Path, plan: Plan, name: str) -> Path:
    """An application's folder with its tables, made once: no run pays for them.

    Raises:
        SiteError: what makes the tables fails.
    """
    if (root, name) not in _prepared:
        one = plan.applications[name]
        home = _kept.enter_context(copy_of(root / one.folder))
        fill_database(root, one, home)
        done = subprocess.run(
            ["sh", "-ec", "\n".join(one.before)],
            cwd=home,
            env={**environment(python_of(root, plan)), **VARIABLES, **one.variables},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SiteError(f"{name}: what makes its tables failed:\n{done.stdout}{done.stderr}")
        _prepared[root, name] = home
    return _prepared[root, name]


def fill_database(root: Path, one: Measured, home: Path) -> None:
    """Make the database beside an application, if it asks for one."""
    if one.database:
        with contextlib.closing(sqlite3.connect(home / DATABASE)) as database:
            database.executescript((root / one.database).read_text("utf-8"))


def send(url: str, fill: Fill) -> None:
    """Send what an application is filled with, as a program or as a form with its token."""
    with httpx.Client(base_url=url, trust_env=False, verify=NO_TLS) as client:
        for number in range(1, fill.times + 1):
            if fill.json_:
                body = {key: _numbered(value, number) for key, value in fill.json_.items()}
                answer = client.post(fill.at, json=body)
            else:
                typed = {key: _numbered(value, number) for key, value in fill.form.items()}
                answer = _typed(client, fill.at, typed)
            if answer.status_code not in (201, 302, 303):
                raise SiteError(f"{url}{fill.at} answered {answer.status_code} to what fills it.")


def cookie_of(url: str, login: Login | None) -> str:
    """The header Cookie of whoever has logged in; empty where nobody has to.

    Raises:
        SiteError: the application does not let them in.
    """
    if login is None:
        return ""
    with httpx.Client(base_url=url, trust_env=False, verify=NO_TLS) as client:
        answer = _typed(client, login.at, login.form)
        if answer.status_code not in (302, 303):
            raise SiteError(f"{url}{login.at} answered {answer.status_code} to a login.")
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def _typed(client: httpx.Client, at: str, typed: Mapping[str, object]) -> httpx.Response:
    """The answer to a form, sent with its token."""
    form = LexborHTMLParser(client.get(at).text)
    hidden = {
        str(field.attributes["name"]): field.attributes.get("value")
        for field in form.css("form input[type=hidden][name]")
    }
    return client.post(
        at, data={**hidden, **typed}, headers={"Referer": str(client.base_url.join(at))}
    )


def _numbered(value: str | int, number: int) -> str | int:
    return value.replace("{n}", str(number)) if isinstance(value, str) else value
