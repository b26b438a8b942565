"""Reads a data file and checks it against its model; errors give file, line, value and remedy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from macros.errors import SiteError
from macros.memory import once

# The loader in C reads the same language ten times as fast; not every machine has it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Model = TypeVar("Model", bound=BaseModel)


def load(path: Path, model: type[Model], root: Path) -> Model:
    """Read one YAML or JSON file into its model.

    Args:
        path: the file.
        model: the Pydantic model of the whole file.
        root: the project's folder; the message shows the path from here.

    Returns:
        The checked content.

    Raises:
        SiteError: the file is missing, is not valid YAML, or does not fit the model.
    """
    name = path.relative_to(root)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SiteError(f"{name}: this file is missing.") from None
    try:
        tree, content = once(("data", text), lambda: _parsed(text))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SiteError(f"{name}, line {line}: not valid YAML: {error.problem}.") from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = [_problem(name, tree, model, item) for item in error.errors()]
        raise SiteError("\n".join(problems)) from None


def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    # JSON is YAML; one parser gives line numbers for both.
    loader = LOADER(text)
    tree = loader.get_single_node()
    return tree, loader.construct_document(tree) if tree else None


def dump_json(content: BaseModel) -> str:
    """Return the text of a JSON data file: sorted, indented, with a final newline."""
    plain = content.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(plain, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _problem(name: Path, tree: yaml.Node | None, model: type[BaseModel], item: Any) -> str:
    """One line for one finding of Pydantic."""
    where = " → ".join(str(part) for part in item["loc"]) or "the whole file"
    line = _line(tree, item["loc"])
    if item["type"] == "extra_forbidden":
        keys = _keys_at(model, item["loc"][:-1])
        return f"{name}, line {line}: unknown key '{item['loc'][-1]}' ({where}). Known: {keys}."
    if item["type"] == "missing":
        return f"{name}, line {line}: '{item['loc'][-1]}' is missing ({where})."
    return f"{name}, line {line}: {where} is {item['input']!r}: {item['msg']}."


def _line(node: yaml.Node | None, loc: tuple[str | int, ...]) -> int:
    """The line of the deepest part of `loc` that exists in the YAML tree."""
    line = node.start_mark.line + 1 if node else 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _keys_at(model: Any, loc: tuple[str | int, ...]) -> str:
    """The keys that the model allows at `loc`, found by walking its JSON Schema."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})
    for part in loc:
        schema = _resolve(schema, definitions)
        if isinstance(part, int):
            schema = schema.get("items", {})
        else:
            schema = schema.get("properties", {}).get(part) or schema.get(
                "additionalProperties", {}
            )
    return ", ".join(sorted(_resolve(schema, definitions).get("properties", {})))


def _resolve(schema: Any, definitions: Any) -> Any:
    if "anyOf" in schema:
        schema = next((option for option in schema["anyOf"] if "$ref" in option), schema)
    if "$ref" in schema:
        return definitions[schema["$ref"].rsplit("/", 1)[-1]]
    return schema
