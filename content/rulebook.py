"""The rule book of data/decide/: questions, outcomes, rules and cases, and what makes no sense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, model_validator

from content.errors import SiteError, listed, right, unknown
from content.model import (
    Id,
    OutcomeId,
    Palette,
    QuestionId,
    SourceId,
    Strict,
    TaskId,
    Text,
    each_id_once,
    known,
)
from content.reader import Loaded, load_with_lines

FOLDER = "data/decide"
SURE = ("high", "medium", "low")

Answers = dict[QuestionId, Id]


class Strength(Strict):
    """How much a reason weighs."""

    id: Id
    weight: int = Field(ge=1, description="points that it gives or takes")
    means: Text


class Sure(Strict):
    """By how many points a pick has to lead."""

    high: int
    medium: int


class Scale(Strict):
    """data/decide/scale.yml."""

    strengths: Annotated[list[Strength], each_id_once] = Field(min_length=1)
    least: int = Field(ge=1, description="points without which nothing is picked")
    close: int = Field(ge=0, description="points within which outcomes are a close call")
    sure: Sure
    strong: Id = Field(
        description="from this strength on a reason can make a pick sure, or spoil it"
    )

    @model_validator(mode="after")
    def _strong_is_one_of_them(self) -> Scale:
        ids = [one.id for one in self.strengths]
        if self.strong not in ids:
            raise ValueError(
                f"unknown strength '{self.strong}' (strong). {right(self.strong, ids)}"
            )
        return self


class Answer(Strict):
    """One thing that a person may say."""

    id: Id
    says: Text


class Question(Strict):
    """Something that a person knows of a project without knowing a framework."""

    id: Id
    ask: Text
    why: Text = Field(description="why the answer matters")
    answers: Annotated[list[Answer], each_id_once] = Field(min_length=2)

    def says(self, answer: str) -> str:
        """The words of one of its answers."""
        return next(one.says for one in self.answers if one.id == answer)


class Questions(RootModel[Annotated[list[Question], each_id_once]]):
    """data/decide/questions.yml, in the order of the page."""


class Outcome(Strict):
    """Something that can be picked."""

    id: Id
    name: Text
    kind: Literal["compared", "considered", "other", "beside"]
    page: Text = Field(description="where a reader goes next, as a path in `docs/`")
    about: Text
    colour: Palette | None = Field(default=None, description="if the registry has none for it")
    shape: Text | None = None


class Outcomes(RootModel[Annotated[list[Outcome], each_id_once]]):
    """data/decide/outcomes.yml."""


class Evidence(Strict):
    """What a rule rests on; a judgement says that it is one."""

    sources: list[SourceId] = Field(default_factory=list)
    tasks: list[TaskId] = Field(default_factory=list)
    decisions: list[SourceId] = Field(default_factory=list, description="records of teams")
    judgement: Text | None = None

    @model_validator(mode="after")
    def _there_is_some(self) -> Evidence:
        if not (self.sources or self.tasks or self.decisions or self.judgement):
            raise ValueError("'evidence' is empty. Right: sources, tasks, decisions or judgement.")
        return self


class Rule(Strict):
    """A reason for or against some outcomes, where the answers fit."""

    id: Id = Field(description="its name; no page prints it")
    title: Text = Field(description="the situation, as a reader would tell it")
    when: dict[QuestionId, list[Id]] = Field(min_length=1, description="question → any of these")
    toward: list[OutcomeId] = Field(
        default_factory=list, alias="for", description="what it speaks for; this or `against`"
    )
    against: list[OutcomeId] = Field(default_factory=list, description="what it speaks against")
    strength: Annotated[Id, known("strength")] = Field(description="an id of scale.yml")
    because: Text = Field(description="why, in one sentence")
    price: Text = Field(description="what following it costs")
    instead: Text = Field(description="what the others need to get the same")
    with_: Text | None = Field(default=None, alias="with", description="what to take beside it")
    evidence: Evidence = Field(description="what it rests on")

    @model_validator(mode="after")
    def _it_points_one_way(self) -> Rule:
        if bool(self.toward) == bool(self.against):
            raise ValueError(f"'{self.id}' needs one of 'for' and 'against', and not both.")
        return self

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that it is about."""
        return self.toward or self.against

    def fits(self, answers: dict[str, str]) -> bool:
        """Whether all that it asks for is answered so."""
        return all(answers.get(question) in wanted for question, wanted in self.when.items())


class Rules(RootModel[Annotated[list[Rule], each_id_once]]):
    """data/decide/rules.yml."""


class Case(Strict):
    """A situation that pages speak of, with the pick that they print."""

    id: Id
    title: Text = Field(description="the situation, as a reader would tell it")
    answers: Answers = Field(min_length=1)
    pick: list[OutcomeId] = Field(description="empty where the rule book cannot say")
    sure: Literal["high", "medium", "low"] | None = None
    group: Id | None = Field(default=None, description="the table that shows it")


class Cases(RootModel[Annotated[list[Case], each_id_once]]):
    """data/decide/cases.yml."""


class Step(Strict):
    """A question of the picture; the rule book says what its answers lead to."""

    id: Id
    ask: Text
    answers: list[Answers] = Field(min_length=1, description="what yes means; each set leads on")
    says: Text | None = Field(default=None, description="words before several outcomes")


class Spine(RootModel[Annotated[list[Step], each_id_once]]):
    """data/decide/spine.yml, from the top down."""


@dataclass(frozen=True)
class RuleBook:
    """Everything that the answer is reasoned from."""

    scale: Scale
    questions: list[Question]
    outcomes: list[Outcome]
    rules: list[Rule]
    cases: dict[str, Case]
    spine: list[Step]

    @cached_property
    def weights(self) -> dict[str, int]:
        """Strength → points."""
        return {one.id: one.weight for one in self.scale.strengths}

    @cached_property
    def asking(self) -> dict[str, list[Rule]]:
        """Question → the rules that its answer can make fit."""
        return {
            question.id: [rule for rule in self.rules if question.id in rule.when]
            for question in self.questions
        }

    @cached_property
    def strong(self) -> int:
        """The points from which on a reason can make a pick sure, or spoil it."""
        return self.weights[self.scale.strong]

    @cached_property
    def beside(self) -> set[str]:
        """The outcomes that stand beside a framework: picked only where none has reasons."""
        return {one.id for one in self.outcomes if one.kind == "beside"}

    def question(self, name: str) -> Question:
        """A question by its id."""
        return next(one for one in self.questions if one.id == name)

    def outcome(self, name: str) -> Outcome:
        """An outcome by its id."""
        return next(one for one in self.outcomes if one.id == name)

    def case(self, where: str, name: str) -> Case:
        """A case by its id; `where` is the place that names it."""
        if name not in self.cases:
            raise unknown(where, "case", name, self.cases)
        return self.cases[name]


def read_rulebook(root: Path, **names: Any) -> RuleBook:
    """Read and check data/decide/.

    Raises:
        SiteError: something in it is unknown, or makes no sense.
    """

    def part(name: str, model: Any) -> Loaded[Any]:
        return load_with_lines(root / FOLDER / f"{name}.yml", model, root, **names)

    scale = part("scale", Scale).content
    names["strength"] = [one.id for one in scale.strengths]
    questions = part("questions", Questions).content.root
    names["question"] = [one.id for one in questions]
    loaded = part("outcomes", Outcomes)
    outcomes = loaded.content.root
    names["outcome"] = [one.id for one in outcomes]
    for index, outcome in enumerate(outcomes):
        if outcome.kind == "compared" and outcome.id not in names.get("framework", [outcome.id]):
            raise unknown(loaded.at(index, "id"), "framework", outcome.id, names["framework"])
        if outcome.page.partition("#")[0] not in names.get(
            "page", [outcome.page.partition("#")[0]]
        ):
            raise unknown(loaded.at(index, "page"), "page", outcome.page, names["page"])
    rules, cases, spine = part("rules", Rules), part("cases", Cases), part("spine", Spine)
    refuse_unknown_answers(questions, _named_answers(rules, cases, spine))
    if found := list(nonsense(rules)):
        raise SiteError("\n".join(found))
    return RuleBook(
        scale,
        questions,
        outcomes,
        rules.content.root,
        {case.id: case for case in cases.content.root},
        spine.content.root,
    )


def refuse_unknown_answers(
    questions: Iterable[Question], named: Iterable[tuple[str, str, str]]
) -> None:
    """Refuse an answer that its question does not offer; each with its place and question."""
    offered = {one.id: [answer.id for answer in one.answers] for one in questions}
    for where, question, answer in named:
        if answer not in offered[question]:
            raise unknown(where, f"answer to '{question}'", answer, offered[question])


def _named_answers(
    rules: Loaded[Rules], cases: Loaded[Cases], spine: Loaded[Spine]
) -> Iterator[tuple[str, str, str]]:
    """Every answer that a rule, a case or the picture names: where, of which question, which."""
    for index, rule in enumerate(rules.content.root):
        for question, wanted in rule.when.items():
            yield from ((rules.at(index, "when", question), question, one) for one in wanted)
    for index, case in enumerate(cases.content.root):
        for question, answer in case.answers.items():
            yield cases.at(index, "answers", question), question, answer
    for index, step in enumerate(spine.content.root):
        for number, answers in enumerate(step.answers):
            for question, answer in answers.items():
                yield spine.at(index, "answers", number, question), question, answer


def nonsense(rules: Loaded[Rules]) -> Iterator[str]:
    """Pairs of rules that say the same, or the opposite, of one outcome under the same answers."""
    numbered = list(enumerate(rules.content.root))
    for (_, first), (number, second) in combinations(numbered, 2):
        if _conditions(first) != _conditions(second):
            continue
        where = rules.at(number, "id")
        if both := sorted(set(first.outcomes) & set(second.outcomes)):
            same = bool(first.toward) == bool(second.toward)
            says = "says the same as" if same else "contradicts"
            yield (
                f"{where}: '{second.id}' {says} '{first.id}' about {listed(both)} under the same "
                "answers. Join them, or take one out."
            )


def _conditions(rule: Rule) -> dict[str, frozenset[str]]:
    return {question: frozenset(wanted) for question, wanted in rule.when.items()}
