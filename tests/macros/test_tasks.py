"""What macros say, not the markup they say it in."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest

from content.errors import SiteError
from content.model import Run, Verified
from content.project import read
from content.reader import Loaded
from macros import tasks as printed
from macros import verified
from macros.here import Here

HERE = Here("compare/greet.md", start="compare/greet/")


def run(version, environment="main", python="3.13.0"):
    return Run(
        environment=environment,
        version=version,
        python=python,
        date=datetime.date(2026, 11, 2),
        packages={},
        code="0",
        seal="0",
    )


def with_runs(project, runs):
    return replace(project, verified=Loaded("data/verified.json", Verified({"greet": runs}), None))


def row(markdown, name):
    """The one line of a table that names a framework or task."""
    (found,) = [line for line in markdown.splitlines() if name in line]
    return found


def numbers(text):
    return [int(number) for number in re.findall(r"\b\d+\b", text)]


def test_counts_are_those_of_the_folder(project):
    found = printed.counts(project, "greet")
    # written, generated, of tests, files, packages: one of Alpha's lines is its generator's.
    assert numbers(row(found, "Alpha")) == [3, 1, 1, 2, 1]
    assert numbers(row(found, "Beta")) == [1, 0, 0, 2, 2]


def test_counts_of_a_framework_without_the_task_are_words(project):
    found = row(printed.counts(project, "greet"), "Gamma")
    assert "not here yet" in found
    assert numbers(found) == []


def test_fewest_lines_are_counted_over_the_tasks_that_all_have(project):
    assert "of 0 tasks." in printed.fewest_lines(project)  # Gamma lacks the one
    words = printed.fewest_lines(replace(project, frameworks=project.frameworks[:2]))
    assert "Alpha</span> in 0" in words
    assert "Beta &amp; Co</span> in 1 of 1 tasks." in words


def test_verified_with_says_what_ran_and_when(project):
    runs = {"alpha": [run("1.9.0")], "beta": [run("3.1.6"), run("3.0.0", "lts", "3.11.9")]}
    found = verified.verified_with(with_runs(project, runs), "greet")
    assert "2 November 2026" in found
    assert "Alpha 1.9.0, Beta & Co 3.1.6 and Beta & Co 3.0.0" in found
    assert "Python 3.13.0 and 3.11.9" in found


def test_verified_with_names_a_single_version_alone(project):
    found = verified.verified_with(with_runs(project, {"alpha": [run("1.9.0")]}), "greet")
    assert "with Alpha 1.9.0, on Python 3.13.0:" in found


def test_verified_with_speaks_of_all_tasks_if_none_is_named(project):
    assert "Alpha 1.9.0" in verified.verified_with(with_runs(project, {"alpha": [run("1.9.0")]}))


def test_verified_with_leaves_out_other_tasks(project):
    other = replace(
        with_runs(project, {"alpha": [run("1.9.0")]}),
        tasks={**project.tasks, "other": project.tasks["greet"]},
    )
    assert "Alpha" not in verified.verified_with(other, "other")


def test_without_a_record_nothing_is_claimed(project):
    found = verified.verified_with(project, "greet")
    assert "No contract run is on record" in found
    assert "Verified" not in found


def test_the_evidence_is_counted(root):
    fault = (
        "{id: fNUMBER, framework: alpha, why: No., file: app.py, replace: xNUMBER, with: y, "
        "breaks: [greets]}"
    )
    (root / "tests/faults/greet.yml").write_text(
        f"faults: [{', '.join(fault.replace('NUMBER', str(n)) for n in range(4))}]\n"
    )
    found = verified.evidence(with_runs(read(root), {"alpha": [run("1"), run("2"), run("3")]}))
    # applications, promises, faults, runs, the date of the last run, claims
    assert numbers(found) == [2, 2, 4, 3, 2, 2026, 0]
    assert "2 November 2026" in found


def test_a_sentence_that_two_tasks_promise_counts_once(project):
    greet = project.tasks["greet"]
    same, other = greet.contract[0], greet.contract[1]
    own = other.model_copy(update={"says": "`GET /other` answers 200."})
    two = {"greet": greet, "again": greet.model_copy(update={"contract": [same, own]})}
    found = verified.evidence(replace(project, tasks=two))
    assert "**3**\npromises" in found


def test_the_contract_is_every_promise_in_order(project):
    found = printed.contract(project, "greet")
    assert found.count("answers") == 2
    assert 0 < found.index("`GET /` answers 200.") < found.index("`POST /` answers 405.")


def test_an_application_starts_on_port_8000(project):
    found = printed.start(project, "greet")
    order = ["pip install -r requirements.txt", "export PORT=8000", "alpha run --port 8000",
             "beta 8000"]  # fmt: skip
    places = [found.index(line) for line in order]
    assert places == sorted(places)
    assert "{port}" not in found
    assert "Gamma" not in found


def test_samples_are_the_requests_of_the_task(project):
    found = printed.samples(project, "greet").splitlines()
    assert "curl -i http://127.0.0.1:8000/" in found
    assert "curl -X POST http://127.0.0.1:8000/" in found


def test_each_implementation_can_be_downloaded(project):
    found = printed.downloads(project, HERE, "greet")
    assert re.findall(r'href="([^"]+)"', found) == [
        "../../downloads/greet-alpha.zip",
        "../../downloads/greet-beta.zip",
    ]


def test_names_are_escaped_in_downloads(project):
    assert "Beta &amp; Co" in printed.downloads(project, HERE, "greet")


@pytest.mark.parametrize(
    "name", ["counts", "verified_with", "contract", "start", "samples", "downloads"]
)
def test_an_unknown_task_lists_the_known(project, name):
    macro = getattr(verified if name == "verified_with" else printed, name)
    here = [HERE] if name == "downloads" else []
    with pytest.raises(SiteError) as error:
        macro(project, *here, "great")
    assert str(error.value) == f"{name}(\"great\"): unknown task 'great'. Known: greet."


def test_every_unknown_task_is_refused_not_only_the_first(project):
    with pytest.raises(SiteError, match="unknown task 'great'"):
        verified.verified_with(project, "greet", "great")


def test_a_package_that_is_not_installed_is_named(root):
    (root / "snippets/greet/beta/requirements.in").write_text("no-such-package\n")
    with pytest.raises(SiteError, match="'no-such-package' is not installed"):
        printed.counts(read(root), "greet")
