"""What the chooser's page reads: tasks come with the answers that call for them."""

from __future__ import annotations

from dataclasses import replace

from content.chooser import published
from content.needs import Needs


def test_a_task_is_wanted_by_the_answers_that_call_for_what_it_shows(project):
    shows = project.tasks["greet"].model_copy(update={"shows": ["greeting"]})
    needs = Needs({"sent": {"pages": ["greeting", "other"], "files": ["other"]}})
    found = published(replace(project, tasks={"greet": shows}, needs=needs))
    assert found["tasks"]["greet"]["for"] == ["sent=pages"]
    assert published(project)["tasks"]["greet"]["for"] == []
