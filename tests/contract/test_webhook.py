"""The server that takes messages during contracts."""

from __future__ import annotations

import socket
import threading

import httpx
import pytest

from tests.contract.webhook import Receiver


@pytest.fixture
def address(receiver):
    return receiver.variables()["WEBHOOK_URL"]


def send(address, text, key="k"):
    headers = {"Idempotency-Key": key}
    return httpx.post(address, json={"text": text}, headers=headers, trust_env=False).status_code


def test_it_keeps_who_called(receiver, address):
    assert [send(address, "kept", key) for key in "ab"] == [204, 204]
    first, second = receiver.calls("kept")
    assert (first.key, second.key) == ("a", "b")
    assert first.at < second.at
    assert receiver.calls("another") == []


def test_it_answers_as_it_is_told_and_keeps_to_the_last(receiver, address):
    receiver.answer("told", 503, 500)
    assert [send(address, "told") for _ in range(3)] == [503, 500, 500]


def test_who_is_held_waits(receiver, address):
    released = receiver.hold("held")
    answers = []
    thread = threading.Thread(target=lambda: answers.append(send(address, "held")))
    thread.start()
    thread.join(0.3)
    assert answers == []
    released.set()
    thread.join(5)
    assert answers == [204]


def test_it_answers_questions(receiver):
    address = receiver.upstream()["UPSTREAM_URL"]
    receiver.give("asked", b"{}")

    def ask(path):
        answer = httpx.get(address + path, trust_env=False)
        return answer.status_code, answer.content

    assert ask("asked") == (200, b"{}")
    assert ask("unknown") == (404, b"")
    receiver.answer("asked", 503)
    assert ask("asked") == (503, b"{}")
    assert len(receiver.calls("asked")) == 2


def test_it_ends():
    one = Receiver()
    port = int(one.variables()["WEBHOOK_URL"].rstrip("/").rpartition(":")[2])
    one.close()
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", port), 1):
        pass
