"""What pages print of the rule book: picks, reasons, and the picture."""

from __future__ import annotations

import html
from collections.abc import Iterable

from content.errors import SiteError, listed, unknown
from content.project import Project
from content.rulebook import Answers, Outcome, Rule, RuleBook, Step
from content.verdict import Verdict, decide, picked
from macros.citations import cite
from macros.here import Here
from macros.markup import badge, table

CHOOSER = "choose/chooser.md"
SURE = {"high": "High", "medium": "Medium", "low": "Low"}
UNDECIDED = "Undecided"


def pick(project: Project, here: Here, case: str, *same: str) -> str:
    """What the rule book picks in a case, and in others that are the same, as a link to reasons."""
    book = project.rulebook
    call = f"pick({', '.join(repr(name) for name in (case, *same))})"
    found = [book.case(call, name) for name in (case, *same)]
    picks = [picked(book, one.answers) for one in found]
    for one, other in zip(found[1:], picks[1:], strict=True):
        if other != picks[0]:
            raise SiteError(
                f"{call}: '{one.id}' picks {listed(other or ['nothing'])}, but '{case}' "
                f"{listed(picks[0] or ['nothing'])}. Write two calls."
            )
    return chooser(here, found[0].answers, named(book, picks[0], "or"))


def cases(project: Project, here: Here, group: str) -> str:
    """The situations of one group as a table: pick, how sure, and the reasons that decide."""
    book = project.rulebook
    chosen = [case for case in book.cases.values() if case.group == group]
    if not chosen:
        groups = [case.group for case in book.cases.values() if case.group]
        raise unknown(f'cases("{group}")', "group of cases", group, groups)
    rows = []
    for case in chosen:
        verdict = decide(book, case.answers)
        names = chooser(here, case.answers, named(book, verdict.picks, "or"))
        if verdict.also:
            names += f", and {named(book, verdict.also, 'and')} beside it"
        rows.append([case.title, names, SURE.get(verdict.sure or "", "-"), _why(book, verdict)])
    return table(["Situation", "Pick", "How sure", "Why"], rows)


def rules(project: Project, here: Here, strength: str) -> str:
    """Every reason of one strength, as a table."""
    book = project.rulebook
    if strength not in book.weights:
        raise unknown(f'rules("{strength}")', "strength", strength, book.weights)
    rows = [
        [
            rule.title,
            f"{'For' if rule.toward else 'Against'} {named(book, rule.outcomes, 'and')}",
            f"{_because(project, here, rule)} *Price:* {rule.price}",
            rule.instead,
        ]
        for rule in book.rules
        if rule.strength == strength
    ]
    return table(["If", "It speaks", "Because", "Otherwise"], rows)


def reasons(project: Project, here: Here, outcome: str, side: str) -> str:
    """What speaks for an outcome, or against it and for another, as a list; strongest first."""
    book = project.rulebook
    known = [one.id for one in book.outcomes]
    if outcome not in known:
        raise unknown(f'reasons("{outcome}", "{side}")', "outcome", outcome, known)
    if side not in ("for", "against"):
        raise unknown(f'reasons("{outcome}", "{side}")', "side", side, ["for", "against"])
    if side == "for":
        chosen = [rule for rule in book.rules if outcome in rule.toward]
    else:
        chosen = [
            rule for rule in book.rules
            if outcome in rule.against
            or (rule.toward and outcome not in rule.toward
                and book.weights[rule.strength] >= book.strong)
        ]  # fmt: skip
    chosen.sort(key=lambda rule: -book.weights[rule.strength])
    return "\n".join(_reason(project, here, rule, side) for rule in chosen)


def scale(project: Project) -> str:
    """What the strengths of reasons and the words for how sure a pick is mean."""
    book = project.rulebook
    high, medium = book.scale.sure.high, book.scale.sure.medium
    strengths = [
        f"- **{one.id.capitalize()}** ({_points(one.weight)}). {one.means}"
        for one in book.scale.strengths
    ]
    strong = listed([name for name, weight in book.weights.items() if weight >= book.strong], "or")
    return "\n".join(
        [
            *strengths,
            f"\nA pick needs {_points(book.scale.least)}. How sure it is:\n",
            f"- **High**: it leads by {high} points or more, a reason that {strong} is among them, "
            "and none speaks otherwise.",
            f"- **Medium**: it leads by {medium} points or more.",
            f"- **Low**: it leads by less; or a reason that {strong} speaks otherwise; or two are "
            f"within {_points(book.scale.close)} of each other: a close call.",
        ]
    )


def _points(count: int) -> str:
    return f"{count} {'point' if count == 1 else 'points'}"


def spine(project: Project, here: Here) -> str:
    """The picture: questions straight down, each with its outcome beside it."""
    book = project.rulebook
    items = "".join(
        f"<li>{_step(here, book, number, step)}</li>" for number, step in enumerate(book.spine)
    )
    last = (
        f"<li class='mdx-spine__end'><p class='mdx-spine__ask'>None of these?</p>"
        f"<div class='mdx-spine__to'><p><a href='{here.address(CHOOSER)}'>Ask the chooser</a>: "
        "it weighs all answers together.</p></div></li>"
    )
    return f"<ol class='mdx-spine'>{items}{last}</ol>"


def _step(here: Here, book: RuleBook, number: int, step: Step) -> str:
    found = [decide(book, answers) for answers in step.answers]
    names = named(book, dict.fromkeys(one for verdict in found for one in verdict.picks), "or")
    sure = "" if step.says else f", {SURE[found[0].sure or 'low'].lower()}"
    leads = f"{html.escape(step.says)}: {names}" if step.says else f"{names}{sure}"
    but = "".join(
        f"<li>with {listed([str(number + 1) for number in others], 'or')}: "
        f"{named(book, then, 'or')}</li>"
        for then, others in _moved(book, number, step).items()
    )
    nested = f"<ul class='mdx-spine__but'>{but}</ul>" if but else ""
    link = here.address(CHOOSER)
    address = f"{link}#{_query(step.answers[0])}"
    asked = step.ask if step.says else f"<a href='{address}'>{html.escape(step.ask)}</a>"
    return (
        f"<p class='mdx-spine__ask'>{asked}</p>"
        f"<div class='mdx-spine__to'><p>{leads}</p>{nested}</div>"
    )


def _moved(book: RuleBook, number: int, step: Step) -> dict[tuple[str, ...], list[int]]:
    """What this question leads to instead, with the later questions whose yes changes it."""
    moved: dict[tuple[str, ...], list[int]] = {}
    if len(step.answers) > 1:
        return moved
    (mine,) = step.answers
    for other, later in enumerate(book.spine[number + 1 :], number + 1):
        theirs = later.answers[0]
        if any(mine.get(question, said) != said for question, said in theirs.items()):
            continue
        then = tuple(picked(book, {**mine, **theirs}))
        if then != tuple(picked(book, mine)):
            moved.setdefault(then, []).append(other)
    return moved


def named(book: RuleBook, outcomes: Iterable[str], join: str) -> str:
    """Outcomes with their colours and shapes, joined by a word; the word for none of them."""
    names = [_mark(book.outcome(name)) for name in outcomes]
    return listed(names, join) if names else UNDECIDED


def _mark(outcome: Outcome) -> str:
    if outcome.kind == "compared" or outcome.shape:
        return badge(outcome)
    return f"<span class='mdx-outcome'>{html.escape(outcome.name)}</span>"


def chooser(here: Here, answers: Answers, words: str) -> str:
    """A link to the chooser with these answers given."""
    return f"<a class='mdx-pick' href='{here.address(CHOOSER)}#{_query(answers)}'>{words}</a>"


def _query(answers: Answers) -> str:
    """Answers as the chooser writes them behind its address."""
    return "&amp;".join(f"{question}={answer}" for question, answer in answers.items())


def _why(book: RuleBook, verdict: Verdict) -> str:
    """The reasons that decide and the strongest one against; the link beside them has them all."""
    if not verdict.picks:
        return "The reasons for and against cancel each other out."
    found = [rule.because for rule in _strongest(book, verdict.speaks_for)]
    if against := _strongest(book, verdict.speaks_against):
        found.append(f"*Against it:* {against[0].because}")
    return " ".join(found)


def _strongest(book: RuleBook, names: list[str]) -> list[Rule]:
    """The reasons of the highest strength among these."""
    chosen = [rule for rule in book.rules if rule.id in names]
    if not chosen:
        return []
    most = max(book.weights[rule.strength] for rule in chosen)
    return [rule for rule in chosen if book.weights[rule.strength] == most]


def _brief(project: Project, rule: Rule) -> str:
    """Why, with its sources; what else it rests on stands where the rule is printed whole."""
    sources = [*rule.evidence.sources, *rule.evidence.decisions]
    marks = cite(project, *sources) if sources else ""
    return f"{rule.because.rstrip('.')}{marks}."


def _because(project: Project, here: Here, rule: Rule) -> str:
    """Why, with everything that it rests on."""
    parts = [_brief(project, rule)]
    if rule.evidence.tasks:
        links = [
            f"[{project.tasks[name].title}]({here.link(project.tasks[name].page)})"
            for name in rule.evidence.tasks
        ]
        parts.append(f"Ran here: {listed(links)}.")
    if rule.evidence.judgement:
        parts.append(rule.evidence.judgement)
    return " ".join(parts)


def _reason(project: Project, here: Here, rule: Rule, side: str) -> str:
    after = f"*Price:* {rule.price}" if side == "for" else rule.instead
    return f"- **{rule.title}** ({rule.strength}). {_because(project, here, rule)} {after}"
