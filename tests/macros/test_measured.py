from __future__ import annotations

import datetime
from functools import partial

import pytest

from content.errors import SiteError
from content.measure_plan import read_plan
from content.measurements import FOLDER, Machine, Record, Run, code, fingerprint
from content.project import read
from content.reader import dump_json
from content.seals import sealed
from macros.here import Here
from macros.measured import (
    NOT_YET,
    estimated,
    limits,
    measured,
    measured_with,
    repeated,
    rounds,
    spread,
    told,
    versus,
    workers,
)
from macros.measured_ladder import ladder
from macros.measured_layers import counted, layer, layers
from macros.measured_person import first_page, first_page_counts, suites
from macros.measured_servers import instead, served, under
from macros.measured_streams import in_time, streamed
from macros.measured_waiting import waited

HERE = Here("evidence/cost.md")
MIB = 2**20
OTHER_SERVER = """\
  other: {name: Other, line: "serve {app} on {port}"}
applications:"""
SERVED = """\
  - id: served
    title: Served
    topic: servers
    path: /
    arms:
      - {application: one, server: made}
      - {application: two, server: made}
      - {application: one, server: other}
      - {application: two, server: other}
"""
# Arm → what its values are multiplied with: the second needs one and a half times the first.
ARMS = {"one.made": 1.0, "two.made": 1.5}


# Layer → how many microseconds more it takes in the first round; in the third it is two more.
LAYERS = {"one.bare": 0.0, "one.thick": 10.0}


# Nothing else ran beside a made run.
Run = partial(Run, others=0.2)


def runs(times=1.0):
    for round_ in range(1, 6):
        for arm, factor in ARMS.items():
            much = times * factor

            def run(kind, values, name=arm, page="greeting", number=round_):
                return Run(kind=kind, page=page, arm=name, round=number, order=1, values=values)

            yield run("cost", {"cpu_us": 200 * much})
            yield run("start", {"cpu_s": 0.2 * much, "wall_s": 0.3})
            for name, count in ((arm, 1), (f"{arm}.4", 4), (f"{arm}.4.preloaded", 2)):
                memory = {"pss": 30 * MIB * count * much, "processes": 2}
                yield run("memory", memory, name=name)
    for arm, count, time in (("one.made", 3e5, 60.0), ("two.made", 6e5, 150.0)):
        values = {"instructions": count * times, "call_us": time}
        yield Run(kind="instructions", page="greeting", arm=arm, round=1, order=1, values=values)
    for number in range(1, 4):
        for arm, more in LAYERS.items():
            # two alike lie up to 2 µs apart
            values = {"without_us": 40.0 * times, "with_us": (39 + more + number) * times}
            yield Run(kind="layers", page="layers", arm=arm, round=number, order=1, values=values)
        values = {"wall_s": 10.0 * times, "cpu_s": 0.1, "threads": 3, "pss": 40 * MIB}
        tests = {"cpu_s": 0.8 * times, "wall_s": 1.0, "tests": 4}
        yield Run(kind="suite", page="suite", arm="one", round=number, order=1, values=tests)
        steps = {
            "install_s": 0.1,
            "scaffold_s": 2.0,
            "start_s": 0.9 * times,
            "again_s": 0.5 * times,
        }
        counts = {"modules": 300, "packages": 7, "bytes": 5 * MIB, "made_files": 0,
                  "made_lines": 0, "written_files": 1, "written_lines": 5}  # fmt: skip
        yield Run(kind="fresh", page="fresh", arm="one", round=number, order=1,
                  values=steps | counts)  # fmt: skip
        yield Run(kind="waiting", page="waiting", arm="one.made", round=number, order=1,
                  values=values)  # fmt: skip


def record(root, time="2050", times=1.0, **changes):
    """Write a record, and read the project with it."""
    fields = {
        "date": datetime.date(2026, 11, 26),
        "time": time,
        "commit": "abc1234",
        "plan": fingerprint(root, read_plan(root)),
        "quick": False,
        "seed": 1,
        "busy": 0.4,
        "steal": 0.1,
        "machine": Machine(
            processor="Made", cores=2, memory_gib=4, kernel="6", python="3.13.0", optimised=True
        ),
        "versions": {"blinker": "1.9"},
        "code": code(root, read_plan(root)),
        "runs": list(runs(times)),
        "seal": "none yet",
    }
    made = sealed(Record(**{**fields, **changes}))
    (root / FOLDER).mkdir(exist_ok=True)
    (root / FOLDER / f"{made.name}.json").write_text(dump_json(made), encoding="utf-8")
    return read(root)


def test_without_a_record_pages_say_so(project):
    for said in (
        measured(project, HERE, "cost"), limits(project, "cost"), workers(project),
        versus(project, "cost", "greeting"), estimated(project, "greeting"), waited(project),
        served(project, HERE), streamed(project), in_time(project), rounds(project, "served"),
        measured_with(project, "cost"), spread(project, "cost", "alpha", "beta"),
        first_page(project), first_page_counts(project), suites(project, HERE), ladder(project),
        rounds(project, "fresh"),
        layers(project), layer(project, "one", "thick"), counted(project),
    ):  # fmt: skip
        assert said == NOT_YET
    assert "run once" in repeated(project, "cost")


def test_a_comparison_is_a_sentence_with_the_ratio_and_its_interval(root):
    assert versus(record(root), "cost", "greeting") == (
        "Alpha 200 µs and Beta & Co 300 µs (1.50 times as much)"
    )


def test_under_a_tenth_there_is_no_difference(root, monkeypatch):
    monkeypatch.setitem(ARMS, "two.made", 1.05)
    assert "Beta & Co 210 µs (no difference)" in versus(record(root), "cost", "greeting")


def test_each_arm_is_a_row_with_its_number_interval_and_bar(root):
    project = record(root)
    shown = measured(project, HERE, "memory")
    assert "data-framework='alpha'" in shown
    assert "<td>30.0</td><td>30.0–30.0</td>" in shown
    assert "<line x1='0' x2='66.7%'" in shown
    assert "<line x1='0' x2='100.0%'" in shown
    assert f"{project.tasks['greet'].title}</a>" in shown


def test_as_evidence_it_leads_to_its_page(root):
    said = told(record(root), HERE, "start", "greeting")
    assert said.startswith("Measured, [processor time of a start](../index.md), ")
    assert "Alpha 0.20 s" in said


def test_over_tasks_the_least_and_the_largest_ratio_are_told(root):
    assert spread(record(root), "cost", "beta", "alpha") == "1.5 to 1.5 times"


def test_more_workers_are_estimated_from_one_and_several(root):
    row = estimated(record(root), "greeting").splitlines()[2]
    assert row.endswith("| 30 | 60 | 120 | 240 | 480 |")
    assert (
        "| 30 <small>(30–30)</small> | 120 <small>(120–120)</small> | 60 <small>(60–60)</small> |"
        in workers(record(root)).splitlines()[2]
    )


def test_what_waits_is_shown_with_threads_and_memory(root):
    assert "<td>10.00</td><td>3</td><td>40</td>" in waited(record(root))


def served_twice(root, **more):
    """A project whose arms run under two servers, the second of which is twice as dear."""
    plan = root / "data/measure.yml"
    text = plan.read_text("utf-8").replace("applications:", OTHER_SERVER, 1)
    plan.write_text(text.replace("workers: {", f"{SERVED}workers: {{", 1), encoding="utf-8")
    costs = {"one.made": 100, "two.made": 150, "one.other": 200, "two.other": 210, **more}
    return record(
        root,
        runs=[
            Run(kind="served", page="served", arm=arm, round=number, order=1,
                values={"cpu_us": cost, "pss": 30 * MIB})
            for arm, cost in costs.items() for number in (1, 2, 3)
        ],
    )  # fmt: skip


def test_under_each_server_it_is_said_how_the_frameworks_compare(root):
    project = served_twice(root)
    said = "1.5 times under Made; no difference under Other"
    assert under(project, "served", "beta", "alpha") == said
    assert instead(project, "served", "one.other", "one.made") == "2.0 times"
    shown = served(project, HERE)
    assert "<td>200</td><td>200–200</td><td>30</td>" in shown
    assert "<small>Other</small>" in shown
    assert "Made" not in measured(project, HERE, "cost")


def test_open_streams_are_shown_and_those_that_came_late_are_told(root):
    def with_streams(count):
        values = {
            "in_time": count, "last_s": 0.5, "best_s": 0.001, "median_s": 0.002,
            "threads": 403, "pss": 50 * MIB, "cpu_s": 0.2,
        }  # fmt: skip
        run = Run(kind="streams", page="streams", arm="one.made", round=1, order=1, values=values)
        return record(root, runs=[run])

    assert "all 2 streams had their first event" in in_time(with_streams(2))
    assert in_time(with_streams(1)).endswith("not all 2 had their first event: Alpha under Made 1.")
    row = "<td>0.20</td><td>403</td><td>50</td><td>0.5</td><td>1.0–2.0</td>"
    assert row in streamed(with_streams(2))


def test_a_rung_says_how_much_more_it_is_than_the_first(root, monkeypatch):
    assert "| A greeting | 30 | 45 |" in ladder(record(root))
    text = (root / "data/measure.yml").read_text("utf-8")
    more = "[{page: greeting, has: A greeting}, {page: more, has: More}]"
    arms = "[{application: one, server: made}, {application: two, server: made}]"
    page = f"  - {{id: more, title: More, path: /, arms: {arms}}}\n"
    text = text.replace("[{page: greeting, has: A greeting}]", more)
    (root / "data/measure.yml").write_text(text.replace("workers: {", f"{page}workers: {{"))
    heavy = [run.model_copy(update={"page": "more", "values": {"pss": 50 * MIB, "processes": 2}})
             for run in runs() if run.kind == "memory" and run.arm == "one.made"]  # fmt: skip
    assert "| More | 50 (+20) | – |" in ladder(record(root, runs=[*runs(), *heavy]))


def test_a_first_page_is_the_sum_of_its_steps(root):
    project = record(root)
    cells = "<td>3.0</td><td>0.1</td><td>2.0</td><td>0.9</td><td>0.5</td>"
    assert cells in first_page(project)
    assert rounds(project, "fresh") == "3"


def test_what_was_typed_and_what_commands_wrote_are_counted(root):
    said = first_page_counts(record(root))
    for cells in (
        "wrote | – |",
        "by hand | 1, 5 lines |",
        "compiled | 5 MiB |",
        "environment | 2 |",
    ):
        assert cells in said


def test_a_suite_is_shown_with_its_tests_and_the_time_of_each(root):
    said = suites(record(root), HERE)
    assert "<td>0.80</td><td>1.00</td><td>4</td><td>0.20</td>" in said
    assert "A greeting</a>" in said


def test_what_a_layer_takes_more_is_shown_with_its_interval_and_what_it_buys(root):
    project = record(root)
    shown = layers(project)
    assert "<td>11.0</td><td>10.0–12.0</td>" in shown
    assert "<code>Thick</code>, read <small>warmth</small>" in shown
    assert "without any of them 40.0 µs; two alike lie up to 2.0 µs apart" in shown
    assert layer(project, "one", "thick") == "11 µs"


@pytest.mark.parametrize("more", [0.5, -1.0])
def test_what_two_alike_differ_by_is_no_cost(root, monkeypatch, more):
    monkeypatch.setitem(LAYERS, "one.thick", more)
    project = record(root)
    assert "not measurable" in layers(project)
    assert layer(project, "one", "thick") == "nothing that can be measured"


def test_instructions_stand_beside_time_and_where_they_part_is_said(root):
    said = counted(record(root))
    assert "| 300 | 60 | 1.00 | 1.00 |" in said
    assert "| 600 | 150 | 2.00 | 2.50 |" in said
    assert said.endswith("lie 10 % or more apart in: A greeting, Beta & Co.")


def test_with_what_it_was_measured_is_said_and_whether_that_has_aged(root):
    said = measured_with(record(root), "cost")
    assert said.startswith("Measured on 26 November 2026, from 20:50 UTC, at commit `abc1234`")
    assert "**Aged:**" not in said
    assert "changed since" not in said
    said = measured_with(record(root, versions={"blinker": "1.8"}, code={"one": "other"}), "cost")
    assert "**Aged:** blinker 1.9 in place of 1.8 since." in said
    assert said.endswith("The code of some has changed since.")


def test_two_runs_that_agree_say_so_and_others_say_where_not(root):
    record(root, "1000")
    changed = {**code(root, read_plan(root)), "two": "changed"}
    once_more = record(root, "2000", code=changed)
    # those of the first application alone
    assert "10:00 UTC: 4 of 4." in repeated(once_more, "cost", "memory")
    said = repeated(record(root, "2100", times=1.3), "cost")
    assert "10:00 UTC: 0 of 2; not" in said
    assert "20:00 UTC: 0 of 1; not" in said
    assert "cost, greeting, `one.made`: × 1.30" in said


def test_several_workers_of_a_record_that_measured_them_otherwise_are_not_compared(root):
    record(root, "1000")
    assert "UTC: 6 of 6." in repeated(record(root, "2000"), "memory")
    plan = root / "data/measure.yml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("2026-11-01-0000", "2026-11-26-1500"), encoding="utf-8")
    assert "UTC: 2 of 2." in repeated(read(root), "memory")


def test_what_a_layer_adds_is_compared_and_not_the_page_beside_it(root, monkeypatch):
    record(root, "1000")
    monkeypatch.setitem(LAYERS, "one.thick", 14.0)  # 51 µs in place of 47 with what is below it
    assert "layers, `one.thick`: × 1.36" in repeated(record(root, "2000"), "layers")


def test_a_kind_that_was_measured_again_by_itself_is_printed_from_that(root):
    record(root, "1000")
    alone = [run for run in runs(2.0) if run.kind == "cost"]
    project = record(root, "2000", runs=alone)
    assert "from 20:00 UTC" in measured_with(project, "cost")
    assert "from 10:00 UTC" in measured_with(project, "memory")
    assert "400 µs" in versus(project, "cost", "greeting")


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda project: measured(project, HERE, "speed"), "unknown kind of measurement 'speed'"),
        (lambda project: rounds(project, "speed"), "unknown kind of measurement 'speed'"),
        (lambda project: measured_with(project, "memori"), "Nearest: memory"),
        (lambda project: measured_with(project), "unknown kind of measurement ''"),
        (lambda project: repeated(project, "cost", "speed"), "unknown kind of measurement 'speed'"),
        (lambda project: versus(project, "cost", "greetin"), "Known: greeting"),
        (lambda project: estimated(project, "text"), "unknown page 'text'"),
        (lambda project: under(project, "greeting", "alpha", "beta"), "unknown page 'greeting'"),
        (
            lambda project: instead(project, "text-served", "one.made", "one.other"),
            "unknown page 'text-served'",
        ),
        (lambda project: rounds(project, "speed"), "unknown kind of measurement 'speed'"),
        (lambda project: spread(project, "cost", "alpha", "delta"), "unknown framework 'delta'"),
        (lambda project: layer(project, "two", "thick"), "unknown application with layers 'two'"),
        (lambda project: layer(project, "one", "thicc"), "Known: thick"),
    ],
)
def test_what_is_unknown_is_refused_with_what_there_is(project, call, why):
    with pytest.raises(SiteError, match=why):
        call(project)
