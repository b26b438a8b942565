"""The bootstrap, driven for real: private PATH, fake interpreters, locks of one tiny package."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = "awk cat cksum cp dirname echo env find grep head make mkdir printf rm sed sh tr"
UNREACHABLE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}


class Project:
    """A copy of the bootstrap on a machine whose PATH holds almost nothing."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project with space"
        self.bin = folder / "bin"
        self.wheels = folder / "wheels"
        for path in (
            self.root / "tools",
            self.root / "requirements",
            self.bin,
            self.wheels,
            folder / "home",
        ):
            path.mkdir(parents=True)
        for name in ("Makefile", "tools/bootstrap.sh", "tools/find_python.sh"):
            shutil.copy(ROOT / name, self.root / name)
        for name in COMMANDS.split():
            real = shutil.which(name)
            assert real, f"this test needs {name}"
            (self.bin / name).symlink_to(real)
        # Nothing of the machine's own pip or npm configuration may reach the test.
        self.environ = {
            "HOME": str(folder / "home"),
            "PATH": str(self.bin),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": self.wheels.as_uri(),
        }
        self.lock("main")

    def lock(self, name: str, *, digest: str = "") -> None:
        """Write a lock that asks for a package of no content, built here."""
        wheel = self.wheels / f"tiny_{name}-1-py3-none-any.whl"
        info = f"tiny_{name}-1.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny-{name}\nVersion: 1\n"
            )
            archive.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{info}/RECORD", "")
        digest = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
        text = (
            f"tiny-{name}==1 \\\n    --hash=sha256:{digest}\n    # via -r requirements/{name}.in\n"
        )
        (self.root / f"requirements/{name}.txt").write_text(text, encoding="utf-8")

    def fake(self, path: str, script: str) -> Path:
        """Write a program at a path below the private bin folder's parent."""
        program = self.bin.parent / path
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        return program

    def real(self, path: str) -> Path:
        """Put the running interpreter at a path."""
        return self.fake(path, f'exec "{sys.executable}" "$@"')

    def pretending(self, path: str, version: str = "3.13.0") -> Path:
        """Put an interpreter at a path that makes environments, and installs, in no time."""
        return self.fake(
            path,
            f'''case "$1 $2" in
            "-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
            "-m pip") echo "Successfully installed" ;;
            "-IS -c") echo {version} ;;
            "-IS -") exec "{sys.executable}" "$@" ;;
            *) echo "ok {version} $0" ;;
            esac''',
        )

    def run(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the project, as on a terminal without input."""
        return subprocess.run(
            command,
            cwd=self.root,
            env=self.environ | environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def bootstrap(self, *parts: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run the bootstrap itself."""
        return self.run("sh", "tools/bootstrap.sh", *parts, **environ)

    def installed(self, folder: str = ".venv") -> set[str]:
        """Name the tiny packages that an environment holds."""
        return {
            path.name.partition("-")[0]
            for path in (self.root / folder).glob("lib/*/site-packages/tiny_*")
        }


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def refused(result: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence that a failed run must print."""
    assert result.returncode != 0, result.stdout
    lines = [line for line in result.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("setup: ") and lines[0].endswith(".")
    return lines[0]


def answering(verdict: str, version: str) -> str:
    """A script that answers the search's question as an interpreter of that version would."""
    return f'echo "{verdict} {version} $0"'


# which interpreter


def test_no_python(project: Project) -> None:
    assert "no Python found: install Python 3.11 to 3.14" in refused(project.bootstrap("main"))


def test_too_old_python_is_named(project: Project) -> None:
    old = project.fake("bin/python3", answering("version", "3.9.18"))
    message = refused(project.bootstrap("main"))
    assert (
        "no suitable Python found: install Python 3.11 to 3.14, or name one with PYTHON=" in message
    )
    assert message.endswith(f"; passed over: 3.9.18 ({old}).")


def test_a_shim_that_fails_is_named(project: Project) -> None:
    shim = project.fake("bin/python3.13", "echo 'not selected' >&2; exit 127")
    assert f"passed over: {shim}, which does not run." in refused(project.bootstrap("main"))


def test_missing_venv_module_names_the_package(project: Project) -> None:
    project.fake("bin/python3.11", answering("ensurepip", "3.11.2"))
    assert "lacks its ensurepip module (on Debian and Ubuntu: python3.11-venv)" in refused(
        project.bootstrap("main")
    )


def test_the_question_itself_finds_a_missing_module(project: Project) -> None:
    hide = "import sys; sys.modules['ensurepip'] = None"
    project.fake("bin/python3", f'exec "{sys.executable}" -c "{hide}\n$2"')
    assert "lacks its ensurepip module" in refused(project.bootstrap("main"))


def test_newest_that_runs_wins(project: Project) -> None:
    project.fake("bin/python3.14", "exit 127")
    project.fake("bin/python3.13", answering("ssl", "3.13.1"))
    expected = project.fake("bin/python3.12", answering("ok", "3.12.4"))
    project.fake("bin/python3.11", answering("ok", "3.11.9"))
    assert project.run("sh", "tools/find_python.sh").stdout == f"3.12.4 {expected}\n"


@pytest.mark.parametrize("folder", ["versions/3.13.0/bin", "installs/python/3.13.0/bin"])
def test_behind_a_failing_shim_the_managers_own_folder_is_searched(
    project: Project, folder: str
) -> None:
    project.fake("manager/shims/python3.13", "exit 127")
    project.fake("bin/python3.11", answering("ok", "3.11.9"))
    expected = project.fake(f"manager/{folder}/python3.13", answering("ok", "3.13.0"))
    path = f"{project.bin.parent}/manager/shims:{project.bin}"
    assert project.run("sh", "tools/find_python.sh", PATH=path).stdout == f"3.13.0 {expected}\n"


@pytest.mark.parametrize(
    "folder", [".pyenv/versions/3.13.0", ".local/share/uv/python/cpython-3.13.0"]
)
def test_folders_below_home_are_searched(project: Project, folder: str) -> None:
    expected = project.fake(f"home/{folder}/bin/python3.13", answering("ok", "3.13.0"))
    assert project.run("sh", "tools/find_python.sh").stdout == f"3.13.0 {expected}\n"


def test_python_variable_wins(project: Project) -> None:
    project.fake("bin/python3.13", answering("ok", "3.13.0"))
    named = project.fake("elsewhere/python", answering("ok", "3.11.9"))
    assert (
        project.run("sh", "tools/find_python.sh", PYTHON=str(named)).stdout == f"3.11.9 {named}\n"
    )


def test_python_variable_must_be_suitable(project: Project) -> None:
    project.fake("bin/python3.13", answering("ok", "3.13.0"))
    named = project.fake("elsewhere/python", answering("version", "3.9.1"))
    assert f"PYTHON={named} is not suitable" in refused(
        project.bootstrap("main", PYTHON=str(named))
    )
    assert "no python3.10 found" in refused(project.bootstrap("main", PYTHON="python3.10"))


# making, and not making twice


def test_second_run_does_nothing(project: Project) -> None:
    project.real("bin/python3")
    first = project.bootstrap("main")
    assert first.returncode == 0, first.stderr
    assert "setup: installing requirements/main.txt into .venv" in first.stdout
    assert project.installed() == {"tiny_main"}

    second = project.bootstrap("main")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    lock = project.root / "requirements/main.txt"
    lock.write_text(lock.read_text(encoding="utf-8") + "    # via more\n", encoding="utf-8")
    assert project.bootstrap("main").stdout == "", "a comment in the lock changes nothing"

    project.lock("checks")
    third = project.bootstrap("main", "checks")
    assert "making" not in third.stdout
    assert project.installed() == {"tiny_main", "tiny_checks"}


CHANGES = ["lock", "cut off", "interpreter gone", "interpreter upgraded", "folder moved"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_no_longer_fits_is_made_again(project: Project, change: str) -> None:
    project.pretending("bin/python3")
    assert project.bootstrap("main").returncode == 0
    assert project.bootstrap("main").stdout == ""
    lock = project.root / "requirements/main.txt"
    match change:
        case "lock":
            lock.write_text(lock.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        case "cut off":
            (project.root / ".venv/.made-main").write_text("unfinished\n", encoding="utf-8")
        case "interpreter gone":
            (project.root / ".venv/bin/python").unlink()
        case "interpreter upgraded":
            shutil.copy(
                project.pretending("bin/python3", "3.13.1"), project.root / ".venv/bin/python"
            )
        case "folder moved":
            project.root = project.root.rename(project.root.with_name("moved"))
    assert "setup: making .venv with Python" in project.bootstrap("main").stdout
    assert project.bootstrap("main").stdout == ""


def test_another_python_makes_again_and_is_kept(project: Project) -> None:
    project.pretending("bin/python3")
    project.bootstrap("main")
    other = project.pretending("elsewhere/python", "3.12.1")
    assert f"with Python 3.12.1, {other}" in project.bootstrap("main", PYTHON=str(other)).stdout
    assert project.bootstrap("main", PYTHON=str(other)).stdout == ""
    assert project.bootstrap("main").stdout == "", "a run without PYTHON keeps what is there"


# what goes wrong


def test_no_network_is_one_sentence_and_nothing_counts_as_made(project: Project) -> None:
    project.real("bin/python3")
    del project.environ["PIP_NO_INDEX"], project.environ["PIP_FIND_LINKS"]
    message = refused(project.bootstrap("main", **UNREACHABLE))
    assert "no network: pip could not reach the package index, so .venv is not complete" in message
    assert f"(the log is {project.root}/.cache/setup.log)" in message
    assert not (project.root / ".venv/.made-main").exists()


def test_wrong_hash_is_not_called_a_network_fault(project: Project) -> None:
    project.real("bin/python3")
    project.lock("main", digest="0" * 64)
    assert "a package does not match its hash in the lock" in refused(project.bootstrap("main"))


def test_offline_checks_leave_the_site_usable(project: Project) -> None:
    project.real("bin/python3")
    assert project.bootstrap("main").returncode == 0
    project.lock("checks")
    refused(project.bootstrap("checks", PIP_FIND_LINKS="", PIP_NO_INDEX="", **UNREACHABLE))
    assert project.bootstrap("main").stdout == ""


def test_port_in_use_and_no_port(project: Project) -> None:
    project.pretending("bin/python3")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = refused(project.run("make", "serve", f"PORT={port}"))
    assert f"port {port} is in use: choose another with `make serve PORT=8001`." in message
    assert "PORT=80x is not a port number" in refused(project.run("make", "serve", "PORT=80x"))


# the Makefile's own sentences


@pytest.mark.parametrize("target", ["test-task", "contract"])
@pytest.mark.parametrize("argument", ["TASK=", "TASK=from"])
def test_missing_or_unknown_task_lists_the_known_ones(
    project: Project, target: str, argument: str
) -> None:
    for task in ("form", "hello"):
        (project.root / "snippets" / task).mkdir(parents=True)
        (project.root / "snippets" / task / "task.yml").touch()
    result = project.run("make", target, argument)
    assert result.returncode != 0
    assert result.stderr.splitlines()[0] == f"make {target} needs TASK=<name>; known: form hello."
    assert not (project.root / ".venv").exists()


def test_unknown_framework_and_missing_name(project: Project) -> None:
    (project.root / "snippets/form/flask").mkdir(parents=True)
    (project.root / "snippets/form/task.yml").touch()
    (project.root / "snippets/form/flask/requirements.in").touch()
    result = project.run("make", "contract", "TASK=form", "FRAMEWORK=rails")
    assert result.stderr.splitlines()[0] == "make contract needs FRAMEWORK=<name>; known: flask."
    result = project.run("make", "new-task")
    assert result.stderr.splitlines()[0] == "make new-task needs NAME=<new-name>; taken: form."


def test_make_alone_lists_every_target(project: Project) -> None:
    listed = project.run("make").stdout
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    for target in phony.split()[2:]:
        assert f"\n  {target} " in listed
