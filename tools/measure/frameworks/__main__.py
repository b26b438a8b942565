"""`make measure`: what frameworks cost, run by run, into data/measurements/.

Runs that are done are kept in build/measure/ until all are: whoever stops it with Ctrl-C goes on
where it was. The plan is data/measure.yml; only this machine's loopback is used.
"""

from __future__ import annotations

import argparse
import datetime
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from content.errors import SiteError, unknown
from content.measure_kinds import KINDS
from content.measure_plan import read_plan
from content.measurements import BUSY, FOLDER, Record, Run, code, fingerprint, unfit
from content.project import ROOT
from content.seals import sealed
from tools.ending import ends_well
from tools.measure.frameworks import machine
from tools.measure.frameworks.kinds import jobs
from tools.measure.frameworks.kinds.job import Job, undisturbed
from tools.measure.frameworks.servers import lacking

QUICK_SHARE = 0.1  # of the length of a run
TRIES = 3  # of a run beside which other programs were busy
KEPT = "build/measure"
SEED = 11


@ends_well
def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Measure what is not measured yet, and write the record when all is.

    Args:
        arguments: the command line without the program's name; that of this process by default.
        root: the project's folder.

    Returns:
        The exit status: 0 when the record is written, or all that was asked for is done.
    """
    parser = argparse.ArgumentParser(prog="make measure", description="Measure the frameworks.")
    parser.add_argument(
        "--quick", action="store_true", help="a short round of some pages, never published"
    )
    parser.add_argument("--only", default="", help="one kind of measurement")
    parser.add_argument("--arm", default="", help="one application")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are ended
    machine.check()
    if asked.only and asked.only not in KINDS:
        raise unknown("ONLY", "kind of measurement", asked.only, KINDS)
    plan = read_plan(root)
    if asked.arm and asked.arm not in plan.applications:
        raise unknown("ARM", "application", asked.arm, plan.applications)
    wanted = [
        job for job in jobs(root, plan)
        if asked.only in ("", job.kind) and asked.arm in ("", job.arm.split(".")[0])
    ]  # fmt: skip
    if asked.quick and not asked.only and not asked.arm:
        wanted = _short(wanted)
    if not wanted:
        raise SiteError(f"the plan has no run of {asked.only or 'any kind'} for {asked.arm}.")
    absent = {one.package: one for one in lacking(plan)}
    for one in absent.values():
        say(f"left out: {one.name}. {one.how or ''}")
    busy, (stolen, passed) = machine.busy(), machine.ticks()
    if busy > BUSY:
        say(f"others use {busy:g} % of this machine: what is measured now cannot be published")
    kept = root / KEPT / f"{fingerprint(root, plan)}.jsonl"
    done = {} if asked.quick else {run.key: run for run in _kept(kept)}
    todo = list(_todo(wanted, asked.quick))
    left = [one for one in todo if (one[0].kind, one[0].page, one[0].arm, one[1]) not in done]
    say(f"{len(left)} runs, {len(todo) - len(left)} are done; Ctrl-C stops, again goes on")
    commit = _commit(root)
    begun, started = time.monotonic(), datetime.datetime.now(datetime.UTC)
    for number, (job, round_, order) in enumerate(left, 1):
        share = QUICK_SHARE if asked.quick else 1.0
        values, others = undisturbed(job, share, 1 if asked.quick else TRIES, machine.watched)
        run = Run(kind=job.kind, page=job.page, arm=job.arm, round=round_, order=order,
                  others=others, values=values)  # fmt: skip
        done[run.key] = run
        if not asked.quick:  # a short round is begun anew
            _keep(kept, run)
        minutes = (time.monotonic() - begun) / number * (len(left) - number) / 60
        shown = ", ".join(f"{name} {value:g}" for name, value in run.values.items())
        say(
            f"{number}/{len(left)} {job.kind} {job.page} {job.arm}: {shown}; {minutes:.0f} min left"
        )
    if asked.arm:
        say("no record is written of one application")
        return 0
    stolen_now, passed_now = machine.ticks()
    record = sealed(
        Record(
            date=started.date(),
            time=started.strftime("%H%M"),
            commit=commit,
            plan=fingerprint(root, plan),
            quick=asked.quick,
            seed=SEED,
            busy=busy,
            steal=round(100 * (stolen_now - stolen) / max(passed_now - passed, 1e-9), 2),
            machine=machine.described(),
            versions=machine.versions([name for name in plan.packages if name not in absent]),
            code=code(root, plan),
            runs=[done[job.kind, job.page, job.arm, round_] for job, round_, _ in todo],
            seal="none yet",
        )
    )
    for sentence in unfit(record.name, record):
        say(sentence)
    folder = root / (KEPT if asked.quick else FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record.name}.json"
    path.write_text(written(record), encoding="utf-8")
    if not asked.quick:
        _forget(kept, record.runs)
    say(f"{path.relative_to(root)} is written")
    return 0


def _short(wanted: list[Job]) -> list[Job]:
    """What a short round takes: of each kind the first page."""
    first: dict[str, str] = {}
    for job in wanted:
        first.setdefault(job.kind, job.page)
    return [job for job in wanted if job.page == first[job.kind]]


def _todo(wanted: list[Job], quick: bool) -> Iterator[tuple[Job, int, int]]:
    """Each job in each of its rounds, with its place there.

    Every round is shuffled anew; what is compared with one another stays side by side.
    """
    rounds = {kind: 1 if quick else held.rounds for kind, held in KINDS.items()}
    for round_ in range(1, max(rounds.values()) + 1):
        drawn = random.Random(f"{SEED}-{round_}")  # noqa: S311 (no secret)
        compared: dict[tuple[str, str], list[Job]] = {}
        for job in wanted:
            if round_ <= rounds[job.kind]:
                compared.setdefault((job.kind, job.page), []).append(job)
        groups = list(compared.values())
        drawn.shuffle(groups)
        for group in groups:
            drawn.shuffle(group)
        for order, job in enumerate((job for group in groups for job in group), 1):
            yield job, round_, order


def _kept(path: Path) -> Iterator[Run]:
    if path.is_file():
        for line in path.read_text("utf-8").splitlines():
            yield Run.model_validate_json(line)


def _forget(path: Path, recorded: Sequence[Run]) -> None:
    """Keep what stands in no record yet: no run is ever in two."""
    keys = {run.key for run in recorded}
    left = [run for run in _kept(path) if run.key not in keys]
    path.unlink(missing_ok=True)
    for run in left:
        _keep(path, run)


def _keep(path: Path, run: Run) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(run.model_dump_json() + "\n")


def written(record: Record) -> str:
    """The text of a record: one line a run."""
    plain = record.model_dump(mode="json")
    runs = ",\n".join(f"    {json.dumps(run)}" for run in plain.pop("runs"))
    head = json.dumps(plain, indent=2, ensure_ascii=False)
    return f'{head[:-2]},\n  "runs": [\n{runs}\n  ]\n}}\n'


def _commit(root: Path) -> str:
    command = ["git", "rev-parse", "--short=7", "HEAD"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise SiteError("there is no Git here: the record would not say what was measured.")
    return done.stdout.strip()


def say(sentence: str) -> None:
    """Tell whoever waits."""
    print(f"measure: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
