"""A server of a few lines, for tests of what starts and judges applications."""

from __future__ import annotations

from importlib.metadata import version

from content.project import ROOT
from content.shapes import SHAPES
from tests.small_project import FILES

SERVE = """\
import http.server
import os
import subprocess
import sys
from pathlib import Path

VISITED = Path("visited")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            print("about to die", flush=True)
            os._exit(3)
        with VISITED.open("a") as visits:
            visits.write("x")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(len(VISITED.read_text())).encode())


child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
Path("child").write_text(str(child.pid))
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""

CONTRACT = """\
import pytest


@pytest.mark.contract("answers")
def test_answers(client):
    assert client.get("/").status_code == 200


@pytest.mark.contract("survives")
def test_survives(client):
    assert client.get("{path}").status_code == 200
"""

MACHINERY = [
    "__init__.py", "conftest.py", "allowed-skips.txt",
    *(f"contract/{name}.py" for name in (
        "__init__", "conftest", "cases", "harness", "host", "marks", "oidc", "postgres", "probe",
        "recorder", "selection", "smtp", "webhook",
    )),
]  # fmt: skip


def small_project(root, commands, path="/", databases=(), environments=("main",)):
    """A project with one task in as many frameworks as there are commands."""
    registry = [
        f"{{id: {name}, name: {name}, package: pytest, environments: [{', '.join(environments)}], "
        f"documentation: 'https://example.org/', shape: {shape}, "
        "colour: {light: '#000000', dark: '#ffffff'}}"
        for name, shape in zip(commands, SHAPES, strict=False)
    ]
    first = next(iter(commands))
    pins = [f"{name}=={version(name)}" for name in ("pytest", "pluggy", "packaging", "pygments")]
    texts = {
        **{
            name: text
            for name, text in FILES.items()
            if name.startswith(("data/", "docs/", "mkdocs"))
        },
        "data/frameworks.yml": (
            f"environments: [{', '.join(f'{{id: {one}, title: {one}}}' for one in environments)}]\n"
            f"frameworks: [{', '.join(registry)}]\n"
        ),
        # The rule book knows neither these frameworks nor this task.
        "data/decide/outcomes.yml": FILES["data/decide/outcomes.yml"].replace("compared", "other"),
        "data/decide/rules.yml": FILES["data/decide/rules.yml"].replace(
            "{tasks: [greet]}", "{judgement: We think so.}"
        ),
        "data/measure.yml": FILES["data/measure.yml"]
        .replace("snippets/greet/alpha", f"snippets/mini/{first}")
        .replace("snippets/greet/beta", f"snippets/mini/{first}")
        .replace("task: greet", "title: Mini"),
        "requirements/main.txt": "\n".join(pins),
        "data/task-groups.yml": FILES["data/task-groups.yml"],
        "pyproject.toml": (ROOT / "pyproject.toml").read_text(),
        "snippets/mini/task.yml": (
            "{title: Mini, summary: s, why: w, page: p.md, group: all,"
            " steps: [{id: view, title: V}],"
            " contract: [{id: answers, says: a}, {id: survives, says: b}],"
            f" databases: [{', '.join(databases)}]}}\n"
        ),
        "tests/contract/test_mini.py": CONTRACT.replace("{path}", path),
        **{f"tests/{name}": (ROOT / "tests" / name).read_text() for name in MACHINERY},
    }
    for name, command in commands.items():
        folder = f"snippets/mini/{name}"
        texts[f"{folder}/serve.py"] = SERVE
        texts[f"{folder}/requirements.in"] = "pytest\n"
        texts[f"{folder}/test_serve.py"] = "# None yet.\n"
        texts[f"{folder}/implementation.yml"] = (
            f"start: ['{command}']\ntest: 'true'\ntest_files: ['test_*']\nabsent: {{view: v}}\n"
        )
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for name in ["content", "macros", "output", "tools"]:
        (root / name).symlink_to(ROOT / name)
