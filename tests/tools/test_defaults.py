from __future__ import annotations

import contextlib
import socket
import sys
import threading

import pytest

from content.defaults import message, problems
from content.model import Asked
from content.project import read
from tests.defaults_project import make
from tools.record.defaults import Received, answer_of, exchange, lasting, main, printable
from tools.running import ServerError

ODD = b"FOO /\xff%zz HTTP/1.0\r\nHost: a\r\nHost: b\r\nContent-Length: 1\r\n\r\nabc\x00"
ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nX: y\r\nDate: today\r\n\r\n"


@contextlib.contextmanager
def listening(answer, size):
    """A server that takes so many bytes of one client, answers and ends; what it took."""
    taken = []

    def serve():
        client, _ = listener.accept()
        with client:
            received = b""
            while len(received) < size and (piece := client.recv(size - len(received))):
                received += piece
            taken.append(received)
            if answer is None:
                over.wait(10)
            else:
                client.sendall(answer)

    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname(), taken
        over.set()
        thread.join(10)


def asked(head="GET / HTTP/1.1", **fields):
    return Asked(id="x", title="X", head=head, why="So.", written_for={"alpha": 200}, **fields)


def test_the_very_bytes_are_sent_that_no_client_would_send():
    with listening(ANSWER, len(ODD)) as (address, taken):
        received = exchange(address, ODD, 5)
    assert taken == [ODD]
    assert received.raw == ANSWER


def test_silence_ends_with_patience():
    with listening(None, len(ODD)) as (address, _):
        received = exchange(address, ODD, 0.2)
    answer = answer_of(asked(), received, "")
    assert (answer.status, answer.ended) == (None, False)


def test_who_hangs_up_without_an_answer_is_told_from_who_is_silent():
    with listening(b"", len(ODD)) as (address, _):
        answer = answer_of(asked(), exchange(address, ODD, 5), "")
    assert (answer.status, answer.ended) == (None, True)


def test_an_answer_is_taken_from_who_stops_reading():
    long = message(asked("POST / HTTP/1.1", body="{x*3000000}"))
    with listening(ANSWER, 20) as (address, taken):
        received = exchange(address, long, 5)
    assert taken == [long[:20]]
    assert received.raw in (ANSWER, b"")  # what came before the end of a connection may be lost


@pytest.mark.parametrize(
    ("log", "by"),
    [
        ("", "server"),
        ("8 code\n", "server"),
        ("7 framework\n8 code\n", "framework"),
        ("7 framework\n7 called\n", "framework"),
        ("7 framework\n7 called\n7 code\n", "code"),
    ],
)
def test_who_answered_is_told_by_the_marks_of_that_client(log, by):
    assert answer_of(asked(), Received(ANSWER, 7), log).by == by


def test_an_answer_keeps_what_lasts_and_its_text_without_markup():
    raw = b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER + b"<title>No</title><body><p>Not\n <b>here</b>"
    answer = answer_of(asked(), Received(raw, 7), "Traceback (most recent call last):\n")
    assert (answer.first, answer.status, answer.body) == (100, 404, "Not here")
    assert answer.headers == {"Content-Type": "text/html", "X": "y"}
    assert answer.traceback


def test_the_answer_to_head_has_no_body_whatever_its_length_says():
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    assert answer_of(asked("HEAD / HTTP/1.1"), Received(raw, 7), "").body == ""


def test_what_is_no_answer_is_refused_with_the_request():
    with pytest.raises(ServerError, match="'x' got what is no answer: BadStatusLine"):
        answer_of(asked(), Received(b"220 mail\r\n\r\n", 7), "")


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("ETag", '"1-2"', "…"),
        ("Allow", "OPTIONS, GET", "GET, OPTIONS"),
        ("Set-Cookie", "id=abc; Expires=Mon, 1 Jan 2027 1:2:3 GMT; Path=/",
         "id=…; Expires=…; Path=/"),
        ("Location", "/a=b", "/a=b"),
    ],
)  # fmt: skip
def test_what_differs_from_run_to_run_is_left_out(name, value, kept):
    assert lasting(name, value) == kept


def test_every_sign_of_a_record_is_seen():
    assert printable("a\x00\xff\n") == "a\\x00\xff\n"


@pytest.fixture
def root(tmp_path):
    make(tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def serve(root, line):
    """Start both projects with this line; both then answer 200."""
    path = root / "data/defaults.yml"
    text = path.read_text().replace("serve {port}", line).replace("400", "200")
    path.write_text(text)


def test_the_command_writes_a_record_that_holds_and_does_nothing_twice(root, capsys):
    serve(root, "python -m http.server {port} --bind 127.0.0.1")
    assert main([], root) == 0
    assert list(problems(read(root))) == []
    assert capsys.readouterr().out == "defaults: alpha, 2 answers\ndefaults: beta, 2 answers\n"
    assert main([], root) == 0
    assert capsys.readouterr().out == ""


def test_a_server_that_ends_is_said_and_leaves_no_record(root, capsys):
    serve(root, "sh -c 'exit 3'")
    assert main([], root) == 1
    assert "alpha: The server ended with 3 before it answered" in capsys.readouterr().err
    assert (root / "data/defaults.json").read_text() == "{}\n"


def test_an_environment_that_is_missing_is_said_with_the_command(root, capsys):
    (root / ".venv").unlink()
    assert main([], root) == 1
    said = "Error: .venv: this environment is missing. Run: make setup\n"
    assert capsys.readouterr().err == said
