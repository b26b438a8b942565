"""Proof that contracts bite: each deliberate fault must turn its contract red."""

from __future__ import annotations

import ast
import json
import re

import pytest
import yaml

from content.errors import unknown
from content.model import Fault
from content.project import ROOT, read
from content.verified import contract_modules
from tests.project_copy import copy_project, run

PROJECT = read(ROOT)
LISTS = PROJECT.faults
ALL = [
    pytest.param(
        task, fault, id=f"{task}-{fault.id}", marks=pytest.mark.fault(
            task=task, framework=fault.framework
        )
    )
    for task, faults in sorted(LISTS.items()) for fault in faults
]  # fmt: skip


def place_of(task, fault):
    """The file of a fault, and the file and line that a message names."""
    path = ROOT / f"tests/faults/{task}.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.endswith(f" {fault.id}"))
    return f"{path.relative_to(ROOT)}, line {line}: {fault.id}"


def changed(text, fault):
    """The file with the fault in it; says so if it does not fit, or makes no Python."""
    count = text.count(fault.replace)
    if count != 1:
        raise ValueError(f"{fault.replace!r} occurs {count} times in {fault.file}, not once")
    text = text.replace(fault.replace, fault.with_)
    if fault.file.endswith(".py") and fault.starts:
        try:
            ast.parse(text)
        except SyntaxError as error:
            raise ValueError(
                f"it makes {fault.file}, line {error.lineno} no Python ({error.msg}), so that the "
                "contract is red whatever it says; 'starts: false' says that this is meant"
            ) from None
    return text


def test_every_task_has_faults_in_every_framework():
    for task, applications in PROJECT.applications.items():
        found = LISTS.get(task, [])
        assert {fault.framework for fault in found} == set(applications), f"tests/faults/{task}.yml"
        assert len(found) >= 5, f"tests/faults/{task}.yml: {len(found)} faults; at least 5"


def test_every_list_of_faults_belongs_to_a_task():
    for task in LISTS:
        assert task in PROJECT.tasks, unknown(
            f"tests/faults/{task}.yml", "task", task, PROJECT.tasks
        )


def test_every_shared_promise_has_a_fault_in_every_framework():
    for promise in PROJECT.shared_contract:
        broken = {
            fault.framework for faults in LISTS.values() for fault in faults
            if promise.id in fault.breaks
        }  # fmt: skip
        assert broken == {framework.id for framework in PROJECT.frameworks}, promise.id


def test_fault_ids_are_unique():
    for task, faults in LISTS.items():
        ids = [fault.id for fault in faults]
        assert len(ids) == len(set(ids)), f"tests/faults/{task}.yml"


@pytest.mark.parametrize("task", LISTS)
def test_faults_fit_the_code_they_break(task, subtests):
    promises = {promise.id for promise in PROJECT.tasks[task].contract}
    for fault in LISTS[task]:
        with subtests.test(fault=fault.id):
            path = ROOT / "snippets" / task / fault.framework / fault.file
            try:
                changed(path.read_text(encoding="utf-8"), fault)
            except ValueError as error:
                pytest.fail(f"{place_of(task, fault)}: {error}.", pytrace=False)
            for name in fault.breaks:
                assert name in promises, unknown(place_of(task, fault), "promise", name, promises)


def forget_marks(path):
    """A fault may change a line that a page marks, which reading would refuse."""
    meta = yaml.safe_load(path.read_text(encoding="utf-8"))
    meta.pop("shown_at", None)
    path.write_text(yaml.safe_dump(meta, allow_unicode=True), encoding="utf-8")


@pytest.mark.deep
@pytest.mark.parametrize(("task", "fault"), ALL)
def test_a_fault_turns_the_contract_red(task, fault, tmp_path):
    copy_project(tmp_path)
    path = tmp_path / "snippets" / task / fault.framework / fault.file
    path.write_text(changed(path.read_text(encoding="utf-8"), fault), encoding="utf-8")
    forget_marks(tmp_path / "snippets" / task / fault.framework / "implementation.yml")
    modules = contract_modules(PROJECT, task)
    environment = PROJECT.applications[task][fault.framework].framework.environments[0]
    results = tmp_path / "results.json"
    done = run(
        tmp_path, "pytest", *(f"tests/contract/{name}.py" for name in modules), "--task", task,
        "--framework", fault.framework, "--environment", environment, "--outcomes", str(results),
        "-p", "no:cacheprovider", *(f"--promise={promise}" for promise in fault.breaks),
    )  # fmt: skip
    assert done.returncode == 1, f"{fault.why}\n{done.stdout}{done.stderr}"
    outcomes = json.loads(results.read_text())
    assert outcomes["stopped"] == (not fault.starts), (
        f"{place_of(task, fault)}: the application "
        + ("cannot start, so that the contract is red whatever it says; 'starts: false' says that "
           "this is meant" if fault.starts else "starts, so take 'starts: false' out")
        + f".\n{done.stdout[-3000:]}"
    )  # fmt: skip
    missed = set(fault.breaks) - set(outcomes["failed"])
    assert not missed, f"{fault.why}\nStill green: {missed}.\n{done.stdout[-3000:]}"


def fault(replace, new, file="app.py", **more):
    return Fault(id="x", framework="any", why="w", file=file, replace=replace, breaks=["p"],
                 **{"with": new, **more})  # fmt: skip


@pytest.mark.parametrize(
    ("replace", "new", "expected"),
    [
        ("    a()\n", "    b()\n", "def f():\n    b()\n    c()\n"),
        ("    a()\n", "", "def f():\n    c()\n"),
        (" a()", " b()", "def f():\n    b()\n    c()\n"),
    ],
)
def test_a_fault_keeps_the_blanks_around_both_texts(replace, new, expected):
    assert changed("def f():\n    a()\n    c()\n", fault(replace, new)) == expected


@pytest.mark.parametrize(
    ("text", "one", "said"),
    [
        ("a\na\n", fault("a", "b"), "'a' occurs 2 times in app.py, not once"),
        ("a\n", fault("z", "b"), "'z' occurs 0 times in app.py, not once"),
        ("def f():\n    a()\n", fault("    a()", "b()"), "makes app.py, line 2 no Python"),
        ("x = [1]\n", fault("]", ""), "makes app.py, line 1 no Python"),
    ],
)
def test_a_fault_that_misleads_is_refused(text, one, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        changed(text, one)


def test_a_fault_may_say_that_nothing_starts():
    assert changed("x = [1]\n", fault("]", "", starts=False)) == "x = [1\n"
    assert changed("<p>x</p>", fault("</p>", "", file="page.html")) == "<p>x"
