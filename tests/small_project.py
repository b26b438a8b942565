"""A project of one task, small enough to know by heart: two frameworks have it, one lacks it."""

from __future__ import annotations

import datetime

import pytest

from content.advisories import how
from content.model import Advisories, Watched
from content.project import read
from content.reader import dump_json
from content.seals import sealed

DAY = datetime.date(2026, 11, 22)
NOTHING = Watched(since=2015, kinds=[], levels=[], groups=[])

# The packages are among those of the site's own environment.
FILES = {
    "data/frameworks.yml": """\
environments: [{id: main, title: newest}, {id: lts, title: long-term}]
frameworks:
  - id: alpha
    name: Alpha
    package: blinker
    documentation: https://example.org/alpha
    environments: [main]
    colour: {light: "#000000", dark: "#ffffff"}
    shape: circle
  - id: beta
    name: Beta & Co
    package: Jinja2
    documentation: https://example.org/beta
    environments: [main, lts]
    colour: {light: "#000000", dark: "#ffffff"}
    shape: square
  - id: gamma
    name: Gamma
    package: itsdangerous
    documentation: https://example.org/gamma
    environments: [main]
    colour: {light: "#000000", dark: "#ffffff"}
    shape: triangle
    missing: {greet: Nobody wrote it.}
""",
    "overrides/assets/stylesheets/tokens.css": """\
:root {
  --paper: light-dark(#ffffff, #000000);
  --surface: light-dark(#eeeeee, #111111);
}
""",
    "data/contract.yml": "[]\n",
    "data/task-groups.yml": "[{id: all, title: All of them}]\n",
    "data/sources.yml": "{}\n",
    "data/verified.json": "{}\n",
    "data/packages.json": '{"checked": "2026-11-22", "packages": {}}\n',
    "data/packages.yml": "[]\n",
    "data/libraries.yml": "{}\n",
    "data/tried.json": "{}\n",
    "data/support.yml": "{}\n",
    "data/decisions.yml": "[]\n",
    "data/screens.yml": "{}\n",
    "data/screens.json": "{}\n",
    "data/defaults.yml": "projects: {}\nrequests: {}\n",
    "data/defaults.json": "{}\n",
    "data/search.yml": """\
ignore: [the]
same: {}
choice: [index.md]
suggestions: [hello]
""",
    "data/figures.yml": "surveys: []\nmoves: []\n",
    "data/said.yml": "[]\n",
    "data/measure.yml": """\
servers:
  made: {name: Made, line: "serve {app} on {port} with {workers}"}
applications:
  one: {framework: alpha, folder: snippets/greet/alpha, app: app}
  two: {framework: beta, folder: snippets/greet/beta, app: app}
pages:
  - id: greeting
    task: greet
    path: /
    arms: [{application: one, server: made}, {application: two, server: made}]
workers: {count: 4, pages: [greeting], since: 2026-11-01-0000}
waiting: {requests: 50, seconds: 0.2, arms: [{application: one, server: made}]}
database:
  - id: rows
    title: Rows
    says: From elsewhere.
    path: /
    arms: [{application: one, server: made}, {application: two, server: made}]
streams: {count: 2, seconds: 1, arms: [{application: one, server: made}]}
suites: [{task: greet, applications: [one, two]}]
fresh: [{application: one, installs: [blinker], serve: "serve {port}"}]
ladder: [{page: greeting, has: A greeting}]
layers: [{application: one, layers: [{id: thick, title: "`Thick`", does: read, buys: warmth}]}]
instructions: {pages: [greeting]}
packages: [blinker]
shown:
  cost: index.md
  start: index.md
  memory: index.md
  waiting: index.md
  layers: index.md
  instructions: index.md
  database: index.md
  served: index.md
  streams: index.md
  suite: index.md
  fresh: index.md
""",
    "data/advisories.yml": dump_json(NOTHING),
    "data/advisories.json": dump_json(
        sealed(
            Advisories(
                commit="0" * 40,
                committed=DAY,
                checked=DAY,
                withdrawn=0,
                advisories=[],
                texts={},
                how=how(NOTHING),
                seal="-",
            )
        )
    ),
    "data/maintenance.yml": """\
months: 24
busy: 10
busiest: 3
docs: docs
bots: ['bot$']
repositories: {}
""",
    "data/maintenance.json": "{}\n",
    "data/live.yml": "without: {}\n",
    "data/decide/needs.yml": "{}\n",
    "data/claims/left-out.yml": "[]\n",
    "data/decide/scale.yml": """\
strengths:
  - {id: decides, weight: 6, means: A large part.}
  - {id: leans, weight: 2, means: Some days.}
least: 2
close: 1
sure: {high: 6, medium: 3}
strong: decides
""",
    "data/decide/questions.yml": """\
- id: sent
  ask: What is sent?
  why: It differs.
  answers: [{id: pages, says: Pages}, {id: files, says: Files}]
- id: team
  ask: What does the team know?
  why: It saves time.
  answers: [{id: alpha, says: Alpha}, {id: beta, says: Beta}]
""",
    "data/decide/outcomes.yml": """\
- {id: alpha, name: Alpha, kind: compared, page: index.md, about: the first}
- {id: beta, name: Beta & Co, kind: compared, page: index.md, about: the second}
- {id: files, name: a folder, kind: other, page: index.md, about: nothing runs}
""",
    "data/decide/rules.yml": """\
- id: pages
  title: It sends pages
  when: {sent: [pages]}
  for: [alpha]
  strength: decides
  because: Alpha has pages.
  price: Pages cost.
  instead: Beta needs a part.
  evidence: {tasks: [greet]}
- id: files
  title: It sends files
  when: {sent: [files]}
  for: [files]
  strength: decides
  because: Files need nothing.
  price: Nothing moves.
  instead: The others run.
  evidence: {judgement: We think so.}
- id: knows-beta
  title: The team knows Beta
  when: {team: [beta]}
  for: [beta]
  strength: leans
  because: It need not learn.
  price: It may be blind.
  instead: It learns.
  evidence: {judgement: We think so.}
- id: knows-alpha
  title: The team knows Alpha
  when: {team: [alpha]}
  for: [alpha]
  strength: leans
  because: It need not learn.
  price: It may be blind.
  instead: It learns.
  evidence: {judgement: We think so.}
""",
    "data/decide/cases.yml": """\
- {id: pages, title: It sends pages, answers: {sent: pages}, pick: [alpha], sure: high, group: all}
- {id: team-beta, title: They know Beta, answers: {team: beta}, pick: [beta], sure: low, group: all}
""",
    "data/decide/spine.yml": """\
- {id: pages, ask: Pages?, answers: [{sent: pages}]}
- {id: beta, ask: Is Beta known?, answers: [{team: beta}]}
""",
    "data/page-types.yml": """\
home: {place: [index.md]}
comparison: {place: [compare/*.md]}
""",
    "docs/index.md": """\
---
type: home
title: A small site
description: A site of two pages that tests know by heart, so that they can say what it prints.
---

# A small site
""",
    "docs/compare/greet.md": """\
---
type: comparison
title: A greeting
description: The one task of the small site, in two frameworks that exist in these tests only.
---

# A greeting

{{ steps("greet") }}
""",
    "mkdocs.yml": """\
site_name: Small
nav:
  - Home: index.md
  - Compare:
      - A greeting: compare/greet.md
""",
    "snippets/greet/task.yml": """\
title: A greeting
summary: It greets.
why: Everybody starts here.
page: compare/greet.md
group: all
contract:
  - {id: greets, says: "`GET /` answers 200."}
  - {id: refuses, says: "`POST /` answers 405."}
steps:
  - {id: view, title: The view, about: Look at the return value.}
  - {id: page, title: The page}
differences:
  - {id: slash, title: A path without a slash, why: Old links break.}
samples:
  - curl -i http://127.0.0.1:8000/
  - curl -X POST http://127.0.0.1:8000/
""",
    "snippets/greet/alpha/implementation.yml": """\
start: ["export PORT={port}", "alpha run --port {port}"]
test: python -m pytest
test_files: ["test_*.py"]
generated_by: printf 'import alpha\\n' > app.py
differences: {slash: Alpha answers 404.}
""",
    "snippets/greet/alpha/requirements.in": "blinker\n",
    "snippets/greet/alpha/app.py": """\
import alpha


# --8<-- [start:view]
def view():
    return "hello from alpha"
# --8<-- [end:view]
""",
    "snippets/greet/alpha/templates/page.html": """\
{# --8<-- [start:page] #}
<p>{{ greeting }}</p>
{# --8<-- [end:page] #}
""",
    "snippets/greet/alpha/test_app.py": "assert True\n",
    "snippets/greet/beta/implementation.yml": """\
start: ["beta {port}"]
test: python -m pytest
test_files: ["test_*.py"]
absent: {page: Beta writes the page itself.}
differences: {slash: Beta answers 301.}
""",
    "snippets/greet/beta/requirements.in": "Jinja2\n",
    "snippets/greet/beta/app.py": """\
# --8<-- [start:view]
greet = "hello from beta"
# --8<-- [end:view]
""",
    "snippets/greet/beta/empty.py": "",
    "snippets/greet/beta/test_app.py": "# None yet.\n",
    "requirements/main.txt": "blinker==1.9\njinja2==3.1\n",
    "requirements/lts.txt": "jinja2==3.1\n",
    "requirements/measure.txt": "\n",
    "requirements/built/apache.txt": "\n",
    "tests/contract/test_greet.py": "def test_greets(): ...\n",
    "tests/faults/greet.yml": "faults: []\n",
}


def write_project(folder):
    """Write the files of the small project into a folder."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path):
    """The folder of the small project, for tests that change a file before it is read."""
    return write_project(tmp_path)


@pytest.fixture
def project(root):
    return read(root)
