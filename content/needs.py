"""What a project needs by what was answered: data/decide/needs.yml, from answers to features."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from content.model import Id, known
from content.reader import load_with_lines
from content.rulebook import FOLDER, Question, refuse_unknown_answers

PATH = f"{FOLDER}/needs.yml"
QuestionName = Annotated[Id, known("question")]
RowName = Annotated[Id, known("row of features")]
Rows = Annotated[list[RowName], Field(min_length=1)]


class Needs(RootModel[dict[QuestionName, dict[Id, Rows]]]):
    """data/decide/needs.yml: question → answer → rows of data/features/."""

    def calling_for(self, row: str) -> list[str]:
        """The answers that call for a row, each as `question=answer`."""
        return [
            f"{question}={answer}"
            for question, answers in self.root.items()
            for answer, rows in answers.items()
            if row in rows
        ]


def read_needs(root: Path, questions: Collection[Question], rows: Collection[str]) -> Needs:
    """Read and check the file; a question, an answer or a row that does not exist is refused."""
    names = {"question": [one.id for one in questions], "row of features": rows}
    loaded = load_with_lines(root / PATH, Needs, root, **names)
    refuse_unknown_answers(
        questions,
        (
            (loaded.at(question, answer), question, answer)
            for question, answers in loaded.content.root.items()
            for answer in answers
        ),
    )
    return loaded.content
