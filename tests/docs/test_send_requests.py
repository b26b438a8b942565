"""The requests of the guide, sent to each application; `--record` writes what they answer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from content.project import RESPONSES, ROOT, read
from tests.contract.harness import environment, running
from tools.setup.ports import free_port

TASK = "json-api"
PAGE = (ROOT / "docs/guides/send-requests.md").read_text(encoding="utf-8")
REQUEST = re.compile(
    r"^```(?P<language>sh|python)\n(?P<code>.*?)^```\n\n"
    r"\{\{ responses\(\"(?P<name>[a-z-]+)\"\) \}\}$",
    re.M | re.S,
)
# What differs from run to run, or with the versions of server and Python.
VOLATILE = re.compile(r"^(?:Date|Server): .*\r?\n", re.M)
INTERPRETER = Path(sys.executable)


def send(language: str, code: str, home: Path) -> str:
    """What a reader sees in the terminal, without what is volatile."""
    # HTTPie prints less when its output goes to a program; this is what it prints to a person.
    options = ["--ignore-stdin", "--print=hb", "--pretty=format"]
    (home / "config.json").write_text(json.dumps({"default_options": options}))
    result = subprocess.run(
        ["sh", "-ec", code] if language == "sh" else [INTERPRETER, "-c", code],
        env={**environment(INTERPRETER), "HTTPIE_CONFIG_DIR": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{code}\n{result.stderr}"
    return VOLATILE.sub("", result.stdout.replace("\r\n", "\n")).strip() + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("framework", [item.id for item in read(ROOT).frameworks])
def test_the_answers_are_those_of_the_running_application(framework, request, tmp_path):
    answer = read(ROOT).applications[TASK][framework]
    folder = ROOT / RESPONSES / framework
    found = list(REQUEST.finditer(PAGE))
    with running(answer.folder, answer.meta.start, answer.meta.ready, INTERPRETER) as server:
        said = {
            match["name"]: send(
                match["language"],
                match["code"].replace("http://127.0.0.1:8000", server.url),
                tmp_path,
            )
            for match in found
        }
    if request.config.getoption("--record"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in said.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    recorded = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    assert said == recorded


def test_every_block_of_the_page_is_sent():
    blocks = re.findall(r"^```(?:sh|python)$", PAGE, re.M)
    names = [match["name"] for match in REQUEST.finditer(PAGE)]
    assert len(names) == len(set(names)) == len(blocks) == PAGE.count("{{ responses(")


def test_curl_says_by_its_status_that_the_connection_was_refused():
    address = f"http://127.0.0.1:{free_port()}/api/books"
    assert subprocess.run(["curl", "-s", address], check=False).returncode == 7
