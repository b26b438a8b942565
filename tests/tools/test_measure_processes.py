"""The workers of a server are told from its other processes, and each can be asked alone."""

from __future__ import annotations

import subprocess
import sys

import httpx
import psutil
import pytest

from content.errors import SiteError
from tools.measure.frameworks import processes
from tools.setup.ports import free_port

COUNT = 3
APPLICATION = """
import os

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""


@pytest.fixture(name="server")
def fixture_server(tmp_path):
    """The number of a server's process, and its address."""
    (tmp_path / "told.py").write_text(APPLICATION, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(COUNT), "told:application"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        try:
            yield process.pid, f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def test_while_the_others_are_stopped_one_worker_answers_all(server):
    number, url = server
    workers = processes.workers(number, COUNT)
    for one in workers:
        with processes.stopped(other for other in workers if other != one):
            assert {httpx.get(url).text for _ in range(5)} == {str(one.pid)}
    assert all(one.status() != "stopped" for one in workers)


def test_a_process_that_ends_while_all_are_read_is_no_mistake(server, monkeypatch):
    number, _ = server
    processes.workers(server[0], COUNT)
    listed, asked = processes.family, []

    def family(root):
        asked.append(root)
        found = listed(root)
        if len(asked) == 1:
            with subprocess.Popen([sys.executable, "-c", ""]) as gone:
                found.append(psutil.Process(gone.pid))
        return found

    monkeypatch.setattr(processes, "family", family)
    assert processes.memory(number).processes == COUNT + 1
    assert len(asked) == 2
    assert processes.use(number).cpu_s > 0


def test_all_below_a_process_end(server):
    number, _ = server
    workers = processes.workers(number, COUNT)
    processes.end_below(number)
    _, alive = psutil.wait_procs(workers, timeout=5)
    assert not alive


def test_another_number_of_workers_is_said(server, monkeypatch):
    processes.workers(server[0], COUNT)
    monkeypatch.setattr(processes, "PATIENCE", 0.2)
    with pytest.raises(SiteError, match="3 workers listen; 4 were asked for"):
        processes.workers(server[0], COUNT + 1)
