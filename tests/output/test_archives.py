from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from content.errors import SiteError
from content.project import ROOT, read
from output.archives import archive, write_all
from tests.contract.harness import NO_TLS, running

APPLICATIONS = {
    f"{application.task}-{application.framework.id}": application
    for application in read(ROOT).every_application()
}


def contents(path):
    with zipfile.ZipFile(path) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


@pytest.fixture
def alpha(project):
    return project.applications["greet"]["alpha"]


def test_an_archive_holds_the_application_in_one_folder(alpha, tmp_path):
    path = archive(alpha, tmp_path)
    assert path.name == "greet-alpha.zip"
    assert list(contents(path)) == [
        "greet-alpha/app.py",
        "greet-alpha/requirements.txt",
        "greet-alpha/templates/page.html",
        "greet-alpha/test_app.py",
    ]


def test_no_mark_is_left_in_it(alpha, tmp_path):
    found = contents(archive(alpha, tmp_path))
    assert found["greet-alpha/templates/page.html"] == "<p>{{ greeting }}</p>\n"
    assert "--8<--" not in "".join(found.values())


def test_the_same_folder_makes_the_same_bytes(alpha, tmp_path):
    first = archive(alpha, tmp_path).read_bytes()
    os.utime(alpha.folder / "app.py", (1_000_000_000, 1_000_000_000))
    (alpha.folder / "test_app.py").chmod(0o755)
    assert archive(alpha, tmp_path).read_bytes() == first


def test_another_line_of_code_makes_other_bytes(alpha, tmp_path):
    first = archive(alpha, tmp_path).read_bytes()
    (alpha.folder / "app.py").write_text("import beta\n")
    assert archive(alpha, tmp_path).read_bytes() != first


def test_an_archive_brings_its_pinned_requirements(alpha, tmp_path):
    found = contents(archive(alpha, tmp_path))
    assert found["greet-alpha/requirements.txt"] == f"blinker=={version('blinker')}\n"


def test_what_is_not_installed_cannot_be_pinned(alpha, tmp_path):
    (alpha.folder / "requirements.in").write_text("no-such-package\n")
    with pytest.raises(SiteError, match="'no-such-package' is not installed"):
        archive(alpha, tmp_path)


def test_every_implementation_gets_an_archive_in_a_folder_that_is_made(project, tmp_path):
    found = write_all(project, tmp_path / "deep/downloads")
    assert [path.name for path in found] == ["greet-alpha.zip", "greet-beta.zip"]
    assert all(path.is_file() for path in found)


@pytest.mark.deep
@pytest.mark.needs("uv")
@pytest.mark.parametrize("name", APPLICATIONS)
def test_a_download_runs_after_what_its_page_says(name, tmp_path):
    """Unpacked, installed into an environment of its own and started, it shows its page."""
    application = APPLICATIONS[name]
    with zipfile.ZipFile(archive(application, tmp_path)) as bundle:
        bundle.extractall(tmp_path)
    interpreter = tmp_path / "venv/bin/python"
    uv(tmp_path, "venv", "venv", "--python", sys.executable)
    uv(tmp_path, "pip", "install", "--python", interpreter, "-r", f"{name}/requirements.txt")
    start, ready = application.meta.start, application.meta.ready
    with running(tmp_path / name, start, ready, interpreter) as server:
        answer = httpx.get(f"{server.url}{ready}", trust_env=False, verify=NO_TLS)
    assert answer.status_code == 200, server.log()


def uv(folder, *arguments):
    command = [Path(sys.executable).with_name("uv"), "--no-progress", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
