"""A record that is not of the fresh projects as they are is named, with what mends it."""

from __future__ import annotations

import pytest

from content.defaults import message, problems, shown
from content.errors import SiteError
from content.model import Asked
from content.project import read
from tests.defaults_project import ask, make
from tests.mistakes import edit

PLACE = "data/defaults.json, line 2 (alpha): "
AGAIN = " Run: make defaults"


@pytest.fixture
def root(tmp_path):
    return make(tmp_path)


def found(root):
    return list(problems(read(root)))


def asked(head, body=None):
    return Asked(id="x", title="X", head=head, body=body, why="So.", written_for={"alpha": 200})


def test_projects_that_were_not_asked_are_named(root):
    assert found(root) == [
        f"data/defaults.json: there is nothing of '{name}'.{AGAIN}" for name in ("alpha", "beta")
    ]


def test_a_true_record_is_silent(root):
    assert found(ask(root)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("measurements/defaults/alpha/app.py", "alpha", "beta",
         "measurements/defaults/alpha changed since it was recorded."),
        ("data/defaults.yml", "export KEY=x", "export KEY=y",
         "data/defaults.yml starts it or asks it otherwise since."),
        ("requirements/main.txt", "blinker==1.9", "blinker==1.10",
         "it is of 1.9 on jinja2 3.1, but the lock has 1.10 and 3.1."),
        ("data/defaults.json", '"status": 200', '"status": 201',
         "does not fit the other fields: somebody edited them."),
    ],
)  # fmt: skip
def test_what_changed_since_is_said_in_one_sentence(root, file, old, new, said):
    ask(root)
    edit(root / file, old, new)
    (problem,) = found(root)
    assert problem.startswith(PLACE)
    assert problem.endswith(f"{said}{AGAIN}")


@pytest.mark.parametrize("new", ["there.example:80", "there.example\n        X: y"])
def test_another_request_makes_the_record_of_every_project_old(root, new):
    ask(root)
    edit(root / "data/defaults.yml", "Host: there.example", f"Host: {new}")
    assert ["asks it otherwise since" in one for one in found(root)] == [True, True]


@pytest.mark.parametrize("words", ["It leads away", "Another host", "Nothing but a page"])
def test_words_about_a_request_need_no_new_record(root, words):
    ask(root)
    edit(root / "data/defaults.yml", words, f"{words} indeed")
    assert found(root) == []


def test_a_sentence_about_another_answer_is_named(root):
    ask(root)
    line = edit(root / "data/defaults.yml", "{alpha: 200, beta: 400}", "{alpha: null, beta: 403}")
    where = f"data/defaults.yml, line {line}: 'why' of 'elsewhere' was written for "
    assert found(root) == [
        f"{where}silence of alpha, which answered 200. Write it anew.",
        f"{where}403 of beta, which answered 400. Write it anew.",
    ]


def test_a_record_of_a_project_that_is_gone_is_named(root):
    ask(root)
    edit(root / "data/defaults.yml", "  beta:", "  gamma:")
    edit(root / "data/defaults.yml", "beta: 400", "gamma: 400")
    edit(root / "data/defaults.yml", "beta: 200", "gamma: 200")
    assert "unknown fresh project 'beta'. Known: alpha, gamma. Run: make defaults" in found(root)[0]


def test_a_request_stands_in_one_group(root):
    again = "    - {id: query, title: A, head: GET /, why: So., written_for: {alpha: 200}}\n"
    path = root / "data/defaults.yml"
    path.write_text(f"{path.read_text()}  more:\n{again}")
    with pytest.raises(SiteError, match="the request 'query' stands in 'host' and 'more'"):
        read(root)


def test_what_is_repeated_is_written_out_with_the_line_ends_of_http_and_its_length():
    one = asked("POST / HTTP/1.1\nContent-Length: {length}", "{[*3}\n{]*3}")
    assert message(one) == b"POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n[[[\r\n]]]"
    assert "{[*3}" in shown(one)


def test_a_sign_above_127_is_one_byte_and_plain_braces_stay():
    assert message(asked("GET /\u00ff", '{"a": 2}')) == b'GET /\xff\r\n\r\n{"a": 2}'
