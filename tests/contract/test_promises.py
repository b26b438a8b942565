"""The checklist on a page and the tests behind it are the same list."""

from __future__ import annotations

import pytest

from content.project import ROOT, read
from content.verified import contract_modules
from tests.contract import marks

PROJECT = read(ROOT)
CONTRACT = """\
import pytest

@pytest.mark.contract("{0}")
def test_one(client): ...

@pytest.mark.contract("{1}")
class TestMore: ...
"""


@pytest.mark.parametrize("name", PROJECT.tasks)
def test_every_promise_has_a_test_and_every_test_a_promise(name):
    assert list(marks.problems(PROJECT, name)) == []


@pytest.mark.parametrize("name", PROJECT.tasks)
def test_a_contract_names_no_framework(name):
    for module in contract_modules(PROJECT, name):
        text = (ROOT / f"tests/contract/{module}.py").read_text(encoding="utf-8").lower()
        assert not [item.id for item in PROJECT.frameworks if item.id in text]


def small(promises, shared=(), task="hello"):
    """The project with other promises in one task."""
    model = PROJECT.tasks[task]
    kind = type(model.contract[0])
    lines = [kind(id=name, says="It works.") for name in (*promises, *shared)]
    return type(PROJECT)(
        **{
            **vars(PROJECT),
            "tasks": {task: model.model_copy(update={"contract": lines})},
            "shared_contract": lines[len(promises) :],
        }
    )


@pytest.mark.parametrize(
    ("promises", "said"),
    [
        (
            ["answers", "escaped"],
            [
                "tests/contract/test_hello.py, line 6: unknown promise 'escapes'.",
                "snippets/hello/task.yml: no test in tests/contract/test_hello.py is marked "
                '@pytest.mark.contract("escaped").',
            ],
        ),
        (["answers"], ["tests/contract/test_hello.py, line 6: unknown promise 'escapes'."]),
        (
            ["answers", "escapes", "head"],
            [
                "snippets/hello/task.yml: no test in tests/contract/test_hello.py is marked "
                '@pytest.mark.contract("head").'
            ],
        ),
    ],
    ids=["misspelt", "too many", "too few"],
)
def test_a_mark_and_a_promise_that_do_not_meet_are_named(tmp_path, promises, said):
    (tmp_path / "test_hello.py").write_text(CONTRACT.format("answers", "escapes"))
    found = list(marks.problems(small(promises), "hello", tmp_path))
    assert [one.startswith(start) for one, start in zip(found, said, strict=True)] == [True] * len(
        said
    ), found


def test_promises_of_every_task_have_a_module_of_their_own(tmp_path):
    (tmp_path / "test_hello.py").write_text(CONTRACT.format("answers", "escapes"))
    (tmp_path / "test_every_task.py").write_text(CONTRACT.format("safe", "sound"))
    project = small(["answers", "escapes"], ["safe", "quiet"])
    mark, promise = marks.problems(project, "hello", tmp_path)
    assert mark.startswith("tests/contract/test_every_task.py, line 6: unknown promise 'sound'.")
    assert promise.startswith("data/contract.yml: no test in tests/contract/test_every_task.py")


def test_a_contract_that_is_not_written_is_named(tmp_path):
    (found,) = marks.problems(small(["answers"]), "hello", tmp_path)
    assert found == "tests/contract/test_hello.py: this file is missing. Write the contract."
