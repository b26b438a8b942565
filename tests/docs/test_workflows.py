"""Static checks of .github: pinned actions, least permission, timeouts, and forms that parse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

GITHUB = Path(__file__).parents[2] / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))

# The only jobs that may write, and what.
MAY_WRITE = {
    ("deploy.yml", "deploy"): {"pages", "id-token"},
    ("weekly.yml", "issue"): {"issues"},
}
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
LOCAL = re.compile(r"uses: \./\.github/workflows/[\w-]+\.yml( |$)")
FIELD_TYPES = {"checkboxes", "dropdown", "input", "textarea"}


def named(path: Path) -> str:
    return path.name


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs(workflow: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = load(workflow)["jobs"]
    return found


def steps(workflow: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(workflow).values() for step in job.get("steps", [])]


def test_the_three_workflows_and_the_four_forms_are_found() -> None:
    assert [path.name for path in WORKFLOWS] == ["checks.yml", "deploy.yml", "weekly.yml"]
    assert [path.name for path in FORMS] == [
        "01-wrong-or-outdated.yml",
        "02-unfair-comparison.yml",
        "03-new-task.yml",
        "04-new-framework.yml",
    ]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=named)
class TestWorkflow:
    def test_every_action_is_pinned_by_commit_with_its_version(self, workflow: Path) -> None:
        lines = workflow.read_text(encoding="utf-8").splitlines()
        uses = [line.strip().removeprefix("- ") for line in lines if re.match(r"[\s-]*uses:", line)]
        assert uses
        assert [use for use in uses if not (PINNED.match(use) or LOCAL.match(use))] == []

    def test_it_starts_from_no_permission(self, workflow: Path) -> None:
        assert load(workflow)["permissions"] == {}

    def test_only_the_named_jobs_write(self, workflow: Path) -> None:
        for name, job in jobs(workflow).items():
            # A job that names no permission has none: the workflow's are empty.
            permissions = job.get("permissions", {})
            assert isinstance(permissions, dict), f"{name}: name each permission"
            writes = {scope for scope, access in permissions.items() if access != "read"}
            assert writes == MAY_WRITE.get((workflow.name, name), set()), name

    def test_every_job_has_a_timeout(self, workflow: Path) -> None:
        for name, job in jobs(workflow).items():
            # GitHub refuses the key on a call; the jobs of the called workflow have their own.
            assert ("timeout-minutes" in job) is ("uses" not in job), name

    def test_it_has_a_concurrency_group(self, workflow: Path) -> None:
        assert set(load(workflow)["concurrency"]) == {"group", "cancel-in-progress"}

    def test_no_checkout_leaves_its_token_behind(self, workflow: Path) -> None:
        checkouts = [s for s in steps(workflow) if "checkout" in s.get("uses", "")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)

    def test_scripts_get_values_from_their_environment_only(self, workflow: Path) -> None:
        scripts = [step["run"] for step in steps(workflow) if "run" in step]
        assert [script for script in scripts if "${{" in script] == []

    def test_nothing_runs_with_secrets_for_a_fork(self, workflow: Path) -> None:
        text = workflow.read_text(encoding="utf-8")
        assert "pull_request_target" not in text
        assert "workflow_run" not in text
        assert "secrets." not in text

    def test_it_fits_on_two_screens(self, workflow: Path) -> None:
        assert len(workflow.read_text(encoding="utf-8").splitlines()) <= 120


def test_the_gate_waits_for_every_other_job() -> None:
    checks = jobs(GITHUB / "workflows" / "checks.yml")
    gate = checks.pop("all-green")
    assert gate["if"] == "always()"
    assert set(gate["needs"]) == set(checks)


def test_only_main_is_published_and_only_after_the_checks() -> None:
    workflow = GITHUB / "workflows" / "deploy.yml"
    # YAML 1.1 reads the key `on` as true.
    assert load(workflow)[True] == {"push": {"branches": ["main"]}}
    deploy = jobs(workflow)
    assert deploy["checks"]["uses"] == "./.github/workflows/checks.yml"
    assert deploy["build"]["needs"] == "checks"
    assert deploy["deploy"]["needs"] == "build"


@pytest.mark.parametrize("form", FORMS, ids=named)
class TestForm:
    def test_it_has_a_name_a_description_and_fields(self, form: Path) -> None:
        content = load(form)
        assert set(content) == {"name", "description", "title", "body"}
        assert all(content.values())

    def test_every_field_has_an_id_and_a_label_of_its_own(self, form: Path) -> None:
        body = load(form)["body"]
        assert {field["type"] for field in body} <= FIELD_TYPES
        for values in (
            [field["id"] for field in body],
            [field["attributes"]["label"] for field in body],
        ):
            assert len(set(values)) == len(values)

    def test_something_is_required(self, form: Path) -> None:
        fields = load(form)["body"]
        assert any(field.get("validations", {}).get("required") is True for field in fields)


def test_the_forms_have_names_of_their_own() -> None:
    assert len({load(form)["name"] for form in FORMS}) == len(FORMS)


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
    body = load(GITHUB / "ISSUE_TEMPLATE" / f"{form}.yml")["body"]
    required = {f["id"] for f in body if f.get("validations", {}).get("required")}
    assert required >= asked


def test_an_issue_may_also_be_free_text() -> None:
    assert load(GITHUB / "ISSUE_TEMPLATE" / "config.yml") == {"blank_issues_enabled": True}


def test_dependabot_updates_weekly_in_groups_after_a_pause() -> None:
    config = load(GITHUB / "dependabot.yml")
    assert config["version"] == 2
    assert {entry["package-ecosystem"] for entry in config["updates"]} == {"github-actions", "npm"}
    for entry in config["updates"]:
        assert entry["schedule"]["interval"] == "weekly"
        assert entry["cooldown"]["default-days"] >= 7
        assert entry["groups"]
