"""What `make live` made: what a reader fetches to run the applications of a task in the page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from content.errors import listed
from content.model import Account, Live

SIGN_IN_FIRST = (
    "The samples ask as a stranger. To ask as somebody, sign in above first, and tick the box."
)
MADE = "build/live"  # published as `live/`
PROGRAMS = "bin"  # in it: what only the contracts call


class _Exact(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Fetched(_Exact):
    """A file by its address below `live/`; its size, how many bytes of it are sent, its digest."""

    file: str
    bytes: int = 0
    sent: int = 0
    sha256: str = ""


class Length(_Exact):
    """How long a check of a contract is: 0 is not known yet."""

    tests: int = 0
    seconds: int = 0


class Runnable(_Exact):
    """An application that runs in a page.

    The lines of `before` made what it starts with; `start` is the last one. `secrets` are settings
    that the page makes up; `texts` are the files that a reader may change; `case` is what the
    contract is told, `faults` is what can be planted, and `check` is how long it takes to ask all.
    """

    title: str
    version: str = ""
    zips: list[Fetched]
    app: Fetched
    before: list[str]
    start: list[str]
    env: dict[str, str]
    secrets: list[str]
    texts: list[str]
    case: dict[str, Any]
    faults: list[dict[str, Any]]
    check: Length = Length()


class Manifest(_Exact):
    """What the page of a task reads before it runs anything.

    `runtime` is Python, of the version `python`, in the folder `base`; `kit` is what checks the
    tests of `contract`, whose `modules` hold the applications to their `promises`. `sign_in` is a
    sentence on who can, `strangers` one on who asks by the `samples`, and `first` is the path that
    is opened first, where it is not that of the first sample.
    """

    base: str = ""
    python: str = ""
    runtime: list[Fetched] = []
    apps: dict[str, Runnable]
    samples: list[str]
    kit: list[Fetched]
    contract: Fetched
    modules: list[str]
    promises: list[dict[str, Any]]
    sign_in: str = ""
    strangers: str = ""
    first: str = ""

    def files(self) -> list[Fetched]:
        """What comes to a reader who runs every application, each file once."""
        parts = [one for app in self.apps.values() for one in (*app.zips, app.app)]
        return list({one.file: one for one in (*self.runtime, *parts)}.values())

    @property
    def sent(self) -> int:
        """How many bytes that is."""
        return sum(one.sent for one in self.files())


def strangers(live: Live, task: str) -> str:
    """Who asks by the samples of a task, as a sentence; empty if nobody can sign in."""
    if task not in live.accounts:
        return ""
    return live.no_form.get(task, SIGN_IN_FIRST)


def sign_in(accounts: Iterable[Account]) -> str:
    """With which names and passwords a reader can sign in, as a sentence; empty without any."""
    names: dict[str, list[str]] = {}
    for one in accounts:
        role = f" ({one.role})" if one.role else ""
        names.setdefault(one.password, []).append(f"`{one.name}`{role}")
    with_each = [f"{listed(who, 'or')} with the password `{key}`" for key, who in names.items()]
    return f"Sign in as {', or as '.join(with_each)}." if with_each else ""


def read_manifest(root: Path, task: str) -> Manifest | None:
    """That of a task; none if it was not made."""
    path = root / MADE / f"{task}.json"
    return Manifest.model_validate_json(path.read_bytes()) if path.is_file() else None
