"""What does not fit together is named with its file, its line, and what is right."""

from __future__ import annotations

import shutil

import pytest

from content.errors import SiteError
from content.project import read
from tests.mistakes import refused

REGISTRY = "data/frameworks.yml"
TASK = "snippets/greet/task.yml"
ALPHA = "snippets/greet/alpha/implementation.yml"
BETA = "snippets/greet/beta/implementation.yml"
SOURCE = "design: {title: t, publisher: p, url: https://example.org/, checked: 2026-11-22}\n"
FACTS = """\
{"checked": "2026-11-22", "packages": {"alpha-hosts": {"name": "alpha-hosts", "latest": "7.0",
"date": "2026-11-01", "first": "2020-01-01", "releases": 1, "releases_24_months": 1,
"dependencies": 1, "download_size": 1, "vulnerabilities": 0, "checked": "2026-11-22",
"file": "alpha_hosts-7.0.tar.gz",
"sha256": "0000000000000000000000000000000000000000000000000000000000000000"}}}
"""
FEATURES = """\
group: Routing
order: 1
rows:
  - id: rules
    feature: Rules
    cells:
      alpha: {level: core, text: Yes., sources: [design]}
      beta: {level: third-party, text: A package., library: alpha-hosts}
"""
CLAIMS = """\
topic: Size
order: 1
claims:
  - id: C08
    claim: It is small.
    about: [alpha]
    verdict: misleading
    reason: It depends.
    evidence:
      - {kind: contract, ref: greet#greets}
      - {kind: source, ref: design}
      - {kind: package, ref: alpha-hosts#latest}
      - {kind: page, ref: compare/greet.md#a-greeting}
      - {kind: to-be-measured, text: memory}
"""
SUPPORT = """\
alpha:
  policy: The latest.
  sources: [design]
  windows:
    - {series: "3.1", sources: [design]}
"""
FAULTS = """\
faults:
  - id: silent
    framework: alpha
    why: It says nothing.
    file: app.py
    replace: hello
    with: nothing
    breaks: [greets]
"""
MORE = {
    "data/sources.yml": SOURCE,
    "data/packages.json": FACTS,
    "data/features/routing.yml": FEATURES,
    "data/claims/size.yml": CLAIMS,
    "data/support.yml": SUPPORT,
    "tests/faults/greet.yml": FAULTS,
}


def write(root, name, text):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.fixture
def rich(root):
    """The small project with an entry of every kind."""
    for name, text in MORE.items():
        write(root, name, text)
    for framework in ("alpha", "beta"):
        (root / "docs" / framework).mkdir()
    return root


def test_a_sound_project_is_read(project):
    assert list(project.tasks) == ["greet"]
    assert list(project.applications["greet"]) == ["alpha", "beta"]
    assert set(project.applications["greet"]["alpha"].sections) == {"view", "page"}
    assert set(project.pages) == {"index.md", "compare/greet.md"}


def test_a_project_with_an_entry_of_every_kind_is_read(rich):
    project = read(rich)
    assert not project.claims["size"].claims[0].open
    assert project.faults["greet"][0].breaks == ["greets"]


def test_what_has_not_changed_is_read_once(root):
    first = read(root)
    assert read(root) is first
    write(root, "data/sources.yml", SOURCE)
    assert "design" in read(root).sources


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (REGISTRY, "missing: {greet:", "missing: {great:",
         f"{REGISTRY}, line 24: unknown task 'great'. Known: greet."),
        (REGISTRY, "    missing: {greet: Nobody wrote it.}\n", "",
         "snippets/greet: the folder 'gamma' is missing."),
        (BETA, "{slash: Beta answers 301.}", "{}",
         f"{BETA}: 'differences' says nothing of 'slash'."),
        (BETA, "{slash:", "{slosh: No., slash:",
         f"{BETA}, line 5: unknown difference 'slosh'. Known: slash."),
        (BETA, "differences:", "shown_at: {slosh: hello from}\ndifferences:",
         f"{BETA}, line 5: unknown difference 'slosh'. Known: slash."),
        (BETA, "differences:", "shown_at: {slash: hello form}\ndifferences:",
         f"{BETA}, line 5: unknown line of the steps 'hello form'. "
         "Known: greet = \"hello from beta\"."),
        (ALPHA, "differences:", "shown_at: {slash: e}\ndifferences:",
         f"{ALPHA}, line 5: 'e' is in 3 lines: snippets/greet/alpha/app.py, line 5; "
         "snippets/greet/alpha/app.py, line 6; snippets/greet/alpha/templates/page.html, line 2. "
         "Write more of the one that is meant."),
        (BETA, "absent: {page:", "absent: {paeg:",
         f"{BETA}: unknown step 'paeg'. Known: page, view."),
        (TASK, "contract:\n", "contract_test: form\ncontract:\n",
         "unknown task 'form'. Known: greet."),
        ("mkdocs.yml", "nav:", "site_name: Again\nnav:",
         "mkdocs.yml, line 2: the key 'site_name' stands in line 1 already."),
        (TASK, "id: refuses", "id: greets", f"{TASK}, line 6: the id 'greets' stands 2 times"),
        (TASK, "group: all", "group: al", f"{TASK}, line 5: unknown group of tasks 'al'."),
        (TASK, "group: all", "group: all\nshows: [form]", f"{TASK}, line 6: unknown row of"),
        (TASK, "id: page", "id: view", f"{TASK}, line 9: the id 'view' stands 2 times"),
        (REGISTRY, "id: gamma", "id: beta", "the id 'beta' stands 2 times in one list."),
        (REGISTRY, "shape: triangle", "shape: circle",
         "'alpha' and 'gamma' have one shape, circle."),
        ("snippets/greet/beta/requirements.in", "Jinja2", "Jinja2==",
         "snippets/greet/beta/requirements.in, line 1: 'Jinja2==' is no requirement."),
        ("data/packages.yml", "[]", "[nothing]",
         "data/packages.yml, line 1: unknown package 'nothing'"),
        (BETA, '["test_*.py"]', '["test_*.py", "tests/*"]',
         f"{BETA}, line 3: unknown file for 'test_files'; nothing matches 'tests/*'."),
        (TASK, "steps:\n", "steps:\n  - {id: route, title: The route}\n",
         "implementation.yml: section 'route' is missing."),
        ("docs/index.md", "type: home", "type: hom",
         "docs/index.md, line 2: unknown type 'hom'. Known: comparison, home."),
        ("docs/index.md", "type: home", "type: comparison",
         "docs/index.md, line 2: a page of the type 'comparison' stands in docs/compare/*.md."),
        ("docs/index.md", "title: A small site", "titel: A small site",
         "docs/index.md, line 3: unknown key 'titel'"),
        ("docs/index.md", "title: A small site", "title: " + "word " * 20,
         "docs/index.md, line 3: title is "),
        ("docs/index.md", "title: A small site", "title: A site of 31 June 2026",
         "docs/index.md, line 3: '31 June 2026' is no date of this site."),
        ("docs/index.md", "A site of two", "Since Feb 30, 2026 a site of two",
         "docs/index.md, line 4: 'Feb 30, 2026' is no date of this site."),
        ("docs/index.md", "---\n", "",
         "docs/index.md, line 1: the front matter is missing."),
        ("docs/index.md", "type: home", "title: Another\ntype: home",
         "docs/index.md, line 4: the key 'title' stands in line 1 already"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(root, file, old, new, said):
    assert said in refused(root, file, old, new)


FEATURE_FILE = "data/features/routing.yml"
CLAIM_FILE = "data/claims/size.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (FEATURE_FILE, "      beta:", "      btea:", "line 8: unknown column of features 'btea'. "),
        (FEATURE_FILE, FEATURES.splitlines(keepends=True)[-1], "",
         "line 6: the row 'rules' has no cell for 'beta'."),
        (FEATURE_FILE, "[design]", "[desing]", "line 7: unknown source 'desing'. Known: design."),
        (FEATURE_FILE, "alpha-hosts", "alpha-host", "line 8: unknown package 'alpha-host'. Known"),
        (FEATURE_FILE, "alpha-hosts", "alpha-host", "run: make packages."),
        (FEATURE_FILE, ", library: alpha-hosts", "",
         "line 8: the level 'third-party' needs a library."),
        (FEATURE_FILE, ", sources: [design]", "", "line 7: the level 'core' needs a source."),
        (FEATURE_FILE, "level: core", "level: cor",
         "'core', 'official', 'third-party', 'none' or 'unknown'"),
        (FEATURE_FILE, "    feature:", "    feat:", "line 5: unknown key 'feat'"),
        (CLAIM_FILE, "greet#greets", "gret#greets", "line 10: unknown task 'gret'. Known: greet."),
        (CLAIM_FILE, "greet#greets", "greet#greet",
         "line 10: unknown promise 'greet'. Known: greets, refuses."),
        (CLAIM_FILE, "ref: design", "ref: desing", "line 11: unknown source 'desing'"),
        (CLAIM_FILE, "hosts#latest", "host#latest", "line 12: unknown package 'alpha-host'"),
        (CLAIM_FILE, "#latest", "#newest", "line 12: unknown key 'newest'. Nearest: "),
        (CLAIM_FILE, "greet.md", "gret.md", "line 13: unknown page 'compare/gret.md'. Known: "),
        (CLAIM_FILE, "[alpha]", "[alpah]", "line 6: unknown framework 'alpah'. Known: alpha, "),
        (CLAIM_FILE, "[alpha]", "[]", "line 6: "),
        (CLAIM_FILE, "misleading", "wrong", "line 7: claims → 0 → verdict is 'wrong'"),
        (CLAIM_FILE, "It depends.", "word " * 61,
         "line 8: the reason has 61 words; at most 60."),
        (CLAIM_FILE, ", text: memory", "",
         "line 14: evidence of the kind 'to-be-measured' needs 'text'."),
        (CLAIM_FILE, "id: C08", "id: c08", "line 4: claims → 0 → id is 'c08'"),
        ("data/support.yml", "alpha:", "alpah:", "line 1: unknown framework 'alpah'"),
        ("data/support.yml", '"3.1", sources: [design]', '"3.1", sources: [desing]',
         "line 5: unknown source 'desing'. Known: design."),
        ("tests/faults/greet.yml", "framework: alpha", "framework: alpah",
         "line 3: unknown framework 'alpah'"),
        ("tests/faults/greet.yml", "[greets]", "[greet]", "line 8: unknown promise 'greet'"),
        ("tests/faults/greet.yml", "with: nothing", "with: hello",
         "'with' of 'silent' is its 'replace', so nothing would change."),
        ("tests/faults/greet.yml", "file: app.py", "file: ap.py",
         "line 5: unknown file 'ap.py'. Nearest: app.py, "),
        ("tests/faults/greet.yml", "file: app.py", "file: ../beta/app.py",
         "line 5: unknown file '../beta/app.py'. Nearest: test_app.py, app.py, "),
        ("tests/faults/greet.yml", "[greets]", "[greets, greets]",
         "line 8: 'greets' stands in this list already. Take it out."),
        ("tests/faults/greet.yml", FAULTS,
         FAULTS + FAULTS.replace("faults:\n", "").replace("silent", "mute"),
         "line 1: 'mute' is 'silent' again, under another id."),
        (FEATURE_FILE, "[design]", "[design, design]",
         "line 7: 'design' stands in this list already."),
        (CLAIM_FILE, "      - {kind: package", "      - {kind: source, ref: design}\n"
         "      - {kind: package", "line 9: its entry 3 stands in this list already."),
        ("data/support.yml", '"3.1"', '"3.1", fixes_until: Feb 30 2099',
         "line 5: 'Feb 30 2099' is no date of this site. Right: a real day, as in '2 April 2025'"),
        ("data/support.yml", '"3.1"', '"3.1", security_until: 31 April 2027 (expected)',
         "line 5: '31 April 2027' is no date of this site."),
        ("data/support.yml", "The latest.", "The latest, until Sept. 2028.",
         "line 2: 'Sept. 2028' is no date of this site."),
        ("data/support.yml", '"3.1"', '"3.1", released: 2026-04-02',
         "released is 2026-04-02. Right: '2 April 2026'."),
        ("data/support.yml", '"3.1"', '"3.1", released: May 2026, fixes_until: 3 April 2026',
         "line 5: '3 April 2026' of the series '3.1' lies before 'May 2026'."),
        ("data/support.yml", '"3.1"', '"3.1", released: May 2026, security_until: May 2025',
         "line 5: 'May 2025' of the series '3.1' lies before 'May 2026'."),
        ("data/packages.json", "2026-11-01", "2126-11-01", "line 2: 2126-11-01 lies in the future"),
        ("data/packages.json", '"first": "2020-01-01"', '"first": "2026-11-20"',
         "the days of 'alpha-hosts' are out of order"),
        ("data/packages.json", '"7.0"', '"soon"', "'soon' of 'alpha-hosts' is no version."),
        ("data/packages.json", '{"alpha-hosts":', '{"alpha_hosts":',
         "'alpha_hosts' holds the facts of 'alpha-hosts'."),
        ("data/packages.json", '"releases": 1', '"releases": -3', "releases is -3"),
        ("data/support.yml", SUPPORT, "<<<<<<< HEAD\n" + SUPPORT,
         "line 1: '<<<<<<< HEAD' is a conflict mark."),
        ("data/support.yml", SUPPORT, "", "line 1: there is nothing in it."),
    ],
)  # fmt: skip
def test_what_names_nothing_is_refused_with_its_line(rich, file, old, new, said):
    message = refused(rich, file, old, new)
    assert message.startswith(f"{file}, line ")
    assert said in message


def test_a_framework_without_pages_needs_no_cells(rich):
    (rich / "docs/beta").rmdir()
    write(rich, FEATURE_FILE, "".join(FEATURES.splitlines(keepends=True)[:-1]))
    assert list(read(rich).features["routing"].rows[0].cells) == ["alpha"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (FEATURE_FILE, FEATURES + FEATURES.split("rows:\n")[1],
         f"{FEATURE_FILE}, line 9: the row 'rules' stands in {FEATURE_FILE}, line 4 too."),
        ("data/features/zz.yml", FEATURES,
         f"data/features/zz.yml, line 4: the row 'rules' stands in {FEATURE_FILE}, line 4 too."),
        ("data/claims/left-out.yml", "- {id: C08, claim: c, reason: r}\n",
         f"data/claims/left-out.yml, line 1: the claim 'C08' stands in {CLAIM_FILE}, line 4 too."),
        ("data/claims/zz.yml", CLAIMS,
         f"data/claims/zz.yml, line 4: the claim 'C08' stands in {CLAIM_FILE}, line 4 too."),
    ],
)  # fmt: skip
def test_an_id_is_used_once_and_both_places_are_named(rich, file, text, said):
    write(rich, file, text)
    with pytest.raises(SiteError) as error:
        read(rich)
    assert str(error.value) == f"{said} Each id is used once."


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("data/claims/zz.yml", CLAIMS.replace("C08", "C09").replace("Size", "More")
         .replace("It is small.", "it IS small"),
         f"data/claims/zz.yml, line 5: the claim 'it IS small' is that of {CLAIM_FILE}, line 5"),
        ("data/claims/left-out.yml", "- {id: C09, claim: It is *small*!, reason: r}\n",
         "data/claims/left-out.yml, line 1: the claim 'It is *small*!' is that of "),
        ("data/claims/zz.yml", CLAIMS.replace("C08", "C09").replace("small", "large"),
         f"data/claims/zz.yml, line 1: the topic 'Size' is that of {CLAIM_FILE}, line 1"),
        ("data/claims/zz.yml", CLAIMS.replace("C08", "C09").replace("small", "large")
         .replace("Size", "More"),
         f"data/claims/zz.yml, line 2: the order '1' is that of {CLAIM_FILE}, line 2"),
        ("data/sources.yml", SOURCE + SOURCE.replace("design", "again").replace("g/", "g"),
         "data/sources.yml, line 2: the address 'https://example.org' is that of data/sources.yml"
         ", line 1"),
        ("data/sources.yml", SOURCE + SOURCE.replace("design", "a").replace("org/", "org/#x") +
         SOURCE.replace("design", "b").replace("org/", "org/#x, locator: y"),
         "data/sources.yml, line 3: the address 'https://example.org/#x' is that of data/sources"),
        (FEATURE_FILE, FEATURES + FEATURES.split("rows:\n")[1].replace("id: rules", "id: more"),
         f"{FEATURE_FILE}, line 10: the feature 'Rules' is that of {FEATURE_FILE}, line 5"),
        (FEATURE_FILE, FEATURES + FEATURES.split("rows:\n")[1].replace("ules", "oads"),
         f"{FEATURE_FILE}, line 10: the content of 'Roads' is that of {FEATURE_FILE}, line 5"),
    ],
)  # fmt: skip
def test_what_says_the_same_in_another_form_is_refused(rich, file, text, said):
    write(rich, file, text)
    with pytest.raises(SiteError) as error:
        read(rich)
    assert str(error.value).startswith(said)
    assert str(error.value).endswith(" too. Keep one of them.")


def test_a_page_may_be_cited_in_parts(rich):
    parts = [SOURCE.replace("design", name).replace("org/", f"org/, locator: {name}")
             for name in ("one", "two")]  # fmt: skip
    write(rich, "data/sources.yml", SOURCE + "".join(parts))
    assert set(read(rich).sources) == {"design", "one", "two"}


@pytest.mark.parametrize("template", ["guied.md", "framework/*.md"])
def test_a_template_that_is_not_there_is_named_with_the_nearest(root, template):
    for name in ("guide", "scenario", "comparison", "letter"):
        write(root, f"includes/pages/{name}.md", "# $title\n")
    types = (root / "data/page-types.yml").read_text()
    write(root, "data/page-types.yml", f"{types}guide: {{place: [g/*.md], template: {template}}}\n")
    with pytest.raises(SiteError) as error:
        read(root)
    assert str(error.value).startswith(
        f"data/page-types.yml, line 3: unknown template '{template}'. Nearest: "
    )


def test_a_missing_folder_tells_how_to_give_the_reason(root):
    shutil.rmtree(root / "snippets/greet/beta")
    with pytest.raises(SiteError) as error:
        read(root)
    assert "snippets/greet: the folder 'beta' is missing." in str(error.value)
    assert "data/frameworks.yml under 'beta': missing: {greet: reason}" in str(error.value)


def test_a_folder_of_no_framework_lists_the_known(root):
    (root / "snippets/greet/bata").mkdir()
    with pytest.raises(SiteError) as error:
        read(root)
    assert str(error.value) == (
        "snippets/greet: unknown framework 'bata'. Known: alpha, beta, gamma."
    )


def test_a_folder_of_no_task_is_named(root):
    (root / "snippets/great").mkdir()
    with pytest.raises(SiteError, match=r"^snippets/great: task\.yml is missing\.$"):
        read(root)


@pytest.mark.parametrize("file", [REGISTRY, "data/sources.yml", "data/verified.json", BETA])
def test_a_missing_file_is_named(root, file):
    (root / file).unlink()
    with pytest.raises(SiteError, match=f"{file}: this file is missing"):
        read(root)


@pytest.mark.parametrize("name", ["gret.yml", "greet.yaml"])
def test_faults_belong_to_a_task(root, name):
    (root / "tests/faults" / name).write_text("faults: []\n")
    with pytest.raises(SiteError, match=f"^tests/faults/{name}: unknown task "):
        read(root)


def test_a_response_belongs_to_a_framework(root):
    write(root, "data/responses/alpah/get.txt", "HTTP/1.1 200 OK\n")
    with pytest.raises(SiteError, match=r"data/responses/alpah: unknown framework 'alpah'"):
        read(root)


def test_an_unknown_task_lists_the_known(project):
    assert project.task("here", "greet").title == "A greeting"
    with pytest.raises(SiteError, match=r"^here: unknown task 'great'\. Known: greet\.$"):
        project.task("here", "great")
