from __future__ import annotations

import datetime
from dataclasses import replace

from bs4 import BeautifulSoup

from content.model import Fault, Verified
from content.reader import Loaded
from macros.here import Here
from macros.home import first_question, proved
from tests.macros.test_tasks import run

HERE = Here("index.md", start="")
FAULT = Fault.model_construct(id="wrong", framework="alpha")


def words(text):
    return BeautifulSoup(text, "html.parser").get_text(" ", strip=True)


def test_each_answer_to_the_first_question_leads_to_the_chooser_where_it_is_given(project):
    found = BeautifulSoup(first_question(project, HERE), "html.parser")
    question = project.rulebook.questions[0]
    assert found.h2.get_text() == question.ask
    assert [(a.get_text(), a["href"]) for a in found.select("li a")] == [
        (one.says, f"./choose/chooser/#{question.id}={one.id}") for one in question.answers
    ]
    assert "Then 1 more" in found.get_text()


def test_the_proof_says_when_all_last_passed_and_how_many_faults_are_planted(project):
    late = run("2").model_copy(update={"date": datetime.date(2026, 11, 9)})
    runs = {"greet": {"alpha": [run("1")], "beta": [late]}}
    known = replace(
        project,
        verified=Loaded("data/verified.json", Verified(runs), None),
        faults={"greet": [FAULT, FAULT]},
    )
    text = words(proved(known, HERE, "greet"))
    assert "2 promises , kept on 2 November 2026. 2 faults planted" in text


def test_a_task_that_never_ran_says_so(project):
    assert "2 promises , not run yet." in words(proved(project, HERE, "greet"))
