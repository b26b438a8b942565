"""The chooser: its questions with what each answer speaks for, as a page reads without a script.

The script `overrides/assets/javascripts/chooser.js` lets a reader answer them.
"""

from __future__ import annotations

import html

from content.chooser import FILE, version
from content.project import Project
from content.rulebook import Question, Rule, RuleBook
from content.verdict import decide
from macros.here import Here
from macros.markup import badge, in_html

WAYS = {"for": "For", "against": "Against"}
OPEN = "Don’t know, or it does not matter"


def chooser(project: Project, here: Here) -> str:
    """All questions of the rule book, and the place where a script shows what they lead to."""
    book = project.rulebook
    first = book.questions[0].id
    parts = [
        f'<framework-chooser class="mdx-chooser" data-root="{here.root}" '
        f'data-book="{here.root}/{FILE}?{version(project)}">',
        _views(),
        '<div class="mdx-chooser__questions">',
        *(_question(book, question, question.id == first) for question in book.questions),
        _steps(len(book.questions)),
        "</div>",
        _result(book),
        "</framework-chooser>",
    ]
    return f"<div>{''.join(parts)}</div>"


def _views() -> str:
    """The choice between one question and all; scripts alone make it work, and show it."""
    return (
        '<fieldset class="mdx-chooser__views" hidden>'
        '<legend class="site-hidden">How many questions to show</legend>'
        '<label><input type="radio" name="view" value="one" checked> One at a time</label>'
        '<label><input type="radio" name="view" value="all"> All on one page</label>'
        "</fieldset>"
    )


def _steps(count: int) -> str:
    """The way from question to question, where one is shown at a time."""
    return (
        '<div class="mdx-chooser__steps" hidden>'
        '<button type="button" data-step="-1" class="site-button" disabled>Back</button>'
        '<button type="button" data-step="1" class="site-button mdx-chooser__main">'
        "Next question</button>"
        f'<span class="mdx-chooser__place">Question 1 of {count}</span></div>'
    )


def _result(book: RuleBook) -> str:
    """The place of the answer, as it is while nothing is answered."""
    asked = decide(book, {}).ask_next
    name = asked or book.questions[0].id
    link = f'<a href="#question-{name}">{in_html(book.question(name).ask)}</a>'
    return (
        '<section class="mdx-chooser__result" aria-label="The answer" hidden>'
        '<div class="mdx-chooser__answer">'
        '<h2 tabindex="-1"><span role="status">Undecided</span></h2>'
        '<button type="button" class="site-button" data-do="reasons">Why</button></div>'
        '<div class="mdx-chooser__verdict" tabindex="-1">'
        "<p>Nothing is answered yet. Answer what you know, in any order; the answer builds here."
        f"</p><p>It wants to know most: {link}</p></div></section>"
    )


def _question(book: RuleBook, question: Question, current: bool) -> str:
    answers = "".join(
        _answer(question.id, one.id, one.says, _rules(book, question, one.id))
        for one in question.answers
    )
    return (
        f'<fieldset class="mdx-chooser__question" id="question-{question.id}" '
        f'data-question="{question.id}"{" data-current" if current else ""}>'
        f'<legend><h2 tabindex="-1">{in_html(question.ask)}</h2></legend>'
        f"<p>{in_html(question.why)}</p>{answers}"
        f"{_answer(question.id, '', OPEN, '', 'checked')}</fieldset>"
    )


def _answer(question: str, value: str, says: str, rules: str, checked: str = "") -> str:
    box = (
        f'<input type="radio" name="{question}" value="{value}"{f" {checked}" if checked else ""}>'
    )
    return f"<div><label>{box} <span>{in_html(says)}</span></label>{rules}</div>"


def _rules(book: RuleBook, question: Question, answer: str) -> str:
    """What an answer speaks for; a rule with several conditions stands where its first one does."""
    found = [
        rule
        for rule in book.asking[question.id]
        if next(iter(rule.when)) == question.id and answer in rule.when[question.id]
    ]
    if not found:
        return '<p class="mdx-chooser__rules">Speaks for none of them.</p>'
    items = "".join(f"<li>{_rule(book, rule)}</li>" for rule in found)
    return f'<ul class="mdx-chooser__rules">{items}</ul>'


def _rule(book: RuleBook, rule: Rule) -> str:
    way = WAYS["for" if rule.toward else "against"]
    names = ", ".join(badge(book.outcome(name)) for name in rule.outcomes)
    return (
        f"{way} {names} ({rule.strength}){_also(book, rule)}: {in_html(rule.because)}"
        f"{f' Take {_text(rule.with_)} with it.' if rule.with_ else ''}"
    )


def _also(book: RuleBook, rule: Rule) -> str:
    """What else has to be answered before a rule counts."""
    others = list(rule.when.items())[1:]
    said = [
        f"“{in_html(book.question(name).ask)}” is answered “"
        + "” or “".join(in_html(book.question(name).says(one)) for one in wanted)
        + "”"
        for name, wanted in others
    ]
    return f", if {' and '.join(said)}" if said else ""


def chooser_outcomes(project: Project, here: Here) -> str:
    """What can be picked, each with the page that says more."""
    return "\n".join(
        f"- [{badge(one)}]({here.link(one.page)}): {one.about}" for one in project.rulebook.outcomes
    )


def _text(value: str) -> str:
    return html.escape(value, quote=False)
