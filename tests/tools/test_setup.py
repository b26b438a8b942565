"""Set-up, driven for real: a private PATH, pretended interpreters, locks of one tiny package."""

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
SCRIPT = "tools/setup/environments.sh"
PARTS = ["Makefile", "pyproject.toml", "tools/__init__.py", "tools/setup"]
COMMANDS = "awk cat cksum cp dirname echo env find grep head make mkdir printf rm sed sh touch tr"
UNREACHABLE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "0",
    "UV_HTTP_RETRIES": "0",
}
REAL_UV = f'exec "{Path(sys.executable).with_name("uv")}" "$@"'
PRETENDED_UV = """\
case $1 in
    venv) mkdir -p "$6/bin"; cp "$5" "$6/bin/python" ;;
    pip) echo "$@" >>.cache/asked ;;
esac"""


class Project:
    """A copy of set-up on a machine whose PATH holds almost nothing."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project with space"
        self.bin = folder / "bin"
        self.wheels = folder / "wheels"
        for path in (self.root / "requirements", self.bin, self.wheels, folder / "home"):
            path.mkdir(parents=True)
        for name in PARTS:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            (self.root / name).parent.mkdir(exist_ok=True)
            copy(ROOT / name, self.root / name)
        for name in COMMANDS.split():
            real = shutil.which(name)
            assert real, f"this test needs {name}"
            (self.bin / name).symlink_to(real)
        # Nothing of the machine's own configuration may reach the test.
        self.environ = {
            "HOME": str(folder / "home"),
            "PATH": str(self.bin),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": self.wheels.as_uri(),
            "UV_NO_CONFIG": "1",
            "UV_OFFLINE": "1",
            "UV_FIND_LINKS": str(self.wheels),
        }
        self.lock("main", tiny="")
        self.lock("checks", uv=REAL_UV)

    def lock(self, name: str, digest: str = "", **packages: str) -> None:
        """Write a lock of packages, built here: each holds one program or nothing."""
        text = ""
        for package, script in packages.items():
            wheel = self.wheels / f"{package}-1-py3-none-any.whl"
            info = f"{package}-1.dist-info"
            with zipfile.ZipFile(wheel, "w") as archive:
                archive.writestr(
                    f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n"
                )
                archive.writestr(
                    f"{info}/WHEEL",
                    "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                )
                archive.writestr(f"{info}/RECORD", "")
                if script:
                    program = zipfile.ZipInfo(f"{package}-1.data/scripts/{package}")
                    program.external_attr = 0o100755 << 16
                    archive.writestr(program, f"#!/bin/sh\n{script}\n")
            found = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
            text += f"{package}==1 \\\n    --hash=sha256:{found}\n    # via -r {name}.in\n"
        (self.root / f"requirements/{name}.txt").write_text(text, encoding="utf-8")
        (self.root / f"requirements/{name}.in").touch()

    def fake(self, path: str, script: str) -> Path:
        """Write a program at a path below the private bin folder's parent."""
        program = self.bin.parent / path
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        return program

    def real(self, *, fetched: bool = True) -> None:
        """Put the running interpreter on PATH, and uv where an earlier run has put it."""
        self.fake("bin/python3", f'exec "{sys.executable}" "$@"')
        if fetched:
            self.fake(f"{self.root.name}/.cache/uv-1/bin/uv", REAL_UV)

    def pretending(self, path: str, version: str = "3.13.0") -> Path:
        """Put an interpreter at a path, and a uv that makes environments in no time."""
        self.fake(f"{self.root.name}/.cache/uv-1/bin/uv", PRETENDED_UV)
        return self.fake(
            path,
            f'''case "$1" in
            -IS) echo {version} ;;
            -m) exec "{sys.executable}" "$@" ;;
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
            timeout=120,
        )

    def setup(self, *parts: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run set-up itself."""
        return self.run("sh", SCRIPT, *parts, **environ)

    def found(self, **environ: str) -> str:
        """Which interpreter would be taken."""
        return self.run("sh", "tools/setup/find_python.sh", **environ).stdout

    def installed(self) -> set[str]:
        """Name the packages of `.venv`."""
        found = (self.root / ".venv").glob("lib/*/site-packages/*.dist-info")
        return {path.name.partition("-")[0] for path in found}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def refused(result: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence that a failed run must print."""
    assert result.returncode != 0, result.stdout
    lines = [line for line in result.stderr.splitlines() if not line.startswith("make:")]
    assert len(lines) == 1, result.stderr
    assert lines[0].endswith(".")
    return lines[0]


def answering(verdict: str, version: str) -> str:
    """A script that answers the search's question as an interpreter of that version would."""
    return f'echo "{verdict} {version} $0"'


# which interpreter


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (None, "no Python found: install Python 3.11 to 3.14, or name one with PYTHON="),
        (answering("version", "3.9.18"), "passed over: 3.9.18 ("),
        ("echo 'not selected' >&2; exit 127", "python3.11, which does not run"),
        (answering("ensurepip", "3.11.2"), "(on Debian and Ubuntu: python3.11-venv)"),
    ],
)
def test_without_a_suitable_python_the_reason_is_said(
    project: Project, script: str | None, said: str
) -> None:
    if script:
        project.fake("bin/python3.11", script)
    assert said in refused(project.setup("main"))


def test_the_question_itself_finds_a_missing_module(project: Project) -> None:
    hide = "import sys; sys.modules['ensurepip'] = None"
    project.fake("bin/python3", f'exec "{sys.executable}" -c "{hide}\n$2"')
    assert "lacks its ensurepip module" in refused(project.setup("main"))


def test_newest_that_runs_wins(project: Project) -> None:
    project.fake("bin/python3.14", "exit 127")
    project.fake("bin/python3.13", answering("ssl", "3.13.1"))
    expected = project.fake("bin/python3.12", answering("ok", "3.12.4"))
    project.fake("bin/python3.11", answering("ok", "3.11.9"))
    assert project.found() == f"3.12.4 {expected}\n"


@pytest.mark.parametrize(
    "folder",
    [
        "manager/versions/3.13.0",
        "manager/installs/python/3.13.0",
        "home/.pyenv/versions/3.13.0",
        "home/.local/share/uv/python/cpython-3.13.0",
    ],
)
def test_folders_of_version_managers_are_searched(project: Project, folder: str) -> None:
    project.fake("manager/shims/python3.13", "exit 127")
    project.fake("bin/python3.11", answering("ok", "3.11.9"))
    expected = project.fake(f"{folder}/bin/python3.13", answering("ok", "3.13.0"))
    path = f"{project.bin.parent}/manager/shims:{project.bin}"
    assert project.found(PATH=path) == f"3.13.0 {expected}\n"


def test_python_variable_wins_and_must_be_suitable(project: Project) -> None:
    project.fake("bin/python3.13", answering("ok", "3.13.0"))
    named = project.fake("elsewhere/python", answering("ok", "3.11.9"))
    assert project.found(PYTHON=str(named)) == f"3.11.9 {named}\n"
    old = project.fake("elsewhere/python", answering("version", "3.9.1"))
    assert f"PYTHON={old} is not suitable" in refused(project.setup("main", PYTHON=str(old)))
    assert "no python3.10 found" in refused(project.setup("main", PYTHON="python3.10"))


# making, and not making twice


def test_an_environment_is_made_once_and_follows_its_lock(project: Project) -> None:
    project.real(fetched=False)
    first = project.setup("main")
    assert first.returncode == 0, first.stderr
    assert "setup: fetching uv 1" in first.stdout
    assert project.installed() == {"tiny"}

    second = project.setup("main")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")

    third = project.setup("checks")
    assert "making" not in third.stdout
    assert project.installed() == {"tiny", "uv"}
    assert project.setup("main").stdout == "", "what needs less takes nothing away"

    project.lock("main", other="")
    assert (
        "installing requirements/main.txt requirements/checks.txt" in project.setup("main").stdout
    )
    assert project.installed() == {"other", "uv"}


CHANGES = ["cut off", "interpreter gone", "interpreter upgraded", "folder moved"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_no_longer_fits_is_made_again(project: Project, change: str) -> None:
    project.pretending("bin/python3")
    assert project.setup("main").returncode == 0
    assert project.setup("main").stdout == ""
    match change:
        case "cut off":
            (project.root / ".venv/.made").unlink()
        case "interpreter gone":
            (project.root / ".venv/bin/python").unlink()
        case "interpreter upgraded":
            shutil.copy(
                project.pretending("bin/python3", "3.13.1"), project.root / ".venv/bin/python"
            )
        case "folder moved":
            project.root = project.root.rename(project.root.with_name("moved"))
    assert "setup: making .venv with Python" in project.setup("main").stdout
    assert project.setup("main").stdout == ""


def test_only_what_a_lock_installs_counts(project: Project) -> None:
    project.pretending("bin/python3")
    project.setup("main")
    lock = project.root / "requirements/main.txt"
    lock.write_text(lock.read_text() + "    # via more\n")
    assert project.setup("main").stdout == ""
    lock.write_text(lock.read_text() + "another==1\n")
    changed = project.setup("main").stdout
    assert "installing" in changed and "making" not in changed


def test_another_python_makes_again_and_is_kept(project: Project) -> None:
    project.pretending("bin/python3")
    project.setup("main")
    other = project.pretending("elsewhere/python", "3.12.1")
    assert f"with Python 3.12.1, {other}" in project.setup("main", PYTHON=str(other)).stdout
    assert project.setup("main", PYTHON=str(other)).stdout == ""
    assert project.setup("main").stdout == "", "a run without PYTHON keeps what is there"


def test_every_other_requirements_file_is_an_environment_of_its_own(project: Project) -> None:
    project.pretending("bin/python3")
    for name in ("older", "next-one"):
        project.lock(name, tiny="")
    (project.root / "requirements/next-one.in").write_text("-c main.txt  # beside main\n")
    said = project.setup("others").stdout
    assert "making .venv-older " in said and "making .venv-next-one " in said
    assert "installing requirements/older.txt into" in said
    assert "installing requirements/main.txt requirements/next-one.txt into" in said
    assert not (project.root / ".venv").exists()
    assert project.setup("older").stdout == ""
    assert "there is no requirements/oldest.in" in refused(project.setup("oldest"))


def test_the_project_is_installed_where_its_build_tool_is_locked(project: Project) -> None:
    project.pretending("bin/python3")
    asked = project.root / ".cache/asked"
    project.setup("main")
    assert "--editable" not in asked.read_text()
    project.lock("main", hatchling="")
    project.setup("main")
    assert "--no-deps --no-build-isolation --editable ." in asked.read_text()


# what goes wrong


@pytest.mark.parametrize("missing", ["uv", "packages"])
def test_no_network_is_one_sentence_and_nothing_counts_as_made(
    project: Project, missing: str
) -> None:
    project.real(fetched=missing == "packages")
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "UV_FIND_LINKS", "UV_OFFLINE"):
        del project.environ[name]
    cache = {"UV_CACHE_DIR": str(project.bin.parent / "empty")}
    message = refused(project.setup("main", **UNREACHABLE, **cache))
    assert "no network: the package index could not be reached" in message
    assert message.endswith(f"(the log is {project.root}/.cache/setup.log).")
    assert not (project.root / ".venv/.made").exists()


def test_offline_checks_leave_the_site_usable(project: Project) -> None:
    project.real()
    assert project.setup("main").returncode == 0
    project.lock("checks", uv="exit", more="")
    (project.wheels / "more-1-py3-none-any.whl").unlink()
    refused(project.setup("checks"))
    assert project.setup("main").stdout == ""


def test_wrong_hash_is_not_called_a_network_fault(project: Project) -> None:
    project.real()
    project.lock("main", digest="0" * 64, tiny="")
    assert "a package does not match its hash in the lock" in refused(project.setup("main"))


@pytest.mark.parametrize("target", ["build", "serve"])
def test_a_folder_that_cannot_be_written_to_is_one_sentence(project: Project, target: str) -> None:
    # Permissions do not stop root; a program that fails as on a read-only disk does.
    (project.bin / "mkdir").unlink()
    project.fake("bin/mkdir", "echo 'mkdir: Read-only file system' >&2; exit 1")
    message = refused(project.run("make", target))
    assert message.startswith(f"setup: {project.root} cannot be written to: ")


def test_port_in_use_and_no_port(project: Project) -> None:
    project.pretending("bin/python3")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = refused(project.run("make", "serve", f"PORT={port}"))
    assert message == f"setup: port {port} is in use: choose another with `make serve PORT=8001`."
    for wrong in ("80x", "70000", "8000; touch made"):
        message = refused(project.run("make", "serve", f"PORT={wrong}"))
        assert f"PORT={wrong} is not a port number" in message


# the Makefile's own sentences


@pytest.mark.parametrize("target", ["test-task", "test-faults", "contract"])
@pytest.mark.parametrize("typed", ["", "from", "form hello", "%", "form; touch made"])
def test_a_wrong_task_is_repeated_and_the_known_ones_listed(
    project: Project, target: str, typed: str
) -> None:
    for task in ("form", "hello"):
        (project.root / "snippets" / task).mkdir(parents=True)
        (project.root / "snippets" / task / "task.yml").touch()
    message = refused(project.run("make", target, f"TASK={typed}"))
    assert message.startswith(f"make {target} needs TASK=<name>, one of: form hello")
    assert message.endswith(f"; not '{typed}'." if typed else "hello.")
    assert not (project.root / ".venv").exists()
    assert not (project.root / "made").exists()


def test_unknown_framework_and_missing_name(project: Project) -> None:
    (project.root / "snippets/form/alpha").mkdir(parents=True)
    (project.root / "snippets/form/task.yml").touch()
    (project.root / "snippets/form/alpha/requirements.in").touch()
    message = refused(project.run("make", "contract", "TASK=form", "FRAMEWORK=rails"))
    assert message == "make contract needs FRAMEWORK=<name>, one of: alpha; not 'rails'."
    message = refused(project.run("make", "new-task"))
    assert message == "make new-task needs NAME=<new-name>; taken: form."


@pytest.mark.parametrize("typed", ["x; touch made", "$(touch made)", "`touch made`", "x' $y \"z"])
@pytest.mark.parametrize("target", ["new-task", "new-page"])
def test_what_is_typed_reaches_the_command_and_no_shell(
    project: Project, target: str, typed: str
) -> None:
    (project.root / ".venv/bin").mkdir(parents=True)
    project.fake(f"{project.root.name}/.venv/bin/python", 'echo "got: $NAME"')
    (project.root / SCRIPT).write_text("")
    done = project.run("make", target, "TYPE=guide", f"NAME={typed}")
    assert f"got: {typed}\n" in done.stdout
    assert not (project.root / "made").exists()


def test_make_alone_lists_every_target(project: Project) -> None:
    listed = project.run("make").stdout
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [line.removeprefix(".PHONY: ") for line in makefile.splitlines() if ".PHONY" in line]
    assert len(targets) > 10
    for target in set(targets) - {"help"}:
        assert f"\n  {target} " in listed


# on other systems


def test_a_clone_that_would_convert_line_ends_has_none_converted(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    source = ROOT.as_uri()
    command = ["git", "-c", "core.autocrlf=true", "clone", "-q", "--depth=1", source, str(clone)]
    subprocess.run(command, check=True, capture_output=True)
    ends = subprocess.run(
        ["git", "ls-files", "--eol"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout
    assert "w/lf" in ends
    assert "crlf" not in ends
