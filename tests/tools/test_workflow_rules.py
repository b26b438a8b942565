"""What `make lint` finds in workflows by itself, in a copy of this project's."""

from __future__ import annotations

import shutil

import pytest

from content.project import ROOT
from tools.check.workflows import FOLDER, SETUP, problems

STEP = "      - run: make lint PYTHON=python"
LINT = f"{FOLDER}/checks.yml"


@pytest.fixture
def root(tmp_path):
    for name in ("Makefile", SETUP):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    return tmp_path


def test_the_workflows_of_this_project_keep_the_rules(root):
    assert list(problems(root)) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("make lnt PYTHON=python", "unknown target of make 'lnt'. Nearest: lint, "),
        ("cd x && make bild | tee log", "unknown target of make 'bild'. Nearest: build, "),
        ("make lint PYTHONN=python", "unknown variable of make 'PYTHONN'. Nearest: PYTHON, "),
        ("make lock UPGRAD=1", "unknown variable of make 'UPGRAD'. Nearest: UPGRADE, "),
        ("x --config .github/lychee.tml", "unknown file '.github/lychee.tml'. Nearest: "),
        ("cat ./.github/dependabot.yaml", "unknown file '.github/dependabot.yaml'. Nearest: "),
        ("echo ${{ secrets.KEY }}", "'secrets.KEY' gives a job a secret"),
        ("echo ${{ secrets['KEY'] }}", "'secrets[' gives a job a secret"),
    ],
)
def test_a_mistake_in_a_step_is_said_with_its_line(root, typed, said):
    text = (root / LINT).read_text("utf-8")
    (root / LINT).write_text(text.replace(STEP, f"      - run: {typed}"), "utf-8")
    (sentence,) = problems(root)
    line = text[: text.index(STEP)].count("\n") + 1
    assert sentence.startswith(f"{LINT}, line {line}: {said}")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('python: ["3.11", ', 'python: ["3.10", "3.11", ', "unknown Python '3.10'. Nearest: "),
        ('python-version: "3.13"', "python-version: 3.9", "unknown Python '3.9'. Nearest: "),
        ("  lint:\n    name: Lint\n    runs-on: ubuntu-latest\n    timeout-minutes: 10\n",
         "  lint:\n    runs-on: x\n", "the job 'lint' has no timeout-minutes."),
        ("    timeout-minutes: 25\n", "", "the job 'test' has no timeout-minutes."),
    ],
)  # fmt: skip
def test_a_mistake_in_a_job_is_said_with_its_line(root, right, wrong, said):
    text = (root / LINT).read_text("utf-8")
    assert right in text
    (root / LINT).write_text(text.replace(right, wrong, 1), "utf-8")
    (sentence,) = problems(root)
    assert sentence.startswith(f"{LINT}, line ")
    assert sentence.partition(": ")[2].startswith(said)


def test_a_workflow_with_the_other_ending_is_read_too(root):
    (root / FOLDER / "more.yaml").write_text("jobs: {one: {steps: [{run: make tset}]}}", "utf-8")
    first, second = problems(root)
    assert "more.yaml, line 1: unknown target of make 'tset'" in first
    assert "the job 'one' has no timeout-minutes" in second
