"""Calls of macros: made for a page, and checked in its text, with the line of each mistake."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from jinja2 import Environment, TemplateSyntaxError, nodes

from content.errors import SiteError, unknown
from content.pages import Page
from content.project import Project
from macros.here import Here

Macro = Callable[..., str]

# What a macro gets without being asked; the rest stands between the brackets of the call.
GIVEN = ("project", "here")
OPENING = re.compile(r"\{\{")
# Text that means to be a call and lacks a brace: `{ whole("form") }`.
ALMOST = re.compile(r"(?<![{])\{\s*(\w+)\([^{}\n]*\)\s*\}+|\[\[\s*(\w+)\([^\n]*?\)\s*\]\]")


signature_of = cache(inspect.signature)


@dataclass(frozen=True)
class Caller:
    """Calls macros on behalf of one page."""

    project: Project
    here: Here
    macros: Mapping[str, Macro]

    def call(self, name: str, /, *args: object, **kwargs: object) -> str:
        """Call a macro; arguments that it does not take are refused with those that it takes."""
        macro = self.macros[name]
        signature = signature_of(macro)
        mine = {"project": self.project, "here": self.here}
        given = {key: mine[key] for key in signature.parameters if key in GIVEN}
        asked = signature.replace(
            parameters=[item for key, item in signature.parameters.items() if key not in GIVEN]
        )
        try:
            bound = asked.bind(*args, **kwargs)
        except TypeError as error:
            raise SiteError(f"{name}(): {error}. Right: {usage(name, macro)}.") from None
        return macro(*given.values(), *bound.args, **bound.kwargs)


def usage(name: str, macro: Macro) -> str:
    """How a macro is called, as its page writes it."""
    parameters = inspect.signature(macro).parameters
    asked = [str(item.replace(annotation=item.empty)) for key, item in parameters.items()
             if key not in GIVEN]  # fmt: skip
    return f"{{{{ {name}({', '.join(asked)}) }}}}"


def mistakes(page: Page, caller: Caller) -> Iterator[str]:
    """One sentence for each call in a page that fails, and for text that only looks like one."""
    text = without_code(page.text)
    for found in ALMOST.finditer(text):
        name = found[1] or found[2]
        if name in caller.macros:
            yield f"{page.at(found.start())}: '{found[0]}' is no call. Right: {{{{ {name}(…) }}}}."
    try:
        tree = Environment().parse(page.text)  # noqa: S701 (it renders nothing)
    except TemplateSyntaxError as error:
        yield _syntax(page, error)
        return
    for statement in tree.body:
        for node in statement.nodes if isinstance(statement, nodes.Output) else [statement]:
            # One sentence for each pair of braces: what follows from a mistake is none of its own.
            yield from islice(_mistake(page, node, caller), 1)


def _mistake(page: Page, node: nodes.Node, caller: Caller) -> Iterator[str]:
    where = f"{page.path}, line {page.first_line + node.lineno - 1}"
    named = node.node if isinstance(node, nodes.Call) else node
    if isinstance(node, nodes.TemplateData):
        return
    if not isinstance(named, nodes.Name):
        yield f"{where}: what stands between the braces is no call of a macro."
    elif named.name not in caller.macros:
        yield str(unknown(where, "macro", named.name, caller.macros))
    elif isinstance(node, nodes.Call):
        yield from _failure(where, node, named.name, caller)
    else:
        right = usage(named.name, caller.macros[named.name])
        yield f"{where}: '{named.name}' stands without brackets. Right: {right}."


def _failure(where: str, call: nodes.Call, name: str, caller: Caller) -> Iterator[str]:
    try:
        args = [argument.as_const() for argument in call.args]
        kwargs = {keyword.key: keyword.value.as_const() for keyword in call.kwargs}
    except nodes.Impossible:
        right = usage(name, caller.macros[name])
        yield f"{where}: {name}() takes names in quotes. Right: {right}."
        return
    macro = caller.macros[name]
    if not all(isinstance(value, str) for value in [*args, *kwargs.values()]):
        yield f"{where}: {name}() takes names in quotes. Right: {usage(name, macro)}."
        return
    for key in kwargs:
        if key not in signature_of(macro).parameters:
            yield f"{where}: {name}() takes no '{key}'. Right: {usage(name, macro)}."
            return
    try:
        caller.call(name, *args, **kwargs)
    except SiteError as error:
        yield f"{where}: {error}"


def _syntax(page: Page, error: TemplateSyntaxError) -> str:
    """Jinja notices an opening that nothing closes only further down: say where it stands."""
    for found in OPENING.finditer(page.text):
        rest = page.text[found.end() :]
        closing, opening = rest.find("}}"), rest.find("{{")
        if closing == -1 or -1 < opening < closing:
            line = page.text[found.start() :].split("\n", 1)[0][:60]
            return f"{page.at(found.start())}: '{line}' is not closed. Close it with )}}}}."
    said = (error.message or "").rstrip(".")
    return f"{page.path}, line {page.first_line + error.lineno - 1}: {said}."


def without_code(text: str) -> str:
    """The text with code blanked out, every other sign in its place."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    text = re.sub(r"^ *(`{3,}|~{3,})[^\n]*\n.*?^ *\1[`~]*[ \t]*$", blank, text, flags=re.M | re.S)
    return re.sub(r"(`+)(?!`)[^\n]*?\1(?!`)", blank, text)
