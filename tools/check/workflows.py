"""What zizmor and actionlint, which do not know this project, cannot see in its workflows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from content.commands import read_commands
from content.errors import unknown
from content.reader import read_text

FOLDER = ".github/workflows"
SETUP = "tools/setup/find_python.sh"
MAKE = re.compile(r"\bmake ([\w-]+)((?: \w+=\S*)*)")
VARIABLE = re.compile(r" (\w+)=")
# `PYTHON=` and others that the Makefile or its set-up reads, as `$(NAME)` or `${NAME:-}`.
READ = re.compile(r"\$[({]([A-Z]+)")
PYTHON = re.compile(r"\bpython(?:-version)?: (.*)")
VERSION = re.compile(r"(?<![\w.])\d[\d.]*")
SUPPORTED = re.compile(r"\((\d+), (\d+)\) <= .* <= \((\d+), (\d+)\)")
OWN_FILE = re.compile(r"(?<![\w/])(?:\./)?(\.github/[\w./-]+)")
SECRET = re.compile(r"\bsecrets(?:\.\w+|\[)")


def problems(root: Path) -> Iterator[str]:
    """One sentence, with file and line, for each."""
    known = known_names(root)
    for path in files_of(root):
        file, text = path.relative_to(root), read_text(path, root)
        for number, line in enumerate(text.splitlines(), start=1):
            code, where = line.split(" #")[0], f"{file}, line {number}"
            for kind, name in names(code):
                if name not in known[kind]:
                    yield str(unknown(where, kind, name, known[kind]))
            if found := SECRET.search(code):
                yield f"{where}: '{found[0]}' gives a job a secret, and no job here needs one."
        yield from endless(file, text)


def known_names(root: Path) -> dict[str, set[str]]:
    """The names of each kind that are right."""
    script, makefile = (read_text(root / name, root) for name in (SETUP, "Makefile"))
    own = (path.relative_to(root).as_posix() for path in (root / ".github").rglob("*"))
    return {
        "target of make": {one.name for one in read_commands(root)},
        "variable of make": {*READ.findall(makefile), *READ.findall(script)},
        "Python": set(supported(script)),
        "file": set(own),
    }


def names(code: str) -> Iterator[tuple[str, str]]:
    """The names on a line of a workflow, each with its kind."""
    for target, variables in MAKE.findall(code):
        yield "target of make", target
        yield from (("variable of make", name) for name in VARIABLE.findall(variables))
    for stated in PYTHON.findall(code):
        yield from (("Python", version) for version in VERSION.findall(stated))
    yield from (("file", name) for name in OWN_FILE.findall(code))


def files_of(root: Path) -> list[Path]:
    """All workflows."""
    return sorted(path for path in (root / FOLDER).glob("*.y*ml"))


def supported(script: str) -> list[str]:
    """The Pythons that set-up takes, as `3.11`."""
    found = SUPPORTED.search(script)
    assert found, "set-up names the first and the last Python that it takes"  # noqa: S101
    major, first, _, last = map(int, found.groups())
    return [f"{major}.{minor}" for minor in range(first, last + 1)]


def endless(file: Path, text: str) -> Iterator[str]:
    """Jobs that may run for six hours; a call has the limits of the jobs that it calls."""
    try:
        tree, content = yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
    except yaml.YAMLError:  # actionlint says where
        return
    if not isinstance(tree, yaml.MappingNode):
        return
    for key, jobs in tree.value:
        if key.value == "jobs" and isinstance(jobs, yaml.MappingNode):
            for name, _ in jobs.value:
                job = content["jobs"][name.value] or {}
                if not {"uses", "timeout-minutes"} & set(job):
                    line = name.start_mark.line + 1
                    yield f"{file}, line {line}: the job '{name.value}' has no timeout-minutes."
