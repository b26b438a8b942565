"""What a contract does by commands: each framework's lines, and what its tool makes."""

from __future__ import annotations

import pytest

from content.errors import SiteError
from content.project import read
from macros.driven import tool_changes, tool_commands

TASK = "snippets/greet/task.yml"
ALPHA = "snippets/greet/alpha/implementation.yml"
BETA = "snippets/greet/beta/implementation.yml"
CHANGE = "{file: app.py, replace: 'import', with: 'export', outcome: %s}"


@pytest.fixture
def driven(root):
    """The small project, whose applications take a command and a change."""
    with (root / TASK).open("a") as file:
        file.write("commands: [{id: go, title: Go}]\nchanges: [{id: turn, title: A turn}]\n")
    for path, outcome in [(ALPHA, "lost"), (BETA, "kept, answers: [y]")]:
        (root / path).parent.joinpath("app.py").write_text(
            (root / path).parent.joinpath("app.py").read_text().replace("import", "use")
            + "import\n"
        )
        with (root / path).open("a") as file:
            file.write(
                f"commands: {{go: run {outcome[:4]}}}\nchanges: {{turn: {CHANGE % outcome}}}\n"
            )
    return root


def test_each_framework_has_its_line(driven):
    assert "| Go | `run lost` | `run kept` |" in tool_commands(read(driven), "greet")
    assert "Go" not in tool_commands(read(driven), "greet", "go")


def test_each_framework_has_its_outcome_and_whether_it_asks(driven):
    found = tool_changes(read(driven), "greet")
    assert "| A turn | written; **values lost** | asks; written; rows kept |" in found
    assert "Gamma" not in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("commands: {go:", "commands: {og:", "'commands' says nothing of 'go'."),
        ("commands: {go: run", "commands: {og: x, go: run", "unknown command 'og'. Known: go."),
        ("file: app.py", "file: ap.py", "unknown file 'ap.py'. Known: app.py"),
        ("'import'", "'nowhere'", "'nowhere' occurs 0 times in app.py, not once."),
    ],
)
def test_what_does_not_fit_the_task_or_the_code_is_named(driven, old, new, said):
    path = driven / ALPHA
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    with pytest.raises(SiteError) as error:
        read(driven)
    assert said in str(error.value)
