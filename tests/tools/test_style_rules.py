"""What `make lint` finds in style sheets and scripts, with file and line."""

from __future__ import annotations

import pytest

from content.project import ROOT
from tools.check import lint
from tools.check.styles import FOLDER, problems

SHEET = f"{FOLDER}/stylesheets/x.css"


def said_of(root, css):
    path = root / SHEET
    path.parent.mkdir(parents=True)
    path.write_text(f"/* {{ */\n:root {{ --known: 1px; }}\n{css}\n", "utf-8")
    return list(problems(root))


def test_the_sheets_of_this_project_keep_the_rules():
    assert list(problems(ROOT)) == []


@pytest.mark.parametrize(
    ("css", "said"),
    [
        ("a { color: red;", "line 3: the block that begins here is not closed."),
        ("@media print {\na { color: red }", "line 3: the block that begins here is not closed."),
        ("a { color: red; }}", "line 3: this '}' closes no block."),
        ("\n} a { b: c }", "line 4: this '}' closes no block."),
        ("a { margin: var(--knwon); }", "line 3: unknown value '--knwon'. Known: --known."),
        ("a {\n b: calc(1px + var( --x )) }", "line 4: unknown value '--x'. Known: --known."),
        ("@font-face { src: url(https://example.org/x.woff2) }",
         "line 3: 'https://example.org/x.woff2' is on another host."),
        ("@import '//example.org/x.css';", "line 3: '//example.org/x.css' is on another host."),
        ("a { background: url('../images/gone.svg') }", "line 3: unknown file '../images/gone.s"),
        ("@import 'y.css';", "line 3: unknown file 'y.css'. Known: x.css."),
    ],
)  # fmt: skip
def test_a_mistake_is_said_with_its_line(tmp_path, css, said):
    (sentence,) = said_of(tmp_path, css)
    assert sentence.startswith(f"{SHEET}, {said}")


@pytest.mark.parametrize(
    "css",
    [
        'a::before { content: "}"; margin: var(--known) }',
        "a { background: url(data:image/svg+xml,x) url(#part) url(x.css) }",
        "a { margin: var(--unknown, 2px); padding: var(--md-theme) }",
    ],
)
def test_what_is_right_stays(tmp_path, css):
    assert said_of(tmp_path, css) == []


@pytest.mark.parametrize(
    ("script", "said"),
    [("const ;", "x.js(1,6): error TS1123"), ("window.documentx();", "x.js(1,8): error TS")],
)
def test_a_mistake_in_a_script_is_said_with_its_line(tmp_path, script, said):
    (compiler,) = (check for check in lint.assets() if check.name == "Scripts")
    assert compiler.find() == ""
    (tmp_path / "x.js").write_text(f"{script}\nexport {{}};\n", "utf-8")
    settings = f'{{"extends": "{ROOT}/tsconfig.json", "include": ["x.js"]}}'
    (tmp_path / "tsconfig.json").write_text(settings, "utf-8")
    assert said in lint.scripts(tmp_path).find()
