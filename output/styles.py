"""Style sheets as readers get them: of the theme's what the pages use, all without comments.

The theme dresses every site that can be made with it; the pages of this one use a third of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

from output.scripts import is_ours

FOLDER = "assets/stylesheets"
# What a tag, a script or an inline picture may name: an element, an attribute, a class.
TAG = re.compile(r"<[a-zA-Z][^>]*>")
WORD = re.compile(r"[\w-]+")
GROUPS = ("media", "supports", "layer", "container")  # rules that hold rules
LINK = re.compile(rf'<link rel="stylesheet" href="([^"]*){FOLDER}/([^"/]+)">')
PROPERTY = re.compile(r"--[\w-]+")


def write_all(site: Path) -> None:
    """Replace each style sheet of the built site by what its pages need of it."""
    sheets = {path: _text(path) for path in sorted((site / FOLDER).glob("*.css"))}
    pages = {path: _text(path) for path in site.rglob("*.html")}
    scripts = [_text(path) for path in site.rglob("*.js") if is_ours(path)]
    words = words_of(pages.values(), scripts)
    texts = {
        path: without_comments(text) if is_ours(path) else used(text, words)
        for path, text in sheets.items()
    }
    asked = read_properties([*texts.values(), *pages.values(), *scripts])
    for path, text in texts.items():
        path.write_text(without_unread(text, asked), encoding="utf-8")
    join(site, pages)


def join(site: Path, pages: Mapping[Path, str]) -> None:
    """Put the sheets that every page links into the last of them: one request in place of three."""
    linked = [[name for _, name in LINK.findall(text)] for text in pages.values()]
    common = [name for name in next(iter(linked), []) if all(name in names for names in linked)]
    if len(common) < 2:  # nothing to join, or joined before
        return
    *others, last = (site / FOLDER / name for name in common)
    last.write_text("".join(map(_text, (*others, last))), encoding="utf-8")
    gone = {path.name for path in others}
    for path in others:
        path.unlink()
    for path, text in pages.items():
        path.write_text(
            LINK.sub(lambda link: "" if link[2] in gone else link[0], text), encoding="utf-8"
        )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def words_of(pages: Iterable[str], scripts: Iterable[str]) -> set[str]:
    """Every word that could be an element, an attribute or a class; some are none."""
    tags = (tag for page in pages for tag in TAG.findall(page))
    return {word for text in (*tags, *scripts) for word in WORD.findall(text)}


def without_comments(text: str) -> str:
    """A style sheet without its comments, and without the lines and indents that part its rules."""
    bare = re.sub(r'("[^"\n]*")|/\*.*?\*/\s*', lambda found: found[1] or "", text, flags=re.S)
    return re.sub(r"(?<=[{};,])\s*\n\s*", "", bare)


def used(text: str, words: set[str]) -> str:
    """The rules of a style sheet that could fit something; a comment that must stay (`!`) stays."""
    kept = "".join(f"/*{one}*/" for one in re.findall(r"/\*(!.*?)\*/", text, re.S))
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    return kept + "".join(_used_rules(rules, words))


def _used_rules(rules: Iterable[Node], words: set[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            if selectors := [one for one in _selectors(rule.prelude) if _could_fit(one, words)]:
                prelude = ",".join(tinycss2.serialize(one).strip() for one in selectors)
                yield f"{prelude}{{{tinycss2.serialize(rule.content)}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in GROUPS and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := "".join(_used_rules(inner, words)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}"
        else:
            yield rule.serialize()


def _selectors(prelude: Iterable[Node]) -> list[list[Node]]:
    """The parts of `a, b`."""
    found: list[list[Node]] = [[]]
    for node in prelude:
        if node == ",":
            found.append([])
        else:
            found[-1].append(node)
    return found


def _could_fit(selector: list[Node], words: set[str]) -> bool:
    """Whether all that a selector names is a word of some page, `:not()` left out."""
    return words.issuperset(_names(selector))


def _names(selector: list[Node]) -> Iterator[str]:
    before = None
    for node in selector:
        if node.type == "hash" or (node.type == "ident" and before != ":"):
            yield node.value
        elif node.type == "[] block":
            yield next(part.value for part in node.content if part.type == "ident")
        before = node


def read_properties(texts: Iterable[str]) -> set[str]:
    """The custom properties that something reads with `var()`."""
    return {name for text in texts for name in re.findall(r"var\(\s*(--[\w-]+)", text)}


def without_unread(text: str, asked: set[str]) -> str:
    """A style sheet without the custom properties that nothing reads, most of them pictures."""
    rules = tinycss2.parse_stylesheet(text)
    return "".join(_without(rule, asked) for rule in rules)


def _without(rule: Node, asked: set[str]) -> str:
    if isinstance(rule, AtRule) and rule.lower_at_keyword in GROUPS and rule.content:
        body = "".join(_without(one, asked) for one in tinycss2.parse_rule_list(rule.content))
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}"
    if not isinstance(rule, QualifiedRule) or not PROPERTY.search(tinycss2.serialize(rule.content)):
        return str(rule.serialize())
    parts = tinycss2.parse_blocks_contents(rule.content)
    left = [one for one in parts if not (isinstance(one, Declaration) and _unread(one, asked))]
    if not any(isinstance(one, (Declaration, QualifiedRule)) for one in left):
        return ""
    return f"{tinycss2.serialize(rule.prelude)}{{{''.join(map(_declared, left))}}}"


def _unread(declaration: Declaration, asked: set[str]) -> bool:
    return declaration.name.startswith("--") and declaration.name not in asked


def _declared(node: Node) -> str:
    return f"{node.serialize()};" if isinstance(node, Declaration) else str(node.serialize())
