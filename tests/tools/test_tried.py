"""Libraries tried beside a framework: every outcome, with an installer that the test makes up."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from content.model import Framework, Library
from content.project import read
from content.tried import how
from tests.small_project import write_project
from tests.tried_project import FACTS
from tools.record import tried
from tools.record.tried import Pair, TriedError, attempt, outcome, pairs, refresh, run, top_level

FRAMEWORK = Framework.model_validate({
    "id": "alpha", "name": "Alpha", "package": "blinker", "documentation": "https://example.org/",
    "environments": ["main"], "shape": "circle", "colour": {"light": "#000000", "dark": "#ffffff"},
    "trial": {"file": "app.py", "text": "one = 1", "variables": {"MODE": "tried"},
              "steps": {"check": "alpha check", "migrate": "alpha migrate"}, "passes": "it runs"},
})  # fmt: skip
REFUSED = """\
Using Python 3.13.0 environment at: environment
error: No solution found when resolving dependencies
  cause: Because lib>=2 depends on blinker<1 and you require lib==2, we can conclude no.
         And because you require blinker==1.9.0, your requirements are unsatisfiable.
"""
BECAUSE = "Because lib>=2 depends on blinker<1 and you require lib==2, we can conclude no."


def pair(described=None):
    return Pair(FRAMEWORK, "main", "1.9.0", "lib", "2", Library.model_validate(described or {}))


class Installer:
    """Takes the place of uv and of a shell; remembers every command."""

    def __init__(self, refuse=(), fail=None, stderr=REFUSED, version="2"):
        self.refuse, self.fail, self.stderr, self.version = refuse, fail or {}, stderr, version
        self.commands = []
        self.file = None

    def __call__(self, command, folder):
        self.commands.append(list(command))
        code, said = 0, ""
        if command[1] == "venv":
            (folder / "environment/lib/python3.13/site-packages").mkdir(parents=True)
        elif "--no-deps" in command:
            self.install(folder / "newest", "2", "Requires-Dist: Blinker<1,>=0.2\n")
        elif command[1] == "pip":
            wanted = command[command.index("--python") + 2]
            if wanted in self.refuse:
                code, said = 1, self.stderr
            else:
                version = "2" if "==" in wanted else self.version
                self.install(folder / "environment/lib/python3.13/site-packages", version)
        else:
            line = command[-1]
            if (folder / "app.py").exists():
                self.file = (folder / "app.py").read_text()
            code, said = next(
                ((1, text) for key, text in self.fail.items() if key in line), (0, "")
            )
        return subprocess.CompletedProcess(command, code, stdout="", stderr=said)

    def install(self, site, version, more=""):
        info = site / f"lib-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Name: lib\nVersion: {version}\n{more}")
        (info / "top_level.txt").write_text("lib_here\ntests\n")

    def lines(self):
        return [command[-1] for command in self.commands if command[0] == "env"]


def test_a_library_that_works_was_asked_for_by_its_newest_release():
    installer = Installer()
    found = attempt(pair({"extras": ["more"], "also": ["client"], "code": "two = 2"}), installer)
    assert (found.installed, found.failed, found.said, found.works) == ("2", None, None, True)
    install = installer.commands[1]
    assert install[install.index("--python") + 2 :] == ["lib[more]==2", "blinker==1.9.0", "client"]
    assert installer.lines() == ["python -c 'import lib_here'", "alpha check", "alpha migrate"]
    assert all("MODE=tried" in one for one in installer.commands if one[0] == "env")
    assert installer.file == "one = 1\ntwo = 2\n"
    assert outcome(found) == "works"


def test_an_older_release_is_recorded_with_what_the_newest_requires():
    found = attempt(pair(), Installer(refuse=["lib==2"], version="1.4"))
    assert (found.newest, found.installed, found.requires) == ("2", "1.4", "blinker<1,>=0.2")
    assert (found.said, found.failed, found.works) == (BECAUSE, None, False)
    assert outcome(found) == f"installs only 1.4 ({BECAUSE})"


def test_an_older_release_can_fail_too():
    installer = Installer(refuse=["lib==2"], version="1.4", fail={"check": "Error: no"})
    found = attempt(pair(), installer)
    assert (found.installed, found.failed, found.said) == ("1.4", "check", BECAUSE)
    assert outcome(found).startswith("installs only 1.4, check fails")


def test_what_cannot_be_installed_at_all_is_not_used():
    installer = Installer(refuse=["lib==2", "lib"])
    found = attempt(pair(), installer)
    assert (found.installed, found.said, found.works) == (None, BECAUSE, False)
    assert installer.lines() == []
    assert outcome(found) == f"cannot be installed ({BECAUSE})"


TRACEBACK = 'Traceback (most recent call last):\n  File "x.py", line 1\n'
VALIDATION = f"{TRACEBACK}made.ValidationError: 1 fault in X\n  Object lacks x\n    Read more\n"
FINDINGS = "CheckError: found some:\n\nERRORS:\nlib.X: (lib.E001) it clashes.\n\nfound 1 fault\n"


@pytest.mark.parametrize(
    ("step", "printed", "said"),
    [
        ("import", f"{TRACEBACK}ImportError: no name\n", "ImportError: no name"),
        ("import", VALIDATION, "made.ValidationError: 1 fault in X"),
        ("check", FINDINGS, "lib.X: (lib.E001) it clashes."),
        ("migrate", "just words\nand more", "and more"),
        ("migrate", "", "it ended with 1 and said nothing"),
        ("migrate", "x" * 400, "x" * 300 + "…"),
    ],
)
def test_the_first_step_that_fails_is_recorded_with_the_line_that_says_why(step, printed, said):
    installer = Installer(fail={step: printed})
    found = attempt(pair(), installer)
    assert (found.installed, found.failed, found.said) == ("2", step, said)
    assert step in installer.lines()[-1]
    assert outcome(found) == f"{step} fails ({said})"


def test_the_modules_that_data_names_are_imported_instead():
    installer = Installer()
    attempt(pair({"imports": ["a.b", "c"]}), installer)
    assert installer.lines()[0] == "python -c 'import a.b, c'"


def test_without_a_network_nothing_is_recorded():
    installer = Installer(refuse=["lib==2"], stderr="error: tcp connect error")
    with pytest.raises(TriedError, match="no network"):
        attempt(pair(), installer)


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"METADATA": "Name: lib\nImport-Name: lib.a ; private\n"}, ["lib.a"]),
        ({"METADATA": "Name: lib\nImport-Name: liba\n", "top_level.txt": "other\n"}, ["liba"]),
        ({"METADATA": "Name: lib\n", "top_level.txt": "_lib\nlib\ntests\n"}, ["lib"]),
        ({"METADATA": "Name: lib\n",
          "RECORD": "lib/__init__.py,,\nlib/x.py,,\none.py,,\ndocs/__init__.py,,\ndeep/a/b.py,,\n"},
         ["lib", "one"]),
    ],
)  # fmt: skip
def test_modules_are_read_from_the_files_of_a_distribution(tmp_path, files, names):
    folder = tmp_path / "lib-1.dist-info"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    for line in files.get("RECORD", "").splitlines():
        path = tmp_path / line.rstrip(",")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert top_level(PathDistribution(folder)) == names


def test_a_command_runs_in_the_folder_with_its_environment_first(tmp_path):
    done = run(["sh", "-c", 'echo "$PATH"; pwd'], tmp_path)
    path, folder = done.stdout.splitlines()
    assert path.startswith(f"{tmp_path}/environment/bin:")
    assert Path(folder).resolve() == tmp_path.resolve()


def test_a_command_without_an_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(tried, "LIMIT", 0.1)
    done = run(["sleep", "5"], tmp_path)
    assert (done.returncode, done.stderr) == (1, "no end after 0 seconds")


@pytest.fixture
def root(tmp_path):
    """The small project with one library for the framework that has two environments."""
    write_project(tmp_path)
    (tmp_path / "requirements").mkdir(exist_ok=True)
    locks = {"main": "jinja2==3.1.6 ; python_version >= '3'\njinja2==3.0 ; python_version < '3'\n",
             "lts": "jinja2==2.9 \\\n    --hash=sha256:00\n"}  # fmt: skip
    for name, text in locks.items():
        (tmp_path / f"requirements/{name}.txt").write_text(text)
    packages = {"checked": "2026-11-22", "packages": FACTS}
    (tmp_path / "data/packages.json").write_text(json.dumps(packages))
    (tmp_path / "data/libraries.yml").write_text("beta: {Lib: {}}\n")
    return tmp_path


def pretend(tried_now):
    """Try nothing, and remember what was to be tried."""

    def one(pair):
        tried_now.append((pair.library, pair.environment, pair.beside))
        return tried._result(pair, installed="2")

    return one


def test_each_library_is_tried_in_each_environment_of_its_framework(root):
    found = [(one.library, one.environment, one.beside) for one in pairs(read(root))]
    assert found == [("lib", "main", "Jinja2==3.1.6"), ("lib", "lts", "Jinja2==2.9")]


def test_what_is_on_record_is_not_tried_again_unless_asked(root):
    seen = []
    assert refresh(read(root), attempt=pretend(seen)) == 2
    assert refresh(read(root), attempt=pretend(seen)) == 0
    assert refresh(read(root), again=True, attempt=pretend(seen)) == 2
    (root / "requirements/lts.txt").write_text("jinja2==3.0\n")
    assert refresh(read(root), attempt=pretend(seen)) == 1
    assert seen[-1] == ("lib", "lts", "Jinja2==3.0")


def test_another_way_to_try_a_library_tries_it_again(root):
    assert refresh(read(root), attempt=pretend([])) == 2
    (root / "data/libraries.yml").write_text("beta: {Lib: {extras: [more]}}\n")
    assert refresh(read(root), attempt=pretend([])) == 2


def test_what_somebody_edited_is_tried_again(root):
    assert refresh(read(root), attempt=pretend([])) == 2
    path = root / "data/tried.json"
    path.write_text(path.read_text().replace('"installed": "2"', '"installed": "1"', 1))
    assert refresh(read(root), attempt=pretend([])) == 1


def test_an_interrupted_run_keeps_what_it_found_and_goes_on(root):
    seen = []

    def breaks(pair):
        if pair.environment == "lts":
            raise TriedError("no network: the package index does not answer.")
        return pretend(seen)(pair)

    with pytest.raises(TriedError):
        refresh(read(root), attempt=breaks)
    assert refresh(read(root), attempt=pretend(seen)) == 1
    assert [environment for _, environment, _ in seen] == ["main", "lts"]
    assert not list(root.glob("data/*.partial"))


def test_a_library_without_facts_is_said(root):
    project = dataclasses.replace(read(root), libraries={"beta": {"new": Library()}})
    with pytest.raises(TriedError, match=r"^new: its latest release is not known\. Run: make pack"):
        refresh(project)


def test_a_lock_without_the_framework_is_said(root, capsys):
    (root / "requirements/lts.txt").write_text("markupsafe==3\n")
    assert tried.main([], root) == 1
    said = capsys.readouterr().err
    assert said == ("tried: requirements/lts.txt: it does not lock Jinja2. Run: make lock\n")


def test_how_changes_with_what_data_says():
    plain = how(FRAMEWORK, Library())
    assert plain == how(FRAMEWORK, Library(extras=[]))
    assert plain != how(FRAMEWORK, Library(extras=["x"]))
    assert plain != how(FRAMEWORK.model_copy(update={"trial": None}), Library())
    trial = FRAMEWORK.trial.model_copy(update={"passes": "all is well"})
    assert plain == how(FRAMEWORK.model_copy(update={"trial": trial}), Library())
