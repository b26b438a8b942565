"""The harness itself: it starts, explains and ends what it starts."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.contract.harness import ServerError, running
from tests.contract.small import SERVE

PYTHON = Path(sys.executable)


@pytest.fixture
def folder(tmp_path):
    app = tmp_path / "app"
    app.mkdir()
    (app / "serve.py").write_text(SERVE)
    return app


def lives(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return Path("/proc").exists() is False and _answers_signal(pid)
    return state != "Z"


def _answers_signal(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_server_runs_in_a_copy_and_ends_with_its_children(folder):
    with running(folder, ["python serve.py {port}"], "/", PYTHON) as server:
        assert httpx.get(server.url, trust_env=False).status_code == 200
        child = int((server.folder / "child").read_text())
        assert lives(child)
    time.sleep(0.1)
    assert not lives(child)
    assert not server.alive()
    assert not server.folder.exists()
    assert not (folder / "visited").exists()


def test_the_copy_can_be_changed_before_anything_runs(folder):
    def prepare(home):
        (home / "serve.py").rename(home / "other.py")

    with running(folder, ["python other.py {port}"], "/", PYTHON, prepare=prepare) as server:
        assert httpx.get(server.url, trust_env=False).status_code == 200
    assert (folder / "serve.py").exists()


def test_children_end_even_if_the_test_fails(folder):
    with (
        pytest.raises(RuntimeError),
        running(folder, ["python serve.py {port}"], "/", PYTHON) as server,
    ):
        child = int((server.folder / "child").read_text())
        raise RuntimeError
    time.sleep(0.1)
    assert not lives(child)


def test_lines_before_the_last_prepare_it(folder):
    start = ["export GREETING=hello", "echo $GREETING > greeting", "python serve.py {port}"]
    with running(folder, start, "/", PYTHON) as server:
        assert (server.folder / "greeting").read_text() == "hello\n"


def test_a_restart_keeps_the_folder_and_the_address(folder):
    with running(folder, ["python serve.py {port}"], "/", PYTHON) as server:
        before = int(httpx.get(server.url, trust_env=False).text)
        old, child = server.process.pid, int((server.folder / "child").read_text())
        server.restart()
        assert server.process.pid != old
        assert not lives(child)
        assert int(httpx.get(server.url, trust_env=False).text) > before
    assert not server.alive()


def test_variables_reach_the_application(folder):
    start = ["echo $DATABASE_URL > url", "python serve.py {port}"]
    given = {"DATABASE_URL": "postgresql://somewhere"}
    with running(folder, start, "/", PYTHON, variables=given) as server:
        assert (server.folder / "url").read_text() == "postgresql://somewhere\n"


def test_a_server_that_ends_is_explained_with_its_log(folder):
    start = ["python -c 'raise SystemExit(\"no database\")' # {port}"]
    with pytest.raises(ServerError) as error, running(folder, start, "/", PYTHON):
        pass
    assert "ended with 1 before it answered" in str(error.value)
    assert "no database" in str(error.value)


def test_a_server_that_never_answers_is_explained_with_its_log(folder):
    start = ["sh -c 'echo waiting for godot; sleep 60 # {port}'"]
    began = time.monotonic()
    with pytest.raises(ServerError) as error, running(folder, start, "/", PYTHON, within=1):
        pass
    assert "No answer within 1 s" in str(error.value)
    assert "waiting for godot" in str(error.value)
    assert time.monotonic() - began < 10
