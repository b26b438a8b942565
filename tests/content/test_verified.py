"""Each field of data/verified.json is held against what it speaks of."""

from __future__ import annotations

import datetime
import json

import pytest

from content.model import Run
from content.project import ROOT, read
from content.seals import sealed
from content.verified import fingerprint, problems
from tests.small_project import write_project

TODAY = datetime.datetime.now(datetime.UTC).date()
PINS = "blinker==1.9.0\njinja2==3.1.6\nmarkupsafe==3.0.4\n"
PACKAGES = {"alpha": {"blinker": "1.9.0"}, "beta": {"jinja2": "3.1.6", "markupsafe": "3.0.4"}}
VERSIONS = {"alpha": "1.9.0", "beta": "3.1.6"}


@pytest.mark.reads_record
def test_the_record_of_this_project_holds():
    assert list(problems(read(ROOT))) == []


@pytest.fixture
def root(tmp_path):
    write_project(tmp_path)
    for environment in ("main", "lts"):
        (tmp_path / f"requirements/{environment}.txt").write_text(PINS)
    return tmp_path


def run_of(root, name, environment, **fields):
    """A run that fits the small project, but for the fields that are given; its seal fits."""
    project = read(root)
    given = {
        "environment": environment,
        "version": VERSIONS[name],
        "python": "3.13.0",
        "date": TODAY,
        "packages": PACKAGES[name],
        "code": fingerprint(project, project.applications["greet"][name]),
        "seal": "x",
        **fields,
    }
    return sealed(Run(**given))


def write(root, **alpha):
    """A record of all runs, one of them with other fields."""
    runs = {
        "alpha": [run_of(root, "alpha", "main", **alpha)],
        "beta": [run_of(root, "beta", environment) for environment in ("main", "lts")],
    }
    plain = {name: [run.model_dump(mode="json") for run in found] for name, found in runs.items()}
    text = json.dumps({"greet": plain}, indent=2, sort_keys=True)
    (root / "data/verified.json").write_text(text)


def edit(root, old, new, count=1):
    path = root / "data/verified.json"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, count))


def found(root):
    return list(problems(read(root)))


def line_of(root, text):
    lines = (root / "data/verified.json").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_true_record_is_silent(root):
    write(root)
    assert found(root) == []


@pytest.mark.parametrize(
    ("fields", "key", "said"),
    [
        ({"version": "1.8.0"}, "version", "'version' is '1.8.0', but 'packages' says '1.9.0'."),
        ({"version": "2"}, "version", "'version' is '2', but 'packages' says '1.9.0'."),
        ({"packages": {}}, "packages", "'blinker' is missing. Right: blinker."),
        (
            {"packages": {"blinker": "1.9.0", "click": "8.4.0"}},
            "packages",
            "'click' is no package of it. Right: blinker.",
        ),
        (
            {"date": TODAY + datetime.timedelta(days=1)},
            "date",
            f"'{TODAY + datetime.timedelta(days=1)}' is in the future; today is {TODAY}.",
        ),
        ({"python": "3.10.9"}, "python", "'3.10.9' is no release of Python"),
        ({"python": "3.15.0"}, "python", "'3.15.0' is no release of Python"),
        ({"python": "3.13"}, "python", "'3.13' is no release of Python"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_true_is_named_with_its_line(root, fields, key, said):
    write(root, **fields)
    (problem,) = found(root)
    line = line_of(root, f'"{key}"')
    assert problem.startswith(f"data/verified.json, line {line} (greet, alpha, main): {said}")


@pytest.mark.parametrize(
    ("old", "new"),
    [('"python": "3.13.0"', '"python": "3.12.4"'), (TODAY.isoformat(), "2026-11-02")],
)
def test_a_field_edited_by_hand_does_not_fit_the_seal(root, old, new):
    write(root)
    edit(root, old, new)
    (problem,) = found(root)
    assert "does not fit the other fields, so somebody edited them." in problem
    assert problem.endswith("Run: make contract TASK=greet FRAMEWORK=alpha")


@pytest.mark.parametrize(
    ("file", "changed"),
    [("snippets/greet/beta/app.py", "beta in main and beta in lts"),
     ("tests/contract/test_greet.py", "alpha in main, beta in main and beta in lts")],
)  # fmt: skip
def test_changed_code_or_contract_is_one_sentence_a_task(root, file, changed):
    write(root)
    path = root / file
    path.write_text(path.read_text() + "# more\n")
    (problem,) = found(root)
    assert problem == (
        "data/verified.json, line 2: the code of greet or its contract changed since the run of "
        f"{changed}. Run: make test-task TASK=greet"
    )


def test_a_lock_that_moved_is_one_sentence_a_package(root):
    write(root)
    lock = root / "requirements/main.txt"
    lock.write_text(PINS.replace("jinja2==3.1.6", "jinja2==3.1.7"))
    (problem,) = found(root)
    assert problem.startswith(
        "data/verified.json: greet (beta) ran with jinja2 3.1.6, but requirements/main.txt locks "
        "3.1.7."
    )


def test_a_missing_run_is_named(root):
    assert found(root) == [
        "data/verified.json: greet has no green run of alpha in main, beta in main and beta in "
        "lts. Run: make test-task TASK=greet"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"greet":', '"great":', "line 2: unknown task 'great'."),
        ('"alpha":', '"alfa":', "line 3: unknown framework 'alfa'."),
        ('"environment": "lts"', '"environment": "main"', "the environment 'main' is there twice."),
        ('"environment": "lts"', '"environment": "next"', "unknown environment 'next'."),
    ],
)
def test_what_does_not_exist_has_no_run(root, old, new, said):
    write(root)
    edit(root, old, new)
    assert any(said in problem for problem in found(root)), found(root)
