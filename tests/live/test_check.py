"""The contract in the page: the same tests, asked in the runtime that readers get, here in Node."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from functools import cache

import pytest

from content.live import MADE, read_manifest
from content.project import ROOT, read
from live.check.promises import Exchange, Tried, message, sentence, verdict
from live.check.words import plain
from live.python.loops import Loops
from tools.live.__main__ import NODE

PROJECT = read(ROOT)
TASKS = sorted(set(PROJECT.tasks) - set(PROJECT.live.without))
QUICK = "form"
EACH = [
    pytest.param(task, framework, marks=[] if task == QUICK else [pytest.mark.deep])
    for task in TASKS for framework in PROJECT.applications[task]
]  # fmt: skip


@cache
def checked(task, framework, *fault):
    """What the page is told of each promise."""
    assert (ROOT / MADE / f"{task}.json").is_file(), "Run: make live"
    words = [NODE, str(ROOT / "live/check.js"), task, framework, *fault]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    told = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert told and told[-1] == {"t": "done"}, done.stdout[-2000:] + done.stderr[-2000:]
    plan = next(one["tests"] for one in told if one["t"] == "plan")
    if "only" not in fault:
        assert plan == read_manifest(ROOT, task).apps[framework].check.tests, "make live-checks"
    assert plan == sum(one["t"] == "test" for one in told)
    return {one["id"]: one for one in told if one["t"] == "promise"}


@pytest.mark.parametrize(("task", "framework"), EACH)
def test_every_promise_is_asked_and_none_is_broken(task, framework):
    found = checked(task, framework)
    assert set(found) == {one.id for one in PROJECT.tasks[task].contract}
    broken = [one for one in found.values() if one["verdict"] == "broken"]
    assert broken == []
    for one in found.values():
        ran = [test for test in one["tests"] if test["outcome"] == "passed"]
        assert one["verdict"] == ("kept" if ran else "absent")
        assert one["verdict"] == "kept" or "Not asked here: a page " in one["said"]
        assert all(test["exchanges"] for test in ran), "nothing shows it"
    assert Counter(one["verdict"] for one in found.values())["kept"] >= len(found) * 2 / 3


@pytest.mark.parametrize("framework", PROJECT.applications[QUICK])
def test_a_planted_fault_turns_its_promises_red(framework):
    (fault,) = [one for one in PROJECT.faults[QUICK] if one.id == f"{framework}-csrf-off"]
    found = checked(QUICK, framework, fault.id)
    broken = {name for name, one in found.items() if one["verdict"] == "broken"}
    assert broken == set(fault.breaks)
    failed = [test for test in found["requires-token"]["tests"] if test["outcome"] == "failed"]
    for test in failed:
        assert test["said"] == ["Answered 302; promised 400 or 403.\nassert 302 in {400, 403}"]
        method, path, status, asked, answered = test["exchanges"][-1]
        assert (method, path, status) == ("POST", "/signup", 302)
        assert asked.startswith("POST /signup HTTP/1.1\n") and "\n\nname=" in asked
        assert answered.startswith("HTTP/1.1 302\n") and "/signup/thanks" in answered


@pytest.mark.deep
@pytest.mark.parametrize("task", TASKS)
@pytest.mark.timeout(3000)
def test_every_fault_that_a_page_offers_is_noticed_there(task, subtests):
    for framework, app in read_manifest(ROOT, task).apps.items():
        for fault in app.faults:
            with subtests.test(fault=fault["id"]):
                found = checked(task, framework, fault["id"], "only")
                states = [found[name]["verdict"] for name in fault["breaks"]]
                assert "broken" in states, "nothing turns red"
                # What is green all the same is so because a test was not asked.
                green = [found[name]["said"] for name in fault["breaks"]
                         if found[name]["verdict"] == "kept"]  # fmt: skip
                assert all("not asked here" in said for said in green)


def tried(outcome, *said):
    return Tried("p", "test_a", outcome, said, [])


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ([tried("passed"), tried("passed")], ("kept", "")),
        ([tried("passed"), tried("failed", "x")], ("broken", "1 of 2 tests failed.")),
        ([tried("absent", "y"), tried("failed", "x")], ("broken", "1 of 2 tests failed.")),
        ([tried("passed"), tried("absent", "y")], ("kept", "1 of 2 tests not asked here: y.")),
        ([tried("absent", "y"), tried("absent", "y")], ("absent", "Not asked here: y.")),
        ([], ("absent", "Not asked here: no test of it is here.")),
    ],
)
def test_a_promise_is_kept_if_a_test_ran_and_none_failed(tests, expected):
    assert verdict(tests) == expected


def test_the_name_of_a_test_is_a_sentence():
    assert sentence("test_a_post_is_refused") == "A post is refused"
    assert sentence("test_a_value[0-x]") == "A value (0-x)"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "assert 302 in {400, 403}\n +  where 302 = <Response [302 Found]>.status_code",
            "Answered 302; promised 400 or 403.\nassert 302 in {400, 403}",
        ),
        (
            "for this: {}\nassert 500 == 400\n +  where 500 = <Response [500 No]>.status_code",
            "Answered 500; promised 400.\nfor this: {}\nassert 500 == 400",
        ),
        (
            "no token\nassert False\n +  where False = any(<generator object f at 0x227d1e8>)",
            "no token",
        ),
        (
            "assert False\n +  where False = is_refused(<Response [200 OK]>)\n"
            " +    where <Response [200 OK]> = get('/')\n"
            " +      where get = <httpx.Client object at 0x3f3e568>.get",
            "Not true of the answer 200: is refused.",
        ),
        (
            "assert not True\n +  where True = is_in(<Client object at 0x1>)",
            "True, and should not be: is in.",
        ),
        ("assert 'a' in {'b', 'c'}", "Found 'a'; expected 'b' or 'c'.\nassert 'a' in {'b', 'c'}"),
        ("assert 'a' in '<p>'", "Not found: 'a'.\nassert 'a' in '<p>'"),
        ("assert 'a' not in '<a>'", "Found, and not expected: 'a'.\nassert 'a' not in '<a>'"),
        ("assert 1 != 1\n +  and   1 = f()", "Found 1; expected another.\nassert 1 != 1"),
        ("assert 'a in b' == 'c'", "assert 'a in b' == 'c'"),
        ("assert False", "assert False"),
        ("KeyError: <object at 0x12ab>", "KeyError: <object>"),
    ],
)
def test_a_failure_is_told_in_words_first(said, expected):
    assert plain(said) == expected


def test_a_message_is_written_down_with_the_beginning_of_its_body():
    assert message("GET / HTTP/1.1", [("Host", "a")], b"") == "GET / HTTP/1.1\nHost: a"
    assert message("HTTP/1.1 200", [("A", "b")], b"text") == "HTTP/1.1 200\nA: b\n\ntext"
    assert message("HTTP/1.1 200", [], b"\x89PNG\0") == "HTTP/1.1 200\n\n5 bytes"
    long = message("HTTP/1.1 200", [("A", "b" * 9000)], "ä".encode() * 5000)
    assert long.endswith("ää…") and len(long) < 1400


def test_what_a_long_test_asked_is_cut():
    shown = Tried("p", "test_a", "passed", [], [Exchange("GET", "/", 200)] * 50).shown()
    assert (len(shown["exchanges"]), shown["more"]) == (40, 10)


def alone(code):
    """In a process of its own, which is changed for good."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_a_page_has_not_can_be_named_and_not_used():
    code = """
import sys
sys.modules.pop("psycopg", None)
from live.check import elsewhere
elsewhere.NOT_PACKED["no_such.module"] = "no such thing"
elsewhere.stand_in()
import pytest, socket, subprocess, threading
from no_such.module import errors, connect
made = (errors.Refused, ValueError)
assert issubclass(errors.Refused, Exception)
connect("x")
for use in (lambda: connect("x").close(), lambda: threading.Thread().start(),
            lambda: subprocess.run(["true"]), lambda: socket.create_connection(("127.0.0.1", 9))):
    try:
        use()
    except pytest.skip.Exception as ended:
        print(ended.msg)
try:
    import no_such.other
except ImportError:
    print("never heard of")
"""
    assert alone(code).splitlines() == [
        "no such thing", "a page has no threads", "a page has no other process",
        "a page has no sockets", "never heard of",
    ]  # fmt: skip


def test_a_loop_in_the_watched_folder_is_ended_and_no_other(tmp_path, monkeypatch):
    (tmp_path / "looping.py").write_text(
        "def loop():\n    n = 0\n    while True:\n        n += 1\n"
        "def through(act):\n    while True:\n        try:\n            act()\n"
        "        except Exception:\n            pass\n"
        "import time\ndef doze():\n    while True:\n        time.sleep(0.05)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    loops = Loops(str(tmp_path))
    loops.patience = 0.2
    loops.watch()
    try:
        import looping

        loops.begin()
        with pytest.raises(TimeoutError, match=r"looping\.py, line \d, ran longer than 0\.2 s"):
            looping.loop()
        assert loops.said.startswith("looping.py, line ")
        loops.begin()
        assert loops.said == ""
        # Who catches it gets it again, as does who calls.
        with pytest.raises(TimeoutError):
            looping.through(looping.loop)
        # A loop that sleeps is ended too, though it hardly jumps; who sleeps elsewhere, sleeps.
        loops.begin()
        with pytest.raises(TimeoutError, match=r"looping\.py, line \d+, ran longer than 0\.2 s"):
            looping.doze()
        time.sleep(0.01)
        total = 0
        for number in range(100_000):  # not in the folder
            total += number
    finally:
        loops.end()
