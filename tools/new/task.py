"""`make new-task NAME=…`: the folders, contract and page of a task, ready to be filled in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from content.errors import SiteError
from content.project import ROOT, Project, read
from tools.ending import ends_well
from tools.new.files import in_navigation, title_of, valid_name, write_all
from tools.new.page import new_pages

TASK = """\
title: {title}
summary: Say in one sentence what the application does.
why: Say in one sentence why a reader compares this.
page: compare/{name}.md
group: {group}
contract:
  - id: answers
    says: "`GET /` answers 200."
steps:
  - id: view
    title: The view
samples:
  - curl -i http://127.0.0.1:8000/
differences:
  - id: first
    title: Name a request that the frameworks answer differently.
    why: Say why a reader should know.
"""

IMPLEMENTATION = """\
start:
  - echo "Write the line that starts the server on port {{port}}" && exit 1
test: echo "Write the line that runs the tests" && exit 1
test_files: ["test_*.py"]
absent:
  view: Not written yet.
differences:
  first: Say what this framework does.
"""

CONTRACT = '''\
"""The contract of `{name}`: black box over HTTP, the same for every framework."""

import pytest


@pytest.mark.contract("answers")
def test_answers(client):
    response = client.get("/")
    assert response.status_code == 200
    pytest.fail("Write the contract of '{name}', then take this line out.")
'''

FAULTS = """\
# Deliberate faults: each must make the contract fail. See docs/contribute/task.md, step 7.
faults: []
"""


def new_files(project: Project, name: str) -> dict[str, str]:
    """The files of a new task by path."""
    words = {"name": name, "title": title_of(name), "group": project.task_groups[0].id}
    made = {
        f"snippets/{name}/task.yml": TASK.format(**words),
        f"tests/contract/test_{name.replace('-', '_')}.py": CONTRACT.format(**words),
        f"tests/faults/{name}.yml": FAULTS,
        **new_pages(project, "comparison", name, words["title"]),
    }
    for framework in project.frameworks:
        folder = f"snippets/{name}/{framework.id}"
        made[f"{folder}/implementation.yml"] = IMPLEMENTATION.format(**words)
        made[f"{folder}/requirements.in"] = f"{framework.package}\n"
        made[f"{folder}/test_app.py"] = "# Write the framework's own tests here.\n"
    return made


def create(root: Path, name: str) -> list[str]:
    """Create a task; return the paths of what was made or changed."""
    valid_name(name)
    project = read(root)
    made = new_files(project, name)
    if name in project.tasks or any((root / path).exists() for path in made):
        raise SiteError(f"NAME={name}: it exists. Taken: {', '.join(sorted(project.tasks))}.")
    navigation = (root / "mkdocs.yml").read_text(encoding="utf-8")
    entry = f"- {title_of(name)}: compare/{name}.md"
    return write_all(root, {**made, "mkdocs.yml": in_navigation(navigation, "compare", [entry])})


@ends_well
def main() -> int:
    """Create the task that NAME of the environment asks for; return the exit code."""
    name = os.environ.get("NAME", "")
    paths = create(ROOT, name)
    print("\n".join(paths))
    print(f"Next: docs/contribute/task.md, step 2; then make test-task TASK={name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
