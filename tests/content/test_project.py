from __future__ import annotations

import shutil

import pytest

from content.errors import SiteError
from content.project import read

REGISTRY = "data/frameworks.yml"
TASK = "snippets/greet/task.yml"
BETA = "snippets/greet/beta/implementation.yml"


def test_a_sound_project_is_read(project):
    assert list(project.tasks) == ["greet"]
    assert list(project.applications["greet"]) == ["alpha", "beta"]
    assert set(project.applications["greet"]["alpha"].sections) == {"view", "page"}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (REGISTRY, "missing: {greet:", "missing: {great:",
         "data/frameworks.yml, gamma: unknown task 'great'. Known: greet."),
        (REGISTRY, "    missing: {greet: Nobody wrote it.}\n", "",
         "snippets/greet: the folder 'gamma' is missing."),
        (BETA, "{slash: Beta answers 301.}", "{}",
         f"{BETA}: 'differences' says nothing of 'slash'."),
        (BETA, "{slash:", "{slosh: No., slash:",
         f"{BETA}: unknown difference 'slosh'. Known: slash."),
        (BETA, "absent: {page:", "absent: {paeg:",
         f"{BETA}: unknown step 'paeg'. Known: page, view."),
        (TASK, "steps:\n", "steps:\n  - {id: route, title: The route}\n",
         "implementation.yml: section 'route' is missing."),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(root, file, old, new, said):
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))
    with pytest.raises(SiteError) as error:
        read(root)
    assert said in str(error.value)


def test_a_missing_folder_tells_how_to_give_the_reason(root):
    shutil.rmtree(root / "snippets/greet/beta")
    with pytest.raises(SiteError) as error:
        read(root)
    assert "snippets/greet: the folder 'beta' is missing." in str(error.value)
    assert "data/frameworks.yml under 'beta': missing: {greet: reason}" in str(error.value)


def test_a_folder_of_no_framework_lists_the_known(root):
    (root / "snippets/greet/bata").mkdir()
    with pytest.raises(SiteError) as error:
        read(root)
    assert str(error.value) == (
        "snippets/greet: unknown framework 'bata'. Known: alpha, beta, gamma."
    )


def test_a_folder_of_no_task_is_named(root):
    (root / "snippets/great").mkdir()
    with pytest.raises(SiteError, match=r"^snippets/great: task\.yml is missing\.$"):
        read(root)


@pytest.mark.parametrize("file", [REGISTRY, "data/sources.yml", "data/verified.json", BETA])
def test_a_missing_file_is_named(root, file):
    (root / file).unlink()
    with pytest.raises(SiteError, match=f"{file}: this file is missing"):
        read(root)


def test_an_unknown_task_lists_the_known(project):
    assert project.task("here", "greet").title == "A greeting"
    with pytest.raises(SiteError, match=r"^here: unknown task 'great'\. Known: greet\.$"):
        project.task("here", "great")
