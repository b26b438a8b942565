"""The steps of a build; tests/site runs it as a whole."""

from __future__ import annotations

import errno
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.small_project import write_project
from tools import build as tool
from tools.build import build, replace, report, without_tracebacks

PAGE = """<title>A page</title><meta name="description" content="About a page"><h1>A page</h1>
<a href="{address}">x</a>"""


@pytest.fixture
def root(tmp_path):
    """A project with the site of an earlier build."""
    folder = write_project(tmp_path)
    (folder / "site").mkdir()
    (folder / "site/earlier.html").write_text("earlier")
    return folder


@pytest.fixture
def mkdocs(monkeypatch):
    """Stand in for MkDocs, after sources that are in order."""

    def pretend(code=0, address="/"):
        def run(command, **options):
            partial = Path(command[command.index("--site-dir") + 1])
            assert not partial.exists(), "an earlier build was left"
            partial.mkdir(parents=True)
            (partial / "index.html").write_text(PAGE.format(address=address))
            return subprocess.CompletedProcess(command, code, "built\n", "")

        monkeypatch.setattr(tool, "source_problems", lambda project: [])
        monkeypatch.setattr(tool.output, "finish", lambda project, site, address: [])
        monkeypatch.setattr(tool.subprocess, "run", run)
        monkeypatch.delenv("SITE_URL", raising=False)

    return pretend


def untouched(root):
    return [path.name for path in (root / "site").iterdir()] == ["earlier.html"]


def test_a_good_build_takes_the_place_of_the_earlier_one(root, mkdocs):
    mkdocs()
    assert build(root, root / "site") == []
    assert [path.name for path in (root / "site").iterdir()] == ["index.html"]


def test_content_that_cannot_be_read_stops_the_build(root):
    (root / "data/sources.yml").unlink()
    assert build(root, root / "site") == ["data/sources.yml: this file is missing."]
    assert untouched(root)


def test_a_problem_of_the_sources_stops_the_build(root):
    (root / "docs/compare/greet.md").unlink()
    (found,) = build(root, root / "site")
    assert found.startswith("mkdocs.yml, line 5: docs/ has no page 'compare/greet.md'.")
    assert untouched(root)
    assert not (root / "build").exists()


def test_a_failure_of_mkdocs_stops_the_build(root, mkdocs, capsys):
    mkdocs(code=1)
    assert build(root, root / "site") == ["MkDocs ended with 1; what it found is printed above."]
    assert capsys.readouterr().out == "built\n"
    assert untouched(root)


def test_a_problem_of_the_built_pages_stops_the_build(root, mkdocs):
    mkdocs(address="/gone/")
    (found,) = build(root, root / "site")
    assert "'/gone/' leads nowhere" in found
    assert untouched(root)


@pytest.mark.parametrize("owner", ["999999999", "unknown"])
def test_what_a_killed_build_left_is_cleared(root, mkdocs, owner):
    left = root / f"build/site.{owner}.abc/site"
    left.mkdir(parents=True)
    mkdocs()
    assert build(root, root / "site") == []
    assert list((root / "build").glob("site.*")) == []


def test_a_build_that_still_runs_is_left_alone(root, mkdocs):
    running = root / f"build/site.{os.getppid()}.abc"
    running.mkdir(parents=True)
    mkdocs()
    assert build(root, root / "site") == []
    assert running.is_dir()


def test_builds_that_end_together_leave_one_whole_site(tmp_path):
    target = tmp_path / "site"
    for number in range(8):
        (tmp_path / f"{number}/site").mkdir(parents=True)
        (tmp_path / f"{number}/site/index.html").write_text(str(number))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: replace(tmp_path / f"{number}/site", target), range(8)))
    assert [path.name for path in target.iterdir()] == ["index.html"]
    assert [path.name for path in tmp_path.rglob("index.html")] == ["index.html"]


def test_a_folder_that_cannot_be_written_is_one_sentence(root, mkdocs, monkeypatch, capsys):
    mkdocs()
    (root / "build").write_text("a file where the folder should be")
    monkeypatch.setattr(tool, "ROOT", root)
    assert tool.main() == 1
    printed = capsys.readouterr().err
    assert printed.startswith(f"Error: {root / 'build'}: File exists.")
    assert "Traceback" not in printed


@pytest.mark.parametrize("code", [errno.EROFS, errno.EBUSY])
def test_a_site_that_cannot_be_replaced_is_said_so_and_stays(
    root, mkdocs, monkeypatch, capsys, code
):
    def refuse(path, target):
        raise OSError(code, os.strerror(code), str(path))

    mkdocs()
    monkeypatch.setattr(tool, "ROOT", root)
    monkeypatch.setattr(Path, "rename", refuse)
    assert tool.main() == 1
    assert capsys.readouterr().err == f"Error: {root / 'site'}: {os.strerror(code)}.\n"
    assert untouched(root)


def test_after_a_failure_nothing_half_built_is_left(root, mkdocs):
    mkdocs(address="/gone/")
    build(root, root / "site")
    assert list(root.rglob("index.html")) == []
    mkdocs()
    assert build(root, root / "site") == []


@pytest.mark.parametrize("url", ["https://example.org/project", "https://example.org/project/"])
def test_pages_are_checked_below_the_path_of_the_site(root, mkdocs, monkeypatch, url):
    mkdocs()
    monkeypatch.setenv("SITE_URL", url)
    assert "leads out of the site, whose top is /project/" in build(root, root / "site")[0]
    mkdocs(address="/project/")
    monkeypatch.setenv("SITE_URL", url)
    assert build(root, root / "site") == []


TRACED = """\
INFO - Building
Traceback (most recent call last):
  File "a.py", line 1, in <module>
    f(
    ~^

  File "b.py", line 2, in f
    raise ValueError("why")
ValueError: why
  and where

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "c.py", line 3, in g
OSError: no
done
"""


def test_tracebacks_leave_only_the_errors():
    assert without_tracebacks(TRACED).splitlines() == [
        "INFO - Building",
        "ValueError: why",
        "  and where",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        "OSError: no",
        "done",
    ]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("overrides/partials/footer.html", "overrides/partials/footer.html, line 4: "),
        ("macros/tasks.py", "macros/tasks.py, line 4: "),
        (".venv/lib/x.py", ""),
        ("../elsewhere.py", ""),
    ],
)
def test_the_last_place_in_what_people_write_stands_before_the_error(tmp_path, file, said):
    path = (tmp_path / file).resolve()
    text = (
        "Traceback (most recent call last):\n"
        f'  File "{path}", line 4, in f\n    f(\n'
        f'  File "{tmp_path}/.venv/lib/y.py", line 5, in g\nUndefinedError: no\n'
    )
    assert without_tracebacks(text, tmp_path) == f"{said}UndefinedError: no\n"


def test_output_without_a_traceback_stays_as_it_is():
    text = "WARNING - x\n  File of 3 lines\n\nTraceback is a word\n"
    assert without_tracebacks(text) == text


def test_the_report_lists_each_finding_and_fails(capsys):
    assert report(iter(["one", "two"])) == 1
    assert capsys.readouterr().err.splitlines() == [
        "Error: one",
        "Error: two",
        "2 found; the site was not changed.",
    ]


def test_without_findings_nothing_is_said(capsys):
    assert report([]) == 0
    assert capsys.readouterr() == ("", "")
