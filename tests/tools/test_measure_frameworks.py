"""`make measure`: what it reads, what it refuses, and that its arms answer. No time is asserted."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from content.errors import SiteError
from content.measure_plan import Fresh, Login, Server
from content.project import ROOT, read
from tools.measure.frameworks import client, servers
from tools.measure.frameworks.kinds import fresh, served, streams, suite
from tools.measure.frameworks.kinds.job import Job, Seen, undisturbed
from tools.measure.frameworks.servers import cookie_of, serving
from tools.measure.frameworks.without_server import counted_in
from tools.setup.ports import free_port

PYTHON = ROOT / ".venv-measure/bin/python"
PLAN = read(ROOT).plan
FIRST = PLAN.pages[0].arms[0].application
SERVED = [page for page in PLAN.pages if page.topic == "servers"][-1]
GUARDED = next(page for page in PLAN.pages if page.login)
URL = "http://127.0.0.1:1/"
SAID = """\
finished in 216.88ms, 4610.78 req/s, 666.40KB/s
requests: 1000 total, 1000 started, 1000 done, {good} succeeded, {bad} failed, 0 errored, 0 timeout
status codes: {good} 2xx, 0 3xx, {bad} 4xx, 0 5xx
"""
needs_client = pytest.mark.skipif(
    not (shutil.which("h2load") and shutil.which("valgrind")),
    reason="no h2load or no valgrind on this machine; Debian: nghttp2-client, valgrind",
)


def measure(*arguments, **variables):
    command = [PYTHON, "-m", "tools.measure.frameworks", "--quick", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=500,
    )


def test_the_seconds_are_those_of_the_line_that_ends_the_run():
    assert client.seconds(SAID.format(good=1000, bad=0), URL, 1000) == pytest.approx(0.21688)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (SAID.format(good=998, bad=2), f"{URL}: 2 of 1000 requests were not answered well."),
        ("Segmentation fault", f"h2load said nothing of {URL}: Segmentation fault."),
        ("", f"h2load said nothing of {URL}: no word."),
    ],
)
def test_an_answer_that_is_missing_or_wrong_ends_the_run(said, why):
    with pytest.raises(SiteError) as refused:
        client.seconds(said, URL, 1000)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("seen", "kept"), [((50.0, 20.0, 30.0), 1), ((12.0, 3.0, 0.0), 1), ((0.4, 0.0, 0.0), 0)]
)
def test_a_run_beside_which_others_were_busy_is_done_again_and_the_quietest_is_kept(seen, kept):
    numbers, looks = iter(range(3)), iter(seen)
    job = Job("cost", "text", "one.wsgi", lambda _: {"cpu_us": next(numbers)})
    found = undisturbed(job, 1.0, 3, lambda: contextlib.nullcontext(Seen(next(looks))))
    assert found == ({"cpu_us": kept}, seen[kept])


@pytest.mark.parametrize("said", ["==1== I   refs:      1,234", "==1== I refs:        1,234"])
def test_instructions_are_read_from_what_valgrind_says(said):
    assert counted_in(f"==1== Cachegrind\n{said}\n") == 1234


def test_valgrind_without_a_count_ends_the_run():
    with pytest.raises(SiteError, match=r"valgrind counted nothing: Killed\."):
        counted_in("Killed")


@needs_client
def test_a_server_that_is_gone_is_said_in_a_sentence():
    with pytest.raises(SiteError, match="10 of 10 requests were not answered well"):
        client.ask(f"http://127.0.0.1:{free_port()}/", 10, 2)


def test_a_server_whose_package_is_not_here_is_left_out_with_its_arms(monkeypatch):
    names = [name for name, server in PLAN.servers.items() if server.package]
    assert names
    monkeypatch.setattr(servers, "installed", lambda package: False)
    assert servers.lacking(PLAN) == [PLAN.servers[name] for name in names]
    assert [job.arm for job in served.jobs(ROOT, PLAN) if job.arm.split(".")[1] in names] == []


def test_a_line_may_ask_for_the_module_and_what_is_called_apart():
    server = Server(name="One", line="serve {port} {workers} --call {callable} {module}")
    assert (
        server.started("shop.wsgi:application", 2) == "serve {port} 2 --call application shop.wsgi"
    )


def test_a_missing_tool_is_named_with_the_way_to_get_it():
    done = measure(PATH="/nowhere")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: h2load is missing. On Debian and Ubuntu: apt-get install nghttp2-client\n"
    )


@needs_client
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--only", "memori"], "ONLY: unknown kind of measurement 'memori'. Nearest: memory"),
        (["--arm", f"{FIRST}x"], f"ARM: unknown application '{FIRST}x'. Nearest: {FIRST}"),
    ],
)
def test_what_it_does_not_have_is_refused(arguments, why):
    done = measure(*arguments)
    assert done.returncode == 1
    assert why in done.stderr


@pytest.mark.parametrize(
    ("said", "count"),
    [("Ran 1 test in 0.1s\n\nOK", "1"), ("Ran 12 tests in 2s", "12"), ("= 9 passed in 1s =", "9")],
)
def test_how_many_tests_ran_is_what_their_runner_says(said, count):
    ran = suite.RAN.search(said)
    assert count in ran.groups()


def test_a_suite_that_fails_is_no_measurement(tmp_path):
    (tmp_path / "test_it.py").write_text("def test_it():\n    assert not 1\n")
    with pytest.raises(SiteError, match="made: its tests failed:"):
        suite.suite("made", tmp_path, ["python -m pytest"], Path(sys.executable), 1.0)


def test_lines_that_a_command_wrote_are_not_counted_as_typed():
    made = {"urls.py": "import a\n\nroutes = [\n]\n", "empty.py": ""}
    typed = {"urls.py": "import a\n\nroutes = [\n    a.b,\n]\n", "views.py": '"""It."""\nb = 1\n'}
    assert fresh.counted(made, typed) == {
        "made_files": 2,
        "made_lines": 3,
        "written_files": 2,
        "written_lines": 2,
    }


def test_what_the_cache_lacks_is_said_with_the_way_to_get_it(tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/fresh.txt").write_text("nobody-has-this==1.0\n")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    asked = Fresh(application="made", installs=["nobody-has-this"], serve="true {port}")
    with pytest.raises(SiteError, match=r"from its cache\. Run: sh tools/setup/environments\.sh"):
        fresh.fresh(tmp_path, tmp_path, asked, 1.0)


@needs_client
def test_whoever_is_not_let_in_ends_the_run(monkeypatch):
    # The packages of this one stand in the tests' own environment.
    monkeypatch.setattr(servers, "python_of", lambda *given: Path(sys.executable))
    with (
        serving(ROOT, PLAN, GUARDED.arms[-1], GUARDED.path) as server,
        pytest.raises(SiteError, match="answered 200 to a login"),
    ):
        cookie_of(server.url, Login(at=GUARDED.login.at, form={"username": "eve"}))


def test_tables_that_cannot_be_made_end_the_run_with_what_was_said(monkeypatch):
    monkeypatch.setattr(servers, "python_of", lambda *given: Path(sys.executable))
    broken = PLAN.applications[FIRST].model_copy(update={"before": ["echo no; exit 3"]})
    plan = PLAN.model_copy(update={"applications": {"broken": broken}})
    with pytest.raises(SiteError, match=r"broken: what makes its tables failed:\nno"):
        servers.prepared(ROOT, plan, "broken")


ARMS = [
    (FIRST, "cost", "cpu_us"),
    (FIRST, "cost", "cpu_us"),  # a short round is begun anew each time
    (PLAN.waiting.arms[-1].application, "waiting", "threads"),
]
OTHER_ARMS = [
    (PLAN.database[0].arms[-1].application, "database", "queries 1"),
    (SERVED.arms[-1].application, "served", "pss"),
    (PLAN.streams.arms[-1].application, "streams", f"in_time {PLAN.streams.count}"),
    (GUARDED.arms[0].application, "memory", "pss"),
    (PLAN.suites[0].applications[0], "suite", "tests 1"),
    (PLAN.fresh[0].application, "fresh", "written_files 1"),
    (PLAN.layers[0].application, "layers", "with_us"),
]


@needs_client
@pytest.mark.long
@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    "arms", [ARMS, pytest.param(OTHER_ARMS, marks=pytest.mark.deep)], ids=["two kinds", "others"]
)
def test_an_arm_of_each_kind_is_measured(arms):
    for arm, kind, value in arms:
        done = measure("--arm", arm, "--only", kind)
        assert done.returncode == 0, done.stderr
        assert value in done.stdout
        assert "no record is written of one application" in done.stdout


@pytest.mark.parametrize(
    ("stream", "page", "why"),
    [
        (b"HTTP/1.1 500 Failed\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", "2 ended by themselves"),
        (b"data: 0\n\n", b"HTTP/1.1 200 OK\r\n\r\n", "2 ended by themselves"),
        (b"data: 0\n\n", b"HTTP/1.1 503 Busy\r\n\r\n", "answered with b'HTTP/1.1 503 Busy"),
    ],
)
def test_a_stream_that_ends_and_a_page_that_fails_are_refused(stream, page, why):
    async def tried():
        async def answering(reader, writer):
            asked = await reader.readuntil(b"\r\n\r\n")
            writer.write(stream if asked.startswith(b"GET /events ") else page)
            if "503" in why and asked.startswith(b"GET /events "):
                await reader.read()  # until the client has gone
            writer.close()

        async with await asyncio.start_server(answering, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await streams.held(f"http://127.0.0.1:{port}", os.getpid(), 2, 0.1)

    # In a thread: a browser's loop may run in this one already.
    with ThreadPoolExecutor(1) as pool, pytest.raises(streams.BrokenError, match=why):
        pool.submit(asyncio.run, tried()).result()


@needs_client
@pytest.mark.deep
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["cost", "served", "streams", "layers", "instructions"])
def test_every_arm_answers(kind):
    done = measure("--only", kind)
    assert done.returncode == 0, done.stderr
