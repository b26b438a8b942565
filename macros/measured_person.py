"""What a developer waits for: the first page from nothing, and the applications' own tests."""

from __future__ import annotations

from content.measure_kinds import FRESH, FRESH_STEPS, SUITE
from content.measure_plan import Arm, Suite
from content.measurements import Record
from content.project import Project
from content.statistics import interval
from macros.here import Here
from macros.markup import badge, table
from macros.measured_parts import MEBIBYTE, NOT_YET, bars, newest, outcome_of, row

NONE = "–"


def first_page(project: Project) -> str:
    """Seconds from an empty folder to the first page, as bars, with those of each step."""
    record = newest(project, "fresh")
    if record is None or not _measured(project, record):
        return NOT_YET
    found = []
    for name in _measured(project, record):
        steps = (*FRESH_STEPS, "again_s")
        parts = [record.values("fresh", FRESH, name, step) for step in steps]
        found.append((name, record.shown("fresh", FRESH, name), parts))
    most = max(interval(whole).high for _, whole, _ in found)
    lines = "".join(
        row(
            project.plan.applications[name].framework,
            badge(outcome_of(project, _arm(name))),
            [f"{interval(one).middle:.1f}" for one in [whole, *parts]],
            interval(whole),
            most,
        )
        for name, whole, parts in found
    )
    head = ["Seconds", "in all", "installing", "commands", "first start", "next start"]
    return bars(head, [f"<tbody>{lines}</tbody>"])


def first_page_counts(project: Project) -> str:
    """What was typed, and what stands there when the first page has been answered."""
    record = newest(project, "fresh")
    if record is None or not _measured(project, record):
        return NOT_YET
    names = _measured(project, record)
    scaffolds = {one.application: one.scaffold for one in project.plan.fresh}

    def count(name: str, value: str) -> str:
        return f"{interval(record.values('fresh', FRESH, name, value)).middle:.0f}"

    def pair(name: str, what: str) -> str:
        files = count(name, f"{what}_files")
        return f"{files}, {count(name, f'{what}_lines')} lines" if files != "0" else NONE

    def disk(name: str) -> str:
        found = interval(record.values("fresh", FRESH, name, "bytes")).middle
        return f"{found / MEBIBYTE:.0f} MiB"

    rows = [
        # One installs, one starts the server.
        ["Commands in the environment", *(str(2 + len(scaffolds[name])) for name in names)],
        ["Files that a command wrote", *(pair(name, "made") for name in names)],
        ["Files with lines by hand", *(pair(name, "written") for name in names)],
        ["Packages installed", *(count(name, "packages") for name in names)],
        ["The environment on disk, compiled", *(disk(name) for name in names)],
        ["Modules imported", *(count(name, "modules") for name in names)],
    ]
    return table(["What", *(badge(outcome_of(project, _arm(name))) for name in names)], rows)


def suites(project: Project, here: Here, task: str | None = None) -> str:
    """How long the applications' own tests take, of all or of one task, as bars."""
    record = newest(project, "suite")
    found = [
        (suite, name, record.values("suite", SUITE, name, "cpu_s"))
        for suite in project.plan.suites
        if task in (None, suite.task)
        for name in suite.applications
        if record and record.values("suite", SUITE, name, "cpu_s")
    ]
    if record is None or not found:
        return NOT_YET
    most = max(interval(cpu).high for *_, cpu in found)
    bodies = []
    for suite in project.plan.suites:
        lines = ""
        for one, name, cpu in found:
            if one is not suite:
                continue
            tests = interval(record.values("suite", SUITE, name, "tests")).middle
            wall = interval(record.values("suite", SUITE, name, "wall_s")).middle
            middle = interval(cpu).middle
            numbers = [f"{middle:.2f}", f"{wall:.2f}", f"{tests:.0f}", f"{middle / tests:.2f}"]
            framework = project.plan.applications[name].framework
            lines += row(
                framework, badge(outcome_of(project, _arm(name))), numbers, interval(cpu), most
            )
        head = f"<tr><td role='rowheader' colspan='6'>{_title(project, here, suite)}</td></tr>"
        bodies.append(f"<tbody>{head}{lines}</tbody>")
    columns = ["Tests of", "processor s", "wall s", "tests", "s a test"]
    return bars(columns, bodies)


def _title(project: Project, here: Here, suite: Suite) -> str:
    if suite.task is None:
        return f"<b>{suite.title}</b>"
    task = project.tasks[suite.task]
    return f"<a href='{here.address(task.page)}'>{task.title}</a>"


def _measured(project: Project, record: Record) -> list[str]:
    return [
        one.application
        for one in project.plan.fresh
        if record.values("fresh", FRESH, one.application, "start_s")
    ]


def _arm(name: str) -> Arm:
    return Arm(application=name, server="none")
