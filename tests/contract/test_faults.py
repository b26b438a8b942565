"""Proof that contracts bite: each deliberate fault must turn its contract red."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
import yaml

from content.project import ROOT, read

PROJECT = read(ROOT)
LISTS = PROJECT.faults
ALL = [(task, fault) for task, faults in sorted(LISTS.items()) for fault in faults]


def test_every_task_has_faults_in_every_framework():
    for task, answers in PROJECT.applications.items():
        found = LISTS.get(task, [])
        assert {fault.framework for fault in found} == set(answers), f"tests/faults/{task}.yml"
        assert len(found) >= 5, f"tests/faults/{task}.yml: {len(found)} faults; at least 5"


def test_fault_ids_are_unique():
    for task, faults in LISTS.items():
        ids = [fault.id for fault in faults]
        assert len(ids) == len(set(ids)), f"tests/faults/{task}.yml"


@pytest.mark.parametrize(("task", "fault"), ALL, ids=[f"{task}-{fault.id}" for task, fault in ALL])
def test_a_fault_fits_the_code_it_breaks(task, fault):
    where = f"tests/faults/{task}.yml, {fault.id}"
    text = (ROOT / "snippets" / task / fault.framework / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.replace) == 1, (
        f"{where}: {fault.replace!r} occurs {text.count(fault.replace)} times in {fault.file}; "
        "exactly once is right"
    )
    promises = {promise.id for promise in PROJECT.tasks[task].contract}
    assert set(fault.breaks) <= promises, f"{where}: known promises are {sorted(promises)}"


@pytest.mark.deep
@pytest.mark.parametrize(("task", "fault"), ALL, ids=[f"{task}-{fault.id}" for task, fault in ALL])
def test_a_fault_turns_the_contract_red(task, fault, tmp_path):
    for part in ["data", "docs", "snippets"]:
        shutil.copytree(ROOT / part, tmp_path / part)
    path = tmp_path / "snippets" / task / fault.framework / fault.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(fault.replace, fault.with_), encoding="utf-8")
    module = (PROJECT.tasks[task].contract_test or task).replace("-", "_")
    results = tmp_path / "results.json"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", f"tests/contract/test_{module}.py",
         "--project", str(tmp_path), "--task", task, "--framework", fault.framework,
         "--environment", "main", "--outcomes", str(results), "-p", "no:cacheprovider",
         *(f"--promise={promise}" for promise in fault.breaks)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, f"{fault.why}\n{done.stdout}{done.stderr}"
    failed = set(json.loads(results.read_text())["failed"])
    missed = set(fault.breaks) - failed
    assert not missed, f"{fault.why}\nStill green: {missed}. Red: {failed}.\n{done.stdout[-3000:]}"


def test_the_files_are_yaml_lists_of_tasks_that_exist():
    assert set(LISTS) <= set(PROJECT.tasks)
    for path in (ROOT / "tests/faults").glob("*.yml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))
