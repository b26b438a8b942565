"""`make measure` on a database: what its log says, and that its server ends with the program."""

from __future__ import annotations

import contextlib
import subprocess
import time

import psutil
import pytest

from content.project import ROOT
from tests.tools.test_measure_frameworks import PLAN, PYTHON, needs_client
from tools.postgres_log import counted

LOG = """\
LOG:  connection received: host=127.0.0.1 port=51054
LOG:  connection authorized: user=postgres database=made
LOG:  statement: SELECT set_config('TimeZone', 'UTC', false)
LOG:  statement: BEGIN
LOG:  statement: SELECT one.id, other.name\x20
\tFROM book AS one
LOG:  execute <unnamed>: SELECT name FROM "author" WHERE id = $1
DETAIL:  Parameters: $1 = '2'
LOG:  execute _pg3_0: SELECT name FROM "author" WHERE id = $1
DETAIL:  Parameters: $1 = '3'
LOG:  statement: ROLLBACK
LOG:  statement: DEALLOCATE ALL
"""


def test_statements_are_counted_by_what_they_do():
    assert counted(LOG, {"author", "book"}) == {
        "connections": 1,
        "queries": 3,
        "transactions": 2,
        "rest": 2,
    }


def test_an_empty_log_has_none_of_them():
    assert set(counted("", {"book"}).values()) == {0}


@needs_client
@pytest.mark.timeout(120)
def test_the_server_ends_with_a_program_that_is_ended():
    arm = PLAN.database[0].arms[0].application
    command = [PYTHON, "-m", "tools.measure.frameworks", "--quick", "--only", "database"]
    with subprocess.Popen([*command, "--arm", arm], cwd=ROOT, stdout=subprocess.DEVNULL) as program:
        while not (servers := started(program.pid)):
            assert program.poll() is None
            time.sleep(0.2)
        program.terminate()
        assert program.wait(60) == 143
    assert not [one for one in servers if one.is_running()]


def started(by):
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(by).children(recursive=True)
        return [one for one in family if one.name() == "postgres" and "-p" in one.cmdline()]
    return []
