from __future__ import annotations

import pytest

from content.errors import SiteError
from macros.keys import FILES, keys


@pytest.mark.parametrize("file", FILES)
def test_every_key_is_named_with_form_and_meaning(project, file):
    rows = {row.split(" | ")[0].strip("| `"): row for row in keys(project, file).splitlines()}
    for name, meta in FILES[file].model_json_schema()["properties"].items():
        assert f"| {meta['description']}. |" in rows[name]
        assert " | value | " not in rows[name]


def test_what_is_needed_is_told_from_what_is_not(project):
    rows = keys(project, "implementation.yml").splitlines()
    assert [row for row in rows if row.startswith("| `start` | yes | list: text | ")]
    assert [row for row in rows if row.startswith("| `ready` | no | text | ")]


def test_an_unknown_file_lists_the_known(project):
    with pytest.raises(SiteError, match=r"unknown file 'task\.yaml'. Nearest: task\.yml, "):
        keys(project, "task.yaml")
