from __future__ import annotations

from pathlib import Path

import pytest

from content.errors import SiteError
from content.project import ROOT, read
from tests.project_copy import copy_project, run
from tools.new.task import create


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


def test_a_new_task_builds_and_fails_its_contract_until_it_is_written(project):
    made = create(project, "file-upload")
    assert {framework.id for framework in read(ROOT).frameworks} == {
        path.split("/")[2] for path in made if path.endswith("implementation.yml")
    }
    built = run(project, "mkdocs", "build", "--strict", "-d", "built")
    assert built.returncode == 0, built.stderr
    assert (project / "built/compare/file-upload/index.html").is_file()
    ran = run(project, "pytest", "tests/contract", "--task", "file-upload", "-q",
              "--environment", "main", "-p", "no:cacheprovider")  # fmt: skip
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Write the line that starts the server" in ran.stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("File Upload", "lower-case words joined by hyphens"),
        ("x; touch f", "lower-case words joined by hyphens"),
        ("", "lower-case words joined by hyphens"),
        ("form", "it exists. Taken: "),
    ],
)
def test_a_bad_name_is_explained_and_nothing_is_written(project, name, said):
    before = sorted(project.rglob("*"))
    with pytest.raises(SiteError, match=said):
        create(project, name)
    assert sorted(project.rglob("*")) == before
