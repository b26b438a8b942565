"""What data/verified.json comes to say, and when it stays as it is."""

from __future__ import annotations

import datetime
import json
from types import SimpleNamespace

import pytest

from content.model import Verified
from content.project import read
from content.reader import dump_json
from content.seals import sealed
from content.verified import contract_module, fingerprint
from tests.contract.recorder import Recorder
from tests.small_project import write_project
from tools.record.verified import write

TODAY = datetime.datetime.now(datetime.UTC).date()
ALPHA = ("greet", "alpha", "main")
PACKAGES = {"blinker": "1.9.0", "jinja2": "3.1.6", "markupsafe": "3.0.4", "unrelated": "1"}
FACTS = {
    "main": {"python": "3.13.0", "packages": PACKAGES},
    "lts": {"python": "3.13.0", "packages": {**PACKAGES, "jinja2": "3.0.0"}},
}


@pytest.fixture
def root(tmp_path):
    return write_project(tmp_path)


def record(root, *green, facts=FACTS):
    """Write the runs, and return the record."""
    write(root, read(root), green, facts)
    return json.loads((root / "data/verified.json").read_text())


def dated(root, days_ago):
    """Give what is on record another date, as if it had been written then, and return it."""
    path = root / "data/verified.json"
    day = TODAY - datetime.timedelta(days=days_ago)
    known = Verified.model_validate_json(path.read_text()).root
    runs = {
        task: {
            name: [sealed(run.model_copy(update={"date": day})) for run in runs]
            for name, runs in frameworks.items()
        }
        for task, frameworks in known.items()
    }
    path.write_text(dump_json(Verified(runs)))
    assert day.isoformat() in path.read_text()
    return json.loads(path.read_text())


def change(root, file, old, new):
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))


def code(root):
    project = read(root)
    return fingerprint(project, project.applications["greet"]["alpha"])


# the fingerprint


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("snippets/greet/alpha/app.py", "hello", "goodbye"),
        ("snippets/greet/alpha/templates/page.html", "<p>", "<b>"),
        ("snippets/greet/alpha/test_app.py", "True", "1"),
        ("snippets/greet/alpha/requirements.in", "blinker", "blinker>=1"),
        ("snippets/greet/alpha/implementation.yml", "alpha run", "alpha serve"),
        ("tests/contract/test_greet.py", "...", "pass"),
    ],
)
def test_code_contract_and_start_lines_change_the_fingerprint(root, file, old, new):
    before = code(root)
    change(root, file, old, new)
    assert code(root) != before


def test_a_new_file_or_another_name_changes_the_fingerprint(root):
    before = code(root)
    (root / "snippets/greet/alpha/more.py").touch()
    more = code(root)
    (root / "snippets/greet/alpha/more.py").rename(root / "snippets/greet/alpha/most.py")
    assert len({before, more, code(root)}) == 3


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("snippets/greet/task.yml", "It greets.", "It says hello."),
        ("snippets/greet/alpha/implementation.yml", "Alpha answers 404.", "Alpha says no."),
        ("snippets/greet/beta/app.py", "hello", "goodbye"),
        ("data/frameworks.yml", "Nobody wrote it.", "Somebody will."),
    ],
)
def test_nothing_else_changes_the_fingerprint(root, file, old, new):
    before = code(root)
    change(root, file, old, new)
    (root / "snippets/greet/alpha/__pycache__").mkdir()
    (root / "snippets/greet/alpha/__pycache__/app.pyc").touch()
    assert code(root) == before


def test_the_contract_is_the_module_that_the_task_names(root):
    project = read(root)
    task = project.tasks["greet"]
    assert contract_module("greet-twice", task) == "test_greet_twice"
    shared = task.model_copy(update={"contract_test": "greet"})
    assert contract_module("greet-twice", shared) == "test_greet"


# the record


def test_a_green_run_is_recorded_with_the_packages_of_its_application(root):
    (run,) = record(root, ALPHA)["greet"]["alpha"]
    assert len(run.pop("seal")) == 16
    assert run == {
        "environment": "main",
        "version": "1.9.0",
        "python": "3.13.0",
        "date": TODAY.isoformat(),
        "packages": {"blinker": "1.9.0"},
        "code": code(root),
    }


def test_each_environment_has_its_run_in_the_order_of_the_registry(root):
    runs = record(root, ("greet", "beta", "lts"), ("greet", "beta", "main"))["greet"]["beta"]
    assert [(run["environment"], run["version"]) for run in runs] == [
        ("main", "3.1.6"),
        ("lts", "3.0.0"),
    ]


def test_what_is_on_record_for_others_stays(root):
    alpha = record(root, ALPHA)["greet"]["alpha"]
    assert record(root, ("greet", "beta", "main"))["greet"]["alpha"] == alpha


def test_a_run_that_ends_while_another_goes_on_stays(root):
    begun = read(root)
    alpha = record(root, ALPHA)["greet"]["alpha"]
    write(root, begun, [("greet", "beta", "main")], FACTS)
    assert json.loads((root / "data/verified.json").read_text())["greet"]["alpha"] == alpha


def test_a_run_that_says_nothing_new_leaves_the_file(root):
    record(root, ALPHA)
    old = dated(root, days_ago=6)
    before = (root / "data/verified.json").stat()
    patched = {"main": {**FACTS["main"], "python": "3.13.9"}}
    assert record(root, ALPHA, facts=patched) == old
    after = (root / "data/verified.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(("field", "lie"), [("python", "3.12.0"), ("date", "2026-11-01")])
def test_what_was_edited_by_hand_is_written_anew(root, field, lie):
    (true,) = record(root, ALPHA)["greet"]["alpha"]
    change(root, "data/verified.json", true[field], lie)
    assert record(root, ALPHA)["greet"]["alpha"] == [true]


def test_after_a_week_the_date_is_new(root):
    record(root, ALPHA)
    dated(root, days_ago=7)
    assert record(root, ALPHA)["greet"]["alpha"][0]["date"] == TODAY.isoformat()


@pytest.mark.parametrize(
    "news", [{"python": "3.14.0"}, {"packages": {**PACKAGES, "blinker": "1.9.1"}}]
)
def test_another_python_or_package_is_news(root, news):
    record(root, ALPHA)
    dated(root, days_ago=1)
    facts = {"main": {**FACTS["main"], **news}}
    assert record(root, ALPHA, facts=facts)["greet"]["alpha"][0]["date"] == TODAY.isoformat()


def test_other_code_is_news(root):
    record(root, ALPHA)
    dated(root, days_ago=1)
    change(root, "snippets/greet/alpha/app.py", "hello", "goodbye")
    (run,) = record(root, ALPHA)["greet"]["alpha"]
    assert (run["date"], run["code"]) == (TODAY.isoformat(), code(root))


def test_removed_tasks_are_dropped(root):
    known = record(root, ALPHA)
    path = root / "data/verified.json"
    path.write_text(json.dumps({**known, "gone": known["greet"]}))
    assert record(root) == known


# what counts as green


def green(root, *reports):
    """The green applications after reports of a promise, whether it passed, and when."""
    recorder = Recorder()
    for promise, passed, when in reports:
        properties = [("case", list(ALPHA)), ("promise", promise), ("database", "")]
        recorder.pytest_runtest_logreport(
            SimpleNamespace(user_properties=properties, passed=passed, when=when)
        )
    recorder.pytest_runtest_logreport(
        SimpleNamespace(user_properties=[], passed=False, when="call")  # a test of something else
    )
    return recorder.green(read(root))


ALL = [("greets", True, "call"), ("refuses", True, "call")]


def test_an_application_that_keeps_every_promise_is_green(root):
    assert green(root, *ALL) == [ALPHA]


@pytest.mark.parametrize(
    "reports",
    [
        [],
        ALL[:1],
        [*ALL, ("refuses", False, "call")],
        [*ALL, ("refuses", False, "teardown")],
        [*ALL, ("", False, "call")],
        [ALL[0], ("refuses", True, "setup")],
    ],
    ids=["nothing", "half", "one case red", "teardown red", "native test red", "set-up only"],
)
def test_half_green_is_not_green(root, reports):
    assert green(root, *reports) == []
