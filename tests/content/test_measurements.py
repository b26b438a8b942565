"""Records of measurements: what may be published, and what is said of the rest."""

from __future__ import annotations

import datetime

import pytest
from pydantic import ValidationError

from content.errors import SiteError
from content.measure_plan import PLAN, read_plan
from content.measurements import (
    ROUNDS,
    Machine,
    Record,
    Run,
    aged,
    fingerprint,
    read_records,
    unfit,
)
from content.project import ROOT, read
from content.seals import sealed

MACHINE = Machine(
    processor="made", cores=2, memory_gib=4, kernel="6", python="3.13.0", optimised=False
)


def run(round_, kind="cost", arm="one.wsgi", **values):
    values = values or {"cpu_us": 100.0 + round_}
    return Run(kind=kind, page="text", arm=arm, round=round_, order=1, others=0.2, values=values)


def record(**changes):
    fields = {
        "date": datetime.date(2026, 11, 26),
        "time": "2050",
        "commit": "abc1234",
        "plan": "made",
        "quick": False,
        "seed": 1,
        "busy": 0.2,
        "steal": 0.0,
        "machine": MACHINE,
        "versions": {"Alpha": "3.1.3"},
        "code": {"one": "made"},
        "runs": [run(number) for number in range(1, ROUNDS + 1)],
        "seal": "none yet",
    }
    return sealed(Record(**{**fields, **changes}))


def said(made, name=""):
    return list(unfit(name or made.name, made))


def test_a_whole_record_may_be_published():
    assert said(record()) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quick": True}, "quick run"),
        ({"busy": 35.5}, "others used 35.5 % of the machine"),
        ({"runs": [run(1), run(2)]}, "cost of text, one.wsgi, has 2 rounds; at least 5 are needed"),
        (
            {"runs": [*(run(number) for number in range(1, ROUNDS + 1)), run(1)]},
            "stands there twice",
        ),
    ],
)
def test_what_may_not_be_published_is_said(changes, reason):
    assert reason in " ".join(said(record(**changes)))


def test_a_record_that_somebody_edited_is_refused():
    edited = record().model_copy(update={"commit": "fffffff"})
    assert said(edited) == [
        f"data/measurements/{edited.name}.json: '{edited.seal}' does not fit the other fields: "
        "somebody edited them."
    ]


def test_a_record_under_another_name_is_refused():
    made = record()
    assert "Name it so." in said(made, "run-2026-11-25-2050")[0]


def test_a_run_holds_the_values_of_its_kind():
    with pytest.raises(ValidationError, match="cpu_us"):
        run(1, kind="memory", cpu_us=3.0)


def test_a_minor_release_since_is_noticed_and_a_patch_is_not(tmp_path):
    (tmp_path / "requirements/built").mkdir(parents=True)
    (tmp_path / "requirements/built/apache.txt").write_text("")
    (tmp_path / "requirements/main.txt").write_text("alpha==3.1.9\nbeta==6.2.0\n")
    (tmp_path / "requirements/measure.txt").write_text("gamma==0.9.0\n")
    made = record(versions={"Alpha": "3.1.3", "Beta": "6.1.3", "Gamma": "0.8.1", "Delta": "1.0"})
    assert aged(tmp_path, made) == [("Beta", "6.1.3", "6.2.0"), ("Gamma", "0.8.1", "0.9.0")]


def test_values_come_round_by_round():
    runs = [run(number) for number in (3, 1, 5, 2, 4)]
    assert record(runs=runs).values("cost", "text", "one.wsgi", "cpu_us") == [
        101.0, 102.0, 103.0, 104.0, 105.0,
    ]  # fmt: skip


def test_the_plan_names_only_what_it_has(tmp_path):
    text = (ROOT / PLAN).read_text("utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "measurements").symlink_to(ROOT / "measurements")
    (tmp_path / "snippets").symlink_to(ROOT / "snippets")
    plan = read(ROOT).plan
    for known in (plan.pages[0].arms[0].application, plan.database[0].arms[-1].application):
        wrong = text.replace(f"application: {known}, server", "application: nobody, server")
        (tmp_path / PLAN).write_text(wrong, encoding="utf-8")
        with pytest.raises(SiteError, match="unknown application 'nobody'"):
            read_plan(tmp_path)
    (tmp_path / PLAN).write_text(text.replace("measurements/limit}", "measurements/lamit}"))
    with pytest.raises(
        SiteError, match=r"there is no folder 'measurements/lamit'. Nearest: measurements/limit"
    ):
        read_plan(tmp_path)


def test_the_fingerprint_follows_the_code_that_is_measured(tmp_path):
    project = read(ROOT)
    before = fingerprint(ROOT, project.plan)
    assert before == fingerprint(ROOT, project.plan)
    other = project.plan.model_copy(update={"packages": ["Alpha"]})
    assert fingerprint(ROOT, other) != before


def test_a_file_of_another_name_is_no_record(tmp_path):
    folder = tmp_path / "data/measurements"
    folder.mkdir(parents=True)
    (folder / "latest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SiteError, match="this is no name of a record"):
        read_records(tmp_path)
