"""Features, claims, support windows and package facts: what is wrong in them is named."""

from __future__ import annotations

import datetime

import pytest
import yaml
from content.references import Known, check_claims, check_features, check_support

from content.errors import SiteError
from content.model import (
    ClaimTopic,
    FeatureGroup,
    Framework,
    LeftOut,
    PackageFacts,
    Packages,
    Promise,
    Source,
    Step,
    Support,
    Task,
)
from content.reader import load

DAY = datetime.date(2026, 11, 22)
FEATURES = """\
group: Routing
order: 1
rows:
  - id: rules
    feature: Rules
    cells:
      flask: {level: core, text: Yes., sources: [design]}
      django: {level: third-party, text: A package., library: django-hosts}
"""
CLAIMS = """\
topic: Size
order: 1
claims:
  - id: C08
    claim: It is small.
    about: flask
    verdict: misleading
    reason: It depends.
    evidence:
      - {kind: contract, ref: hello#greets}
      - {kind: source, ref: design}
      - {kind: package, ref: django-hosts#latest}
      - {kind: page, ref: hello.md#size}
      - {kind: to-be-measured, text: memory}
"""
SUPPORT = """\
flask:
  policy: The latest.
  sources: [design]
  windows:
    - {series: "3.1", sources: [design]}
"""


@pytest.fixture
def known(tmp_path):
    for name in ("docs/flask", "docs/django", "data/features", "data/claims"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "docs/hello.md").write_text("# Hello\n")
    facts = PackageFacts(
        name="django-hosts", latest="7.0", date=DAY, first=DAY, releases=1, releases_24_months=1,
        dependencies=1, download_size=1, vulnerabilities=0, checked=DAY,
    )  # fmt: skip
    task = Task(
        title="Hello", summary="s", why="w", page="hello.md",
        contract=[Promise(id="greets", says="s")], steps=[Step(id="view", title="t")],
    )  # fmt: skip
    return Known(
        root=tmp_path,
        frameworks=[
            Framework(
                id=name,
                name=name,
                package=name,
                documentation="d",
                environments=["main"],
                colour={"light": "#000000", "dark": "#ffffff"},
                shape="circle",
            )
            for name in ("flask", "django")
        ],
        sources={"design": Source(title="t", publisher="p", url="https://e.org/", checked=DAY)},
        tasks={"hello": task},
        packages=Packages(checked=DAY, packages={"django-hosts": facts}),
    )


def features(known, text):
    path = known.root / "data/features/routing.yml"
    path.write_text(text)
    group = load(path, FeatureGroup, known.root)
    check_features(known, {"data/features/routing.yml": group})


def claims(known, text, left_out=()):
    path = known.root / "data/claims/size.yml"
    path.write_text(text)
    (known.root / "data/claims/left-out.yml").write_text("")
    topics = {"data/claims/size.yml": load(path, ClaimTopic, known.root)}
    check_claims(known, topics, "data/claims/left-out.yml", list(left_out))
    return topics["data/claims/size.yml"].claims[0]


def test_good_features_pass(known):
    features(known, FEATURES)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("      django:", "      djnago:", "line 4: the row 'rules' has no cell for 'django'"),
        ("[design]", "[desing]", "line 7: unknown source 'desing'. Known: design."),
        ("django-hosts", "django-host", "line 8: unknown package 'django-host'"),
        ("django-hosts", "django-host", "make facts"),
        (", library: django-hosts", "", "the level 'third-party' needs a library"),
        (", sources: [design]", "", "the level 'core' needs a source"),
        ("level: core", "level: cor", "'core', 'official', 'third-party' or 'none'"),
        ("    feature:", "    feat:", "unknown key 'feat'"),
    ],
)
def test_wrong_features_are_named(known, old, new, said):
    with pytest.raises(SiteError) as error:
        features(known, FEATURES.replace(old, new, 1))
    assert "data/features/routing.yml, line" in str(error.value)
    assert said in str(error.value)


def test_a_framework_without_pages_needs_no_cells(known):
    (known.root / "docs/django").rmdir()
    django = FEATURES.splitlines()[-1] + "\n"
    features(known, FEATURES.replace(django, ""))


def test_a_row_id_is_used_once(known):
    row = FEATURES.split("rows:\n")[1]
    with pytest.raises(SiteError, match=r"the row 'rules' is in data/features/routing\.yml too"):
        features(known, FEATURES + row)


def test_good_claims_pass_and_are_not_open(known):
    assert not claims(known, CLAIMS).open


def test_a_claim_with_nothing_but_measurements_to_come_is_open(known):
    text = "".join(
        line for line in CLAIMS.splitlines(keepends=True) if "kind" not in line or "to-be" in line
    )
    assert claims(known, text).open


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("hello#greets", "helo#greets", "line 10: unknown task 'helo'. Known: hello."),
        ("hello#greets", "hello#greet", "line 10: unknown promise 'greet'. Known: greets."),
        ("ref: design", "ref: desing", "line 11: unknown source 'desing'. Known: design."),
        ("hosts#latest", "host#latest", "line 12: unknown package 'django-host'"),
        ("#latest", "#newest", "line 12: unknown key 'newest'. Known: all-releases, "),
        ("hello.md", "helo.md", "line 13: the page 'helo.md' does not exist in docs/"),
        ("about: flask", "about: flsak", "line 6: unknown framework 'flsak'. Known: both, "),
        ("misleading", "wrong", "'misleading'"),
        ("It depends.", "word " * 61, "61 words; at most 60"),
        (", text: memory", "", "evidence of the kind 'to-be-measured' needs 'text'"),
        ("id: C08", "id: c08", "'c08'"),
    ],
)
def test_wrong_claims_are_named(known, old, new, said):
    with pytest.raises(SiteError) as error:
        claims(known, CLAIMS.replace(old, new, 1))
    assert "data/claims/size.yml, line" in str(error.value)
    assert said in str(error.value)


def test_a_claim_id_is_used_once(known):
    with pytest.raises(SiteError, match=r"the claim 'C08' is in data/claims/size\.yml too"):
        claims(known, CLAIMS, [LeftOut(id="C08", claim="c", reason="r")])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("flask:", "flsak:", "line 1: unknown framework 'flsak'. Known: django, flask."),
        ('"3.1", sources: [design]', '"3.1", sources: [desing]', "line 5: unknown source 'desing'"),
    ],
)
def test_wrong_support_windows_are_named(known, old, new, said):
    text = SUPPORT.replace(old, new)
    (known.root / "data/support.yml").write_text(text)
    found = {name: Support.model_validate(one) for name, one in yaml.safe_load(text).items()}
    with pytest.raises(SiteError) as error:
        check_support(known, "data/support.yml", found)
    assert f"data/support.yml, {said}" in str(error.value)
