"""Answers of fresh projects are those of the projects as they are."""

from __future__ import annotations

from content.defaults import problems
from content.project import ROOT, read


def test_every_answer_is_of_the_projects_and_requests_as_they_are():
    assert list(problems(read(ROOT))) == []
