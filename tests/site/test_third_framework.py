"""Proof that frameworks are data: a third one is added by folders and a registry entry alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap

import pytest
import yaml
from bs4 import BeautifulSoup

from content.project import ROOT, read
from tests.site.test_bad_input import PARTS, copy_of_project

FIXTURE = ROOT / "tests/fixtures/quart"
MACHINERY = ["pyproject.toml", "tests/__init__.py", "tests/conftest.py", "tests/allowed-skips.txt"]
pytestmark = pytest.mark.xdist_group("third-framework")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = copy_of_project(tmp_path_factory.mktemp("third"), [*PARTS, *MACHINERY])
    registry = folder / "data/frameworks.yml"
    entry = yaml.safe_load((FIXTURE / "registry.yml").read_text())
    gaps = dict.fromkeys(read(ROOT).tasks, "This fixture has one task only.")
    del gaps["hello"]
    entry[0]["missing"] = gaps
    added = textwrap.indent(yaml.safe_dump(entry), "  ")
    registry.write_text(f"{registry.read_text()}\n{added}")
    # What `make lock` would do: the fixture's packages are locked among the checks.
    main, checks = folder / "requirements/main.txt", folder / "requirements/checks.txt"
    main.write_text(main.read_text() + checks.read_text())
    shutil.copytree(FIXTURE / "snippets", folder / "snippets", dirs_exist_ok=True)
    return folder


def run(folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_held_to_the_contract_and_its_column_appears(project):
    run(project, "pytest", "tests/contract", "--task", "hello", "--framework", "quart",
        "--record", "-q", "-p", "no:cacheprovider")  # fmt: skip
    run(project, "tools.build")

    page = BeautifulSoup((project / "site/compare/hello/index.html").read_text(), "html.parser")
    columns = page.select_one(".mdx-compare")
    labels = [label.get_text(strip=True) for label in columns.find_all("label")]
    assert labels == ["Flask", "Django", "Quart"]
    assert "async def hello" in page.get_text()
    counts = page.select_one(".mdx-counts")
    assert [row.td.get_text() for row in counts.select("tbody tr")] == labels
    assert "This fixture has one task only." in page.get_text()
    assert "Quart" in page.select_one(".mdx-verified").get_text()
    assert (project / "site/downloads/hello-quart.zip").is_file()


def test_nothing_but_data_and_folders_was_touched(project):
    for part in ["macros", "overrides", "mkdocs.yml", "tools"]:
        source, copy = ROOT / part, project / part
        files = [source] if source.is_file() else [p for p in source.rglob("*") if p.is_file()]
        for path in files:
            if "__pycache__" not in path.parts:
                twin = copy if source.is_file() else copy / path.relative_to(source)
                assert twin.read_bytes() == path.read_bytes()


def test_no_code_knows_a_framework_by_name():
    names = [framework.id for framework in read(ROOT).frameworks]
    for part in ["macros", "overrides"]:
        for path in (ROOT / part).rglob("*.*"):
            if path.suffix in {".py", ".js", ".css", ".html"}:
                text = path.read_text(encoding="utf-8").lower()
                assert not [name for name in names if name in text], path
