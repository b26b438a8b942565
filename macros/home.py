"""The first screen: the chooser's first question, and what was proved of the code beside it."""

from __future__ import annotations

from content.dates import written
from content.project import Project
from macros.bars import bars
from macros.claims import CONTRACT
from macros.decide import CHOOSER, chooser
from macros.here import Here
from macros.markup import in_html
from macros.tasks import fewest_lines

TASKS = "compare/index.md"


def first_question(project: Project, here: Here) -> str:
    """The chooser's first question; each answer leads to the chooser, where it is given."""
    question, *others = project.rulebook.questions
    answers = "".join(
        f"<li>{chooser(here, {question.id: one.id}, in_html(one.says))}</li>"
        for one in question.answers
    )
    return (
        f"<div class='mdx-ask'><h2>{in_html(question.ask)}</h2><ul>{answers}</ul>"
        f"<p>Then {len(others)} more, each of which may stay open. "
        f"<a href='{here.address(CHOOSER)}'>All questions</a></p></div>"
    )


def proved(project: Project, here: Here, task: str) -> str:
    """The lines of a task as bars, when its contract was last kept, and which faults that finds."""
    found = project.task(f'proved("{task}")', task)
    runs = [run for known in project.verified.content.root.get(task, {}).values() for run in known]
    page = here.address(found.page)
    # The oldest of the last runs: since then all of them hold.
    day = f"kept on {written(min(run.date for run in runs))}" if runs else "not run yet"
    faults = len(project.faults.get(task, []))
    return (
        f"<div class='mdx-first__proof'>{bars(project, task)}<p>"
        f"One contract for all: <a href='{page}#{CONTRACT}'>{len(found.contract)} promises</a>, "
        f"{day}. {faults} faults planted in this code: our tests fail unless it finds each.</p>"
        f"<p>{fewest_lines(project)} <a href='{here.address(TASKS)}'>All tasks</a></p></div>"
    )
