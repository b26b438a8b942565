"""Code that cannot run is explained before anything else is said of it."""

from __future__ import annotations

import pytest

from content.broken import problems
from content.project import read
from content.verified import problems as record_problems
from tests.content.test_verified import root, write  # noqa: F401


def found(folder, name="alpha"):
    return list(problems(read(folder).applications["greet"][name]))


def test_sound_code_is_silent(root):  # noqa: F811
    assert found(root) == []
    assert found(root, "beta") == []


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("app.py", "\ndef view(:\n", "line 9: not Python: invalid syntax."),
        ("test_app.py", "assert (\n", "line 2: not Python: '(' was never closed."),
        ("app.py", "<<<<<<< HEAD\nx = 1\n", "line 8: '<<<<<<< HEAD' is a conflict mark."),
        ("templates/page.html", ">>>>>>> theirs\n", "line 4: '>>>>>>> theirs' is a conflict mark."),
    ],
)
def test_code_that_cannot_run_is_named(root, file, text, said):  # noqa: F811
    path = root / "snippets/greet/alpha" / file
    path.write_text(path.read_text() + text)
    (problem,) = found(root)
    assert problem.startswith(f"snippets/greet/alpha/{file}, {said}")


@pytest.mark.parametrize("line", ["click", "Mark_Up.Safe2>=1  # not there"])
def test_a_package_that_no_lock_has_asks_for_one(root, line):  # noqa: F811
    path = root / "snippets/greet/beta/requirements.in"
    path.write_text(path.read_text() + line + "\n")
    (problem,) = found(root, "beta")
    requirement = line.split("#")[0].strip()
    assert problem == (
        "snippets/greet/beta/requirements.in, line 2: requirements/main.txt does not lock "
        f"'{requirement}'. Run: make lock"
    )


def test_the_record_says_the_cause_and_nothing_of_its_consequences(root):  # noqa: F811
    write(root)
    (root / "snippets/greet/alpha/app.py").write_text(
        "# --8<-- [start:view]\ndef (\n# --8<-- [end:view]\n"
    )
    (problem,) = record_problems(read(root))
    assert problem.startswith("snippets/greet/alpha/app.py, line 2: not Python")
