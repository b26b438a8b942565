"""Reads text and data, and checks data against its model. Messages give file, line and value."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from content.dates import written
from content.errors import SiteError, right

# The loader in C reads the same language ten times as fast; not every machine has it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]

# A line of equals signs alone may be the underline of a heading; these two are never meant.
CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.M)

# Of the characters that print nothing, text has use for these.
SEEN = str.maketrans("\t\n", "  ")
# Letters and signs that print nothing, though Unicode calls them neither blank nor format.
BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U000e0100-\U000e01ef]")


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """A checked file that still knows its lines."""

    name: str
    content: Model
    tree: yaml.Node | None
    offset: int = 0

    def at(self, *place: str | int) -> str:
        """File and line of one of its values."""
        return f"{self.name}, line {_line(self.tree, place) + self.offset}"


def read_text(path: Path, root: Path) -> str:
    """The text of a file: UTF-8 without a byte order mark, and nothing in it that nobody sees."""
    name = path.relative_to(root).as_posix()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SiteError(f"{name}: this file is missing.") from None
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise SiteError(
            f"{name}, line 1: it begins with a byte order mark. Save it as plain UTF-8."
        )
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        wrong = content[error.start]
        raise SiteError(
            f"{name}, line {line}: the byte 0x{wrong:02x} is not UTF-8. Save the file as UTF-8."
        ) from None
    text = text.replace("\r\n", "\n")
    if sign := unseen(text):
        start = text.index(sign)
        number, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        raise SiteError(f"{name}, line {number}, column {column}: it holds {called(sign)}.")
    return text


def unseen(text: str) -> str:
    """The first sign that readers of a text do not see: a control, an odd blank, a turn."""
    if text.translate(SEEN).isprintable() and not BLANK.search(text):
        return ""
    # What this Python's Unicode does not know yet may well be seen.
    return next(
        (
            sign
            for sign in text
            if BLANK.match(sign)
            or (
                not sign.isprintable() and sign not in "\t\n" and unicodedata.category(sign) != "Cn"
            )
        ),
        "",
    )


def called(sign: str) -> str:
    """An unseen sign by its number and name, and what to do with it."""
    blank = unicodedata.category(sign) == "Zs"
    remedy = "Put a plain blank in its place" if blank else "Take it out"
    return f"U+{ord(sign):04X} ({unicodedata.name(sign, 'a control character')}). {remedy}"


def load(path: Path, model: type[Model], root: Path, **names: Any) -> Model:
    """Read a YAML or JSON file into its model; `names` are those that it may refer to, by kind."""
    return load_with_lines(path, model, root, **names).content


def load_with_lines(path: Path, model: type[Model], root: Path, **names: Any) -> Loaded[Model]:
    """Read a file into its model, and keep where its values stand."""
    return parse(read_text(path, root), model, path.relative_to(root).as_posix(), **names)


def parse(text: str, model: type[Model], name: str, offset: int = 0, **names: Any) -> Loaded[Model]:
    """Check a text of YAML or JSON against its model; it stands `offset` lines below the top."""
    tree, content = compose(text, name, offset)
    if content is None:
        raise SiteError(f"{name}, line {1 + offset}: there is nothing in it.")
    try:
        checked = model.model_validate(content, context=names)
    except ValidationError as error:
        problems = [_problem(name, tree, offset, model, item) for item in error.errors()]
        raise SiteError("\n".join(dict.fromkeys(problems))) from None
    return Loaded(name, checked, tree, offset)


def compose(text: str, name: str, offset: int = 0) -> tuple[yaml.Node | None, Any]:
    """A text of YAML as a tree that knows its lines, and as plain values."""
    if mark := CONFLICT.search(text):
        line = text.count("\n", 0, mark.start()) + 1 + offset
        raise SiteError(f"{name}, line {line}: '{mark[0]}' is a conflict mark. Resolve it.")
    with _located(name, offset):
        return _parsed(text)


def tree_of(text: str, name: str) -> yaml.Node | None:
    """The tree of a text that holds tags which only its own program knows."""
    with _located(name):
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        if tree is not None:
            _refuse_duplicates(tree)
    return tree


@contextmanager
def _located(name: str, offset: int = 0) -> Iterator[None]:
    """Say of what is wrong in a text in which file and line it stands."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + 1 + offset
        raise SiteError(f"{name}, line {line}: not valid YAML: {error.problem}.") from None
    except _FaultError as fault:
        raise SiteError(f"{name}, line {fault.line + offset}: {fault.says}") from None


def dump_json(content: BaseModel) -> str:
    """The text of a JSON data file: sorted, indented, with a final newline."""
    plain = content.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(plain, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


class _FaultError(Exception):
    """Valid YAML, but not what is meant."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.line, self.says = line, says


@lru_cache(maxsize=1024)
def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    # JSON is YAML; one parser gives line numbers for both.
    loader = LOADER(text)
    tree = loader.get_single_node()
    if tree is None:
        return None, None
    _refuse_duplicates(tree)
    if "\\" in text:
        _refuse_escapes(tree)
    return tree, _constructed(loader, tree)


def _refuse_duplicates(node: yaml.Node) -> None:
    """Of two equal keys YAML takes the last, in silence."""
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, yaml.SequenceNode):
            todo += node.value
        if not isinstance(node, yaml.MappingNode):
            continue
        lines: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in lines:
                raise _FaultError(
                    line, f"the key '{key.value}' stands in line {lines[key.value]} already."
                )
            lines[key.value] = line
            todo.append(value)


def _constructed(loader: Any, tree: yaml.Node) -> Any:
    try:
        return loader.construct_document(tree)
    except ValueError:  # a date that no calendar has
        for node in _scalars(tree):
            try:
                LOADER("").construct_object(node)
            except ValueError as error:
                raise _FaultError(
                    node.start_mark.line + 1, f"'{node.value}' is no date: {error}."
                ) from None
        raise


def _refuse_escapes(tree: yaml.Node) -> None:
    """What nobody sees may not come in by its number either."""
    for node in _scalars(tree):
        if sign := unseen(node.value):
            raise _FaultError(node.start_mark.line + 1, f"its text holds {called(sign)}.")


def _scalars(node: Any) -> list[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        return [node]
    below = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else [pair])]
    return [scalar for part in below for scalar in _scalars(part)]


def _problem(name: str, tree: yaml.Node | None, offset: int, model: Any, item: Any) -> str:
    """One sentence for one finding of Pydantic."""
    place = tuple(part for part in item["loc"] if not _is_branch(part))
    where = " → ".join(str(part) for part in place) or "the whole file"
    at = f"{name}, line {_line(tree, place) + offset}"
    if item["type"] == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        return f"{at}: unknown key '{place[-1]}' ({where}). {right(place[-1], known)}"
    if item["type"] == "missing":
        return f"{at}: '{place[-1]}' is missing ({where})."
    if item["type"] == "value_error":  # a rule of our own: its sentence says all
        return f"{at}: {item['ctx']['error']}"
    if item["type"].startswith("date"):
        return f"{at}: {where} is '{item['input']}', which is no date. Right: YYYY-MM-DD."
    if item["type"] == "string_type" and isinstance(item["input"], datetime.date):
        return f"{at}: {where} is {item['input']}. Right: '{written(item['input'])}'."
    return f"{at}: {where} is {item['input']!r}: {item['msg']}."


def _is_branch(part: str | int) -> bool:
    """Whether a part of a place names a branch of a union and no key of the file."""
    return isinstance(part, str) and part.endswith(("]", ")"))


def _line(node: yaml.Node | None, place: Place) -> int:
    """The line of the deepest part of a place that exists in the YAML tree."""
    line = node.start_mark.line + 1 if node else 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):
                break
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _keys_at(model: Any, place: Place) -> list[str]:
    """The keys that the model allows at a place, found by walking its JSON Schema."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    for part in place:
        schema = _resolve(schema, definitions)
        if isinstance(part, int):
            schema = schema.get("items", {})
        else:
            schema = schema.get("properties", {}).get(part) or schema.get(
                "additionalProperties", {}
            )
    return sorted(_resolve(schema, definitions).get("properties", {}))


def _resolve(schema: Any, definitions: Any) -> Any:
    if "anyOf" in schema:
        schema = next((option for option in schema["anyOf"] if "$ref" in option), schema)
    if "$ref" in schema:
        return definitions[schema["$ref"].rsplit("/", 1)[-1]]
    return schema
