from __future__ import annotations

import pytest

from content.errors import SiteError
from content.model import Frameworks, Sources
from content.reader import load

GOOD = """\
frameworks:
  - id: flask
    name: Flask
    package: Flask
    documentation: https://flask.palletsprojects.com/
    environments: [main]
    colour: {light: "#2563a8", dark: "#7db4ee"}
    shape: circle
"""


def read(tmp_path, text, model=Frameworks):
    path = tmp_path / "data.yml"
    path.write_text(text)
    return load(path, model, tmp_path)


def test_good_data_becomes_its_model(tmp_path):
    assert read(tmp_path, GOOD).frameworks[0].name == "Flask"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("    name:", "    nam:", 3, "unknown key 'nam'"),
        (
            "    name:",
            "    nam:",
            3,
            "Known: colour, documentation, environments, id, missing, name",
        ),
        ("    name: Flask\n", "", 2, "'name' is missing"),
        ("id: flask", "id: Flask!", 2, "'Flask!'"),
        ("[main]", "[latest]", 6, "'main' or 'lts'"),
        ("[main]", "[main", 7, "not valid YAML"),
        ("frameworks:", "framework:", 1, "unknown key 'framework'"),
    ],
)
def test_bad_data_names_file_line_value_and_remedy(tmp_path, old, new, line, said):
    with pytest.raises(SiteError) as error:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert f"data.yml, line {line}:" in str(error.value)
    assert said in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SiteError, match=r"nothing\.yml: this file is missing"):
        load(tmp_path / "nothing.yml", Frameworks, tmp_path)


def test_a_source_without_a_date_is_refused(tmp_path):
    text = "a:\n  title: A\n  publisher: B\n  url: https://example.org/\n"
    with pytest.raises(SiteError, match="'checked' is missing"):
        read(tmp_path, text, Sources)
