"""The keys of a data file, told by the very model that checks it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from content import model, rulebook
from content.errors import unknown
from content.project import Project
from macros.markup import section, table

FILES: dict[str, type[BaseModel]] = {
    "task.yml": model.Task,
    "implementation.yml": model.Implementation,
    "faults": model.Fault,
    "decisions.yml": model.Decision,
    "rules.yml": rulebook.Rule,
}


def keys(project: Project, file: str) -> str:
    """A table of a file's keys: the name, whether it is needed, its form and what it means."""
    if file not in FILES:
        raise unknown(f'keys("{file}")', "file", file, FILES)
    return section("mdx-keys", table(["Key", "Needed", "Form", "Meaning"], _rows(FILES[file])))


def _rows(kind: type[BaseModel]) -> list[list[str]]:
    schema = kind.model_json_schema()
    needed = schema.get("required", [])
    return [
        [
            f"`{name}`",
            "yes" if name in needed else "no",
            _form(meta, schema.get("$defs", {})),
            f"{meta.get('description', '')}.",
        ]
        for name, meta in schema["properties"].items()
    ]


def _form(meta: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in meta:
        inner = definitions[meta["$ref"].rsplit("/", 1)[-1]]
        return ", ".join(f"`{name}`" for name in inner["properties"])
    if "anyOf" in meta:
        return _form(meta["anyOf"][0], definitions)
    if "enum" in meta:
        return " or ".join(f"`{value}`" for value in meta["enum"])
    if meta.get("type") == "array":
        return f"list: {_form(meta['items'], definitions)}"
    if meta.get("type") == "object":
        inner = next(iter(meta.get("patternProperties", {}).values()), {"type": "string"})
        return f"name: {_form(inner, definitions)}"
    named = {"string": "text", "integer": "number", "boolean": "`true` or `false`"}
    return named.get(meta.get("type", ""), "value")
