"""What `make lint` does not see in .github."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

GITHUB = Path(__file__).parents[2] / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())

# The only jobs that may write, and what.
MAY_WRITE = {
    ("deploy.yml", "deploy"): {"pages", "id-token"},
    ("weekly.yml", "issue"): {"issues"},
}


def named(path: Path) -> str:
    return path.name


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=named)
def test_a_job_may_only_read_or_what_the_list_says(workflow: Path) -> None:
    content = load(workflow)
    assert content["permissions"] == {}
    for name, job in content["jobs"].items():
        granted = job.get("permissions", {}).items()
        writes = {scope for scope, access in granted if access != "read"}
        assert writes == MAY_WRITE.get((workflow.name, name), set()), name


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=named)
def test_no_checkout_keeps_its_token(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    assert text.count("persist-credentials: false") == text.count("uses: actions/checkout@")


def test_only_main_is_published_and_only_after_every_check() -> None:
    checks = load(GITHUB / "workflows/checks.yml")["jobs"]
    gate = checks.pop("all-green")
    assert gate["if"] == "always()"
    assert set(gate["needs"]) == set(checks)
    deploy = load(GITHUB / "workflows/deploy.yml")
    assert deploy[True] == {"push": {"branches": ["main"]}}  # YAML 1.1 reads the key `on` as true
    assert deploy["jobs"]["checks"]["uses"] == "./.github/workflows/checks.yml"
    assert deploy["jobs"]["build"]["needs"] == "checks"
    assert deploy["jobs"]["deploy"]["needs"] == "build"


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        ("01-wrong-or-outdated", {"page", "wrong", "source", "version", "date"}),
        ("02-unfair-comparison", {"page", "unfair", "fair-one", "fair-other", "source"}),
        ("03-new-task", {"summary", "why", "contract", "sources"}),
        ("04-new-framework", {"release", "documentation", "contracts", "maintainer"}),
    ],
)
def test_a_form_asks_for_what_a_maintainer_needs(form: str, asked: set[str]) -> None:
    body = load(GITHUB / f"ISSUE_TEMPLATE/{form}.yml")["body"]
    assert {f["id"] for f in body if f.get("validations", {}).get("required")} >= asked
    # GitHub shows no form in which two fields have one id or one label.
    assert len({f["id"] for f in body}) == len({f["attributes"]["label"] for f in body})
    assert len({f["id"] for f in body}) == len(body)


def test_dependabot_watches_what_the_weekly_run_does_not() -> None:
    updates = load(GITHUB / "dependabot.yml")["updates"]
    assert {one["package-ecosystem"] for one in updates} == {"github-actions", "npm"}
