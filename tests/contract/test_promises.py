"""The checklist on a page and the tests behind it are the same list."""

from __future__ import annotations

import re

import pytest

from content.project import ROOT, read
from tools.record.verified import contract_module

PROJECT = read(ROOT)
MARK = re.compile(r'@pytest\.mark\.contract\("([^"]+)"\)')


@pytest.mark.parametrize("name", PROJECT.tasks)
def test_every_promise_has_a_test_and_every_test_a_promise(name):
    task = PROJECT.tasks[name]
    path = ROOT / f"tests/contract/{contract_module(name, task)}.py"
    marked = set(MARK.findall(path.read_text(encoding="utf-8")))
    assert marked == {promise.id for promise in task.contract}


@pytest.mark.parametrize("name", PROJECT.tasks)
def test_a_contract_names_no_framework(name):
    path = ROOT / f"tests/contract/{contract_module(name, PROJECT.tasks[name])}.py"
    text = path.read_text(encoding="utf-8").lower()
    assert not [item.id for item in PROJECT.frameworks if item.id in text]
