"""What asks an application in a reader's browser, here in plain CPython."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from content.project import ROOT
from live.python import commands
from live.python.bridge import Bridge
from live.python.driver import Request, ask_asgi, ask_wsgi, at_once, environ
from live.python.jar import Jar
from live.python.session import HOST

POST = Request("POST", "/a%20b/%C3%A9", "q=1", [("Content-Type", "text/plain"), ("X-A", "1"),
               ("X-A", "2"), ("Cookie", "a=b"), ("Cookie", "c=d")], b"body")  # fmt: skip


class Answer:
    """Takes what the driver passes on."""

    def __init__(self) -> None:
        self.status, self.headers, self.parts = 0, [], []

    def head(self, status, headers):
        assert not self.status, "one answer has one head"
        self.status, self.headers = status, headers

    def chunk(self, part):
        assert self.status, "the head comes first"
        self.parts.append(part)


def wsgi(app, request=POST):
    answer = Answer()
    ask_wsgi(app, request, HOST, answer.head, answer.chunk)
    return answer


def asgi(app, request=POST):
    answer = Answer()
    at_once(ask_asgi(app, request, HOST, answer.head, answer.chunk))
    return answer


def test_a_request_is_what_a_server_would_make_of_it():
    found = environ(POST, HOST)
    assert found["PATH_INFO"].encode("latin-1").decode() == "/a b/é"
    assert found["REQUEST_URI"] == "/a%20b/%C3%A9?q=1"
    assert (found["SERVER_NAME"], found["SERVER_PORT"]) == ("127.0.0.1", "8000")
    assert (found["CONTENT_TYPE"], found["CONTENT_LENGTH"]) == ("text/plain", "4")
    assert (found["HTTP_X_A"], found["HTTP_COOKIE"]) == ("1, 2", "a=b; c=d")
    assert "HTTP_CONTENT_TYPE" not in found


def test_an_answer_of_one_part_says_how_long_it_is():
    def app(environ, start_response):
        start_response("201 Created", [("X-Path", environ["PATH_INFO"])])
        return [environ["wsgi.input"].read()]

    answer = wsgi(app)
    assert (answer.status, answer.parts) == (201, [b"body"])
    assert answer.headers[-1] == ("Content-Length", "4")


def test_an_answer_of_many_parts_is_closed():
    closed = []

    class Parts:
        def __iter__(self) -> Iterator[bytes]:
            yield from (b"a", b"", b"b")

        def close(self) -> None:
            closed.append(True)

    def app(environ, start_response):
        start_response("200 OK", [])
        return Parts()

    assert wsgi(app).parts == [b"a", b"b"]
    assert closed == [True]


def test_an_empty_answer_has_a_head_all_the_same():
    def app(environ, start_response):
        start_response("304 Not Modified", [])
        return []

    assert wsgi(app).status == 304


def test_what_nobody_catches_is_told_and_answered_with_500(capsys):
    def app(environ, start_response):
        raise LookupError("lost")

    async def other(scope, receive, send):
        raise LookupError("lost")

    for ask in (lambda: wsgi(app), lambda: asgi(other)):
        answer = ask()
        assert answer.status == 500
        assert b"LookupError: lost" in answer.parts[0]
        assert "LookupError: lost" in capsys.readouterr().err


def test_an_asgi_application_is_asked_too():
    async def app(scope, receive, send):
        event = await receive()
        assert (await receive())["type"] == "http.disconnect"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
        await send({"type": "http.response.body", "body": event["body"], "more_body": True})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    answer = asgi(app)
    assert (answer.status, answer.headers) == (200, [("a", "b")])
    assert b"".join(answer.parts) == "body/a b/é".encode()


def test_what_waits_for_a_loop_is_refused():
    class Never:
        def __await__(self):
            yield

    async def waits():
        await Never()

    with pytest.raises(RuntimeError, match="waits for something"):
        at_once(waits())


def test_cookies_are_kept_as_a_browser_keeps_them():
    jar = Jar()
    set_ = [("Set-Cookie", one) for one in ("a=1; Path=/", "b=2; Path=/x", "c=3; Secure")]
    jar.keep(f"http://{HOST}/", [*set_, ("Content-Type", "text/html")])
    assert jar.header(f"http://{HOST}/") == "a=1"
    assert set(jar.header(f"http://{HOST}/x/y").split("; ")) == {"a=1", "b=2"}
    jar.keep(f"http://{HOST}/", [("Set-Cookie", "a=; Path=/; Max-Age=0")])
    assert jar.header(f"http://{HOST}/") is None


def test_a_line_runs_to_its_end(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    script = tmp_path / "script.py"
    script.write_text("import sys\nprint(sys.argv[1:])\nsys.exit(int(sys.argv[1]))")
    before = sys.argv
    commands.run(["python", "-c", "print('hello')"])
    commands.run(["python", str(script), "0"])
    assert capsys.readouterr().out == "hello\n['0']\n"
    with pytest.raises(commands.CommandError, match="ended with 3"):
        commands.run(["python", str(script), "3"])
    with pytest.raises(commands.CommandError, match="not here"):
        commands.run(["no-such-script"])
    assert sys.argv is before


def test_a_session_is_what_a_browser_would_meet(tmp_path, monkeypatch):
    """An application in a folder: its settings, its cookies, the headers that a browser adds."""
    (tmp_path / "counting.py").write_text("""
import os
def app(environ, start_response):
    seen = environ.get("HTTP_COOKIE", "none")
    said = [environ["HTTP_HOST"], environ.get("HTTP_ORIGIN", ""), seen, os.environ["SET"]]
    start_response("200 OK", [("Set-Cookie", "seen=1; Path=/")])
    return [" ".join(said).encode()]
""")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setattr(os, "environ", {**os.environ})
    bridge = Bridge(str(tmp_path), json.dumps({"SET": "yes"}))
    assert bridge.do("gunicorn --bind 127.0.0.1:8000 --threads 4 counting:app  # serves")

    def ask(method, *headers, host="", cookies=False):
        answer = Answer()
        head = lambda status, headers: answer.head(status, json.loads(headers))  # noqa: E731
        asked = json.dumps([method, "/", "", headers, host, cookies])
        end = json.loads(bridge.ask(asked, b"", head, answer.chunk))
        return answer.parts[0].decode(), end["cookie"]

    assert ask("GET") == (f"{HOST}  none yes", "")
    assert ask("POST") == (f"{HOST} http://{HOST} seen=1 yes", "seen=1")
    assert ask("GET", ("Cookie", "my=1")) == (f"{HOST}  my=1 yes", "")
    # And what a request is that no browser makes, without its cookies and with them.
    named = ("Host", "there")
    assert ask("POST", named, host=HOST) == ("there  none yes", "")
    assert ask("POST", named, host=HOST, cookies=True) == ("there  seen=1 yes", "seen=1")


def test_what_webassembly_lacks_is_put_in_its_place():
    """In a process of its own, which is changed for good."""
    code = """
import hashlib, json, sys
from live.python.lacking import supply
given = hashlib.pbkdf2_hmac("sha256", b"a", b"b", 7)
real = (hashlib.pbkdf2_hmac, hashlib.scrypt)
supply(lambda name, password, salt, rounds, size: real[0](name, password, salt, rounds, size),
       lambda password, salt, n, r, p, size: real[1](password, salt=salt, n=n, r=r, p=p))
assert hashlib.pbkdf2_hmac("sha256", b"a", b"b", 7) == given
assert len(hashlib.scrypt(b"a", salt=b"b", n=2, r=1, p=1)) == 64
try:
    json.loads("[" * 100_000)
except RecursionError:
    print(json.loads('{"a": [1]}'), sys.prefix)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "{'a': [1]} /lib\n", done.stderr
