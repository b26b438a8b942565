"""The contract of `email`."""

from __future__ import annotations

import contextlib
import itertools
import re
import secrets
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.contract import outages, waiting
from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.host import Host
from tests.contract.pages import assert_refused
from tests.contract.smtp import Mailbox
from tests.contract.tls import write_certificate
from tests.contract.workers import Beside, beside
from tools.setup.ports import free_port

INVITATIONS = "/invitations"
ADA, GRACE = ({"Authorization": f"Bearer {token}"} for token in ("first-secret", "second-secret"))
UNKNOWN = f"{INVITATIONS}/11111111-1111-4111-8111-111111111111"
PATIENCE = 30.0
until = partial(waiting.until, patience=PATIENCE)
NOW = {"FIRST_WAIT": "0"}


# --- what the tests do and see ---------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """A run of the command that came to its end."""

    code: int
    log: str


Start = Callable[..., contextlib.AbstractContextManager[Beside]]
Run = Callable[..., Done]


@pytest.fixture
def start(server: Server, case: Case, host: Host) -> Start:
    """Starts the command for the length of a `with` block, with variables of its own."""
    return lambda **variables: beside(server, case, "send", {**host.given, **variables})


@pytest.fixture
def run(start: Start) -> Run:
    """Runs the command to its end."""

    def to_its_end(**variables: str) -> Done:
        with start(**variables) as one:
            code = one.process.wait(PATIENCE)
            return Done(code, one.log())

    return to_its_end


def new_address(domain: str = "example.com") -> str:
    """An address that no other test invites."""
    return f"{secrets.token_hex(6)}@{domain}"


def invite(client: httpx.Client, email: str = "", **fields: Any) -> httpx.Response:
    given = {"name": "Grace", "event": "Tea", "day": "2026-12-24", "message": "Please come."}
    given |= {"email": email or new_address(), **fields}
    return client.post(INVITATIONS, data=given, headers=ADA)


def accepted(response: httpx.Response) -> str:
    """The address of an invitation that was taken."""
    assert response.status_code == 202, response.text[:300]
    return str(response.headers["location"])


def refused(response: httpx.Response, field: str) -> None:
    """Check that a field was refused, and named."""
    assert response.status_code == 400, response.text[:300]
    assert response.json()["fields"] == [field]


def state(client: httpx.Client, address: str) -> dict[str, Any]:
    response = client.get(address, headers=ADA)
    assert response.status_code == 200, response.text[:300]
    return dict(response.json())


def status(client: httpx.Client, address: str) -> tuple[str, int]:
    found = state(client, address)
    return str(found["status"]), int(found["attempts"])


def went_well(done: Done) -> None:
    assert done.code == 0, done.log


def went_wrong(done: Done) -> None:
    """Check that a run says so, in a sentence and not by a traceback."""
    assert done.code != 0, done.log
    assert done.log.strip()
    assert "Traceback" not in done.log, done.log


def part(mail: EmailMessage, kind: str) -> str:
    """The text of the one part of a kind."""
    (found,) = (one for one in mail.walk() if one.get_content_type() == kind)
    return str(found.get_content()).replace("\r\n", "\n")


def decoded(text: str) -> str:
    """Text with encoded words as a reader shows it."""
    return str(make_header(decode_header(text)))


def raw_head(content: bytes, name: str) -> list[str]:
    """The values of a header of a mail as it came, unfolded."""
    unfolded = re.sub(rb"\r\n(?=[ \t])", b"", content.partition(b"\r\n\r\n")[0])
    lines = [line.decode("ascii").partition(":") for line in unfolded.split(b"\r\n")]
    return [value.strip() for title, _, value in lines if title.lower() == name.lower()]


def head(content: bytes, name: str) -> list[str]:
    """The values of a header of a mail, decoded."""
    return [decoded(value) for value in raw_head(content, name)]


def calendar_lines(mail: EmailMessage) -> list[str]:
    """The lines of a calendar, unfolded."""
    return re.sub(r"\r?\n[ \t]", "", part(mail, "text/calendar")).splitlines()


# --- accepting -------------------------------------------------------------------------------


@pytest.mark.contract("accepts")
def test_no_mail_leaves_before_the_run(client: httpx.Client, run: Run, mailbox: Mailbox) -> None:
    to = new_address()
    response = invite(client, to)
    address = accepted(response)
    assert address == f"{INVITATIONS}/{response.json()['id']}"
    assert set(response.json()) == {"id", "status", "attempts"}
    assert state(client, address) == response.json()
    assert status(client, address) == ("waiting", 0)
    assert not mailbox.raw(to)
    went_well(run())
    assert status(client, address) == ("sent", 1)
    assert len(mailbox.raw(to)) == 1


@pytest.mark.contract("asks-who")
@each(
    "given",
    [
        *(None, "", "Bearer", "Bearer wrong", "Basic Zmlyc3Q6", "Token first-secret"),
        *("first-secret", "Bearer first-secret2", "Bearer first-secre", "Bearer \u00e9"),
    ],
)
def test_nobody_comes_in_without_a_token(client: httpx.Client, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode()}
    for response in (
        client.post(INVITATIONS, data={"email": "a@example.com"}, headers=headers),
        client.options(INVITATIONS, headers=headers),
        client.get(UNKNOWN, headers=headers),
    ):
        assert response.status_code == 401, response.request.method
        assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.contract("asks-who")
def test_what_a_stranger_sends_is_not_stored(client: httpx.Client) -> None:
    to = new_address()
    fields = {"name": "G", "email": to, "event": "T", "day": "2026-12-24", "message": "M"}
    assert client.post(INVITATIONS, data=fields).status_code == 401
    accepted(invite(client, to))


@pytest.mark.contract("foreign-is-unknown")
def test_the_invitation_of_another_is_unknown(client: httpx.Client) -> None:
    address = accepted(invite(client))
    unknown, foreign = client.get(UNKNOWN, headers=GRACE), client.get(address, headers=GRACE)
    assert (foreign.status_code, foreign.text) == (404, unknown.text)
    assert client.head(address, headers=GRACE).status_code == 404
    assert state(client, address)["id"] in address


@pytest.mark.contract("once")
def test_an_address_counts_once_for_each_person(client: httpx.Client) -> None:
    to = new_address()
    accepted(invite(client, to))
    assert invite(client, to).status_code == 409
    assert invite(client, to.upper()).status_code == 409
    fields = {"name": "G", "email": to, "event": "T", "day": "2026-12-24", "message": "M"}
    assert client.post(INVITATIONS, data=fields, headers=GRACE).status_code == 202


@pytest.mark.contract("once")
def test_ten_at_the_same_time_leave_one(new_client: Callable[[], httpx.Client]) -> None:
    to, clients = new_address(), [new_client() for _ in range(10)]
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(lambda one: invite(one, to), clients))
    assert sorted(one.status_code for one in answers) == [202, *[409] * 9]


@pytest.mark.contract("refuses-methods")
@each("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    address = accepted(invite(client))
    assert_refused(client.request(method, INVITATIONS, headers=ADA), "POST")
    assert_refused(client.request(method, address, headers=ADA), "GET")
    assert_refused(client.get(INVITATIONS, headers=ADA), "POST")
    assert_refused(client.post(address, headers=ADA), "GET")
    assert client.head(address, headers=ADA).content == b""


@pytest.mark.contract("not-kept")
def test_no_answer_is_kept(client: httpx.Client) -> None:
    to = new_address()
    address = accepted(invite(client, to))
    for response in (
        invite(client),
        invite(client, to),
        invite(client, day=""),
        invite(client, more="x" * 70_000),
        client.get(address, headers=ADA),
        client.head(address, headers=ADA),
        client.get(address),
        client.get(UNKNOWN, headers=ADA),
        client.get("/no-such-page", headers=ADA),
        client.delete(address, headers=ADA),
    ):
        directives = {one.strip() for one in response.headers["cache-control"].split(",")}
        assert {"private", "no-store"} <= directives, response.request.method


@pytest.mark.contract("database-away")
def test_a_database_that_is_away_loses_nothing_in_silence(
    client: httpx.Client, host: Host, server: Server
) -> None:
    client.timeout = httpx.Timeout(30)
    to = new_address()
    with outages.database(host.given.get("DATABASE_URL"), server.folder):
        response = invite(client, to)
    assert response.status_code == 503, response.text[:300]
    assert int(response.headers["retry-after"]) > 0
    assert "private" in response.headers["cache-control"]
    accepted(invite(client, to))
    if address := host.given.get("DATABASE_URL"):
        outages.end_connections(address)
        accepted(invite(client))


# --- refusing --------------------------------------------------------------------------------


NOT_A_LINE = [
    *(f"Tea{end}Bcc: eve@example.com" for end in ("\r\n", "\n", "\r", "\r\n ", "\n\t")),
    *(f"Tea{end}x" for end in ("\0", "\x0b", "\x0c", "\x1c", "\x1b[2J", "\x7f", "\x85")),
    *("Tea\u2028Bcc: x", "Tea\u2029x", "=?utf-8?q?Tea=0D=0ABcc:_eve@example.com?="),
    "Tea =?utf-8?b?VGVh?= x",
]


@pytest.mark.contract("header-injection")
@each(("field", "value"), itertools.product(["name", "event"], NOT_A_LINE))
def test_a_header_cannot_be_added(client: httpx.Client, field: str, value: str) -> None:
    to = new_address()
    refused(invite(client, to, **{field: value}), field)
    accepted(invite(client, to))


@pytest.mark.contract("one-address")
@each(
    "value",
    [
        *("eve@example.com, adam@example.com", "eve@example.com;adam@example.com"),
        *("eve@example.com adam@example.com", "eve@example.com\r\nBcc: adam@example.com"),
        *("eve@example.com\nRCPT TO:<adam@example.com>", "e\0@example.com"),
        *(
            "Eve <eve@example.com>",
            "<eve@example.com>",
            "eve@example.com (Eve)",
            "eve",
            "@",
            "eve@",
        ),
        *("@example.com", "e@v@example.com", "\u00e9ve@example.com", "eve@localhost"),
        *("eve@[127.0.0.1]", "eve@127.0.0.1", "eve@[IPv6:::1]", "eve@-example.com", "eve@a..com"),
        *('"eve adam"@example.com', '"eve@adam"@example.com', f"{'e' * 250}@example.com"),
        *("@relay.example.com:eve@example.com", "eve%adam.example@", f"eve@{'a' * 64}.com"),
        *("-oQ/tmp eve@example.com", "eve@example.com>", "undisclosed:eve@example.com;"),
        # Each part is made of letters that an address may have.
        *("=?utf-8?q?eve?=@example.com", "=?utf-8?b?!!?=@example.com"),
        *("=?no-such?q?x?=@example.com", "=?utf-8?q?=c3=a9?=@example.com"),
    ],
)
def test_what_is_not_one_address_is_refused(client: httpx.Client, value: str) -> None:
    refused(invite(client, value), "email")


@pytest.mark.contract("one-address")
def test_a_field_that_is_repeated_is_refused(client: httpx.Client) -> None:
    refused(invite(client, email=[new_address(), new_address()]), "email")  # type: ignore[arg-type]
    refused(invite(client, name=["Grace", "Eve"]), "name")


@pytest.mark.contract("refuses-input")
@each(
    ("field", "value"),
    [
        *(("name", wrong) for wrong in ("", "  ", "x" * 81)),
        *(("event", wrong) for wrong in ("", "\t", "x" * 101)),
        *(("message", wrong) for wrong in ("", " \r\n ", "x" * 5001, "a\0b")),
        *(("day", wrong) for wrong in ("", "24.12.2026", "2026-13-01", "2026-02-30", "20261224")),
        *(("day", wrong) for wrong in ("0", "1790000000", "2026-W52-4", "2026-12-24T00:00", "x")),
    ],
)
def test_a_wrong_field_is_named(client: httpx.Client, field: str, value: str) -> None:
    to = new_address()
    refused(invite(client, to, **{field: value}), field)
    accepted(invite(client, to))


@pytest.mark.contract("refuses-input")
def test_no_field_and_the_limits_themselves(client: httpx.Client) -> None:
    response = client.post(INVITATIONS, headers=ADA)
    assert response.status_code == 400
    assert sorted(response.json()["fields"]) == ["day", "email", "event", "message", "name"]
    accepted(invite(client, name="\u00e9" * 80, event="\u00e9" * 100, message="\u00e9" * 5000))


@pytest.mark.contract("refuses-input")
@each(
    ("kind", "body"),
    [
        ("application/json", b'{"name": "a"}'),
        ("application/json", b"[" * 60_000),
        ("application/x-www-form-urlencoded", b"name=%ff&event=%00"),
        ("application/x-www-form-urlencoded", b"&" * 60_000),
        ("application/x-www-form-urlencoded; charset=no-such", b"name=a"),
        ("multipart/form-data", b"--"),
        ("", b"name=a"),
    ],
)
def test_an_odd_body_is_refused(client: httpx.Client, kind: str, body: bytes) -> None:
    response = client.post(INVITATIONS, content=body, headers={**ADA, "Content-Type": kind})
    assert response.status_code == 400, response.text[:300]


@pytest.mark.contract("refuses-input")
def test_a_body_over_the_limit_is_refused(client: httpx.Client) -> None:
    to = new_address()
    assert invite(client, to, more="x" * 65_536).status_code in (400, 413)
    accepted(invite(client, to))


# --- what a mail is --------------------------------------------------------------------------

ANY_NAMES = [
    ("Lovelace, Ada", "Tea, cake; and more: <b>"),
    ('Grace "Amazing" Hopper', 'The "big" one'),
    ("back\\slash", "C:\\new\\table"),
    ("Zoë Ünal", "Überraschung, für Zoë"),
    ("O'Neil (Bob) <eve@example.com>", "eve@example.com"),
    ("日本 太郎", "お茶" * 30),
    ("👩\u200d💻 Ada", "🎉 5 = 5 ?= 6"),
    ("a" * 80, "b" * 100),
    ("Ada: Lovelace; x", "Re: Fwd: [x] %s {0} {{ 7*7 }}"),
]
# Python folds these lines, and may double a blank.
ANY_NAMES += [
    ("Zoë the Überraschung cake, ?= of (Bob) Tea 🎉", 'and 🎉 5 "big" für für of = 5 5 日本'),
]
MARKUP = "<b>Tom & Jerry</b> {{ 7*7 }}"
LINES = [
    "x" * 4000,
    ".",
    "..",
    ".x",
    "From here on",
    "QUIT",
    "DATA",
    "--==boundary",
    "",
    "  ž 茶 🎉 = =3D",
    "the end",
]
ATTACK = (
    "one\r\nDTSTART:19700101\nATTENDEE:mailto:eve@example.com\rATTACH:http://evil.example/\\n;,"
)


SENDER = '"Tea, Ltd." <tea@example.org>'


class Delivered:
    """Invitations of many kinds, all sent by one run, and the mails that came of them."""

    def __init__(self, client: httpx.Client, run: Run, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.addresses: dict[str, str] = {}
        self.locations: dict[str, str] = {}
        self._invite(client, "plain")
        for number, (name, event) in enumerate(ANY_NAMES):
            self._invite(client, f"name {number}", name=name, event=event)
        self._invite(client, "markup", name=MARKUP, event=MARKUP, message=MARKUP)
        self._invite(client, "lines", message="\r\n".join(LINES))
        self._invite(client, "attack", event="x;ATTACH=1,2\\n", message=ATTACK)
        chosen = {
            "from": "eve@example.com", "sender": "eve@example.com", "to": "eve@example.com",
            "cc": "eve@example.com", "bcc": "eve@example.com", "reply_to": "eve@example.com",
            "subject": "Eve", "headers": "X-Eve: 1", "owner": "grace", "status": "sent",
            "attempts": "9", "id": "1", "MAIL_FROM": "eve@example.com",
        }  # fmt: skip
        self._invite(client, "chosen", **chosen)
        went_well(run(MAIL_FROM=SENDER))

    def _invite(self, client: httpx.Client, key: str, **fields: str) -> None:
        self.addresses[key] = new_address()
        self.locations[key] = accepted(invite(client, self.addresses[key], **fields))

    def mail(self, key: str) -> EmailMessage:
        (mail,) = self.mailbox.to(self.addresses[key])
        return mail

    def content(self, key: str) -> bytes:
        (found,) = self.mailbox.raw(self.addresses[key])
        return found.content


SENT: dict[str, Delivered] = {}


@pytest.fixture
def delivered(
    case: Case, server: Server, client: httpx.Client, run: Run, mailbox: Mailbox
) -> Callable[[], Delivered]:
    """One run for all tests that look at mails; the first of them makes it."""

    def once() -> Delivered:
        key = f"{case} {server.url}"
        if key not in SENT:
            SENT[key] = Delivered(client, run, mailbox)
        return SENT[key]

    return once


@pytest.mark.contract("one-mail")
def test_an_invitation_is_one_mail_in_three_forms(
    client: httpx.Client, delivered: Callable[[], Delivered], mailbox: Mailbox
) -> None:
    address, mail = delivered().addresses["plain"], delivered().mail("plain")
    (received,) = mailbox.raw(address)
    assert received.recipients == [address]
    assert mail.get_content_type() == "multipart/mixed"
    body, attachment = mail.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    # A reader shows the last form that it knows.
    assert [one.get_content_type() for one in body.iter_parts()] == ["text/plain", "text/html"]
    assert attachment.get_content_disposition() == "attachment"
    assert attachment.get_filename() == "invitation.ics"
    for text in ("Hello Grace", "ada invites you to Tea on 2026-12-24", "Please come."):
        assert text in part(mail, "text/plain")
        soup = BeautifulSoup(part(mail, "text/html"), "html.parser")
        assert text in " ".join(soup.get_text(" ").split())
    lines = calendar_lines(mail)
    assert {"SUMMARY:Tea", "DTSTART;VALUE=DATE:20261224"} <= set(lines)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert status(client, delivered().locations["plain"]) == ("sent", 1)


@pytest.mark.contract("headers")
def test_the_headers_that_a_mail_needs_stand_there_once(
    client: httpx.Client, delivered: Callable[[], Delivered], mailbox: Mailbox
) -> None:
    content = delivered().content("plain")
    (received,) = mailbox.raw(delivered().addresses["plain"])
    assert received.sender == "tea@example.org"
    assert head(content, "From") == [SENDER]
    assert head(content, "Auto-Submitted") == ["auto-generated"]
    assert len(head(content, "To")) == len(head(content, "Subject")) == 1
    (number,) = head(content, "Message-ID")
    assert re.fullmatch(r"<[^<>@\s]+@example\.org>", number)
    (written,) = head(content, "Date")
    assert abs(parsedate_to_datetime(written).timestamp() - time.time()) < 3600
    others = [head(delivered().content(key), "Message-ID")[0] for key in delivered().addresses]
    assert len(set(others)) == len(others)


@pytest.mark.contract("chosen-by-us")
def test_other_fields_and_headers_are_ignored(
    client: httpx.Client, delivered: Callable[[], Delivered], mailbox: Mailbox
) -> None:
    (received,) = mailbox.raw(delivered().addresses["chosen"])
    assert received.recipients == [delivered().addresses["chosen"]]
    assert received.sender == "tea@example.org"
    assert b"eve@example.com" not in received.content
    assert head(received.content, "Subject") == ["Invitation: Tea"]
    assert not head(received.content, "X-Eve")
    assert status(client, delivered().locations["chosen"]) == ("sent", 1)
    assert client.get(delivered().locations["chosen"], headers=GRACE).status_code == 404


@pytest.mark.contract("names")
@each("number", range(len(ANY_NAMES)))
def test_a_name_arrives_as_it_was_typed(delivered: Callable[[], Delivered], number: int) -> None:
    name, event = ANY_NAMES[number]
    key = f"name {number}"
    mail, content = delivered().mail(key), delivered().content(key)
    (address,) = mail["To"].addresses
    assert address.addr_spec == delivered().addresses[key]
    ((shown, _),) = map(parseaddr, raw_head(content, "To"))
    found = [decoded(shown), *head(content, "Subject")]
    if number == len(ANY_NAMES) - 1:
        found = [" ".join(one.split()) for one in found]
    assert found == [name, f"Invitation: {event}"]
    assert f"Hello {name}," in part(mail, "text/plain")
    assert all(line.isascii() for line in content.partition(b"\r\n\r\n")[0].splitlines())


@pytest.mark.contract("other-domains")
def test_a_domain_goes_in_its_ascii_form(client: httpx.Client, run: Run, mailbox: Mailbox) -> None:
    typed = new_address("Bücher.example.com")
    sent = typed.replace("Bücher", "xn--bcher-kva")
    locations = [accepted(invite(client, typed))]
    assert invite(client, sent).status_code == 409
    odd = ("straße.example.com", "ⲁ.example.com", "ａ.example.com", "a。example.com", "ß.ẞ.com")
    for domain in (*odd, "💌.example.com", "xn--a.example.com", "ü" * 60 + ".com", "例え.テスト"):
        response = invite(client, new_address(domain))
        if response.status_code == 202:
            locations.append(accepted(response))
        else:
            refused(response, "email")
    went_well(run())
    (received,), (mail,) = mailbox.raw(sent), mailbox.to(sent)
    assert [one.addr_spec for one in mail["To"].addresses] == [sent]
    assert received.content.isascii()
    assert {status(client, one) for one in locations} == {("sent", 1)}


@pytest.mark.contract("escaped")
def test_markup_is_text(delivered: Callable[[], Delivered]) -> None:
    mail = delivered().mail("markup")
    assert part(mail, "text/plain").count(MARKUP) == 3
    html = part(mail, "text/html")
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find("b") is None
    assert soup.get_text().count(MARKUP) == 3
    assert "<b>" not in html
    lines = calendar_lines(mail)
    assert f"SUMMARY:{MARKUP}" in lines
    assert f"DESCRIPTION:{MARKUP}" in lines


@pytest.mark.contract("escaped")
def test_nobody_adds_a_line_to_the_calendar(delivered: Callable[[], Delivered]) -> None:
    lines = calendar_lines(delivered().mail("attack"))
    names = [line.partition(":")[0].partition(";")[0] for line in lines]
    properties = ["VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION"]
    assert sorted(names) == sorted(["BEGIN", "END"] * 2 + properties)
    assert "DTSTART;VALUE=DATE:20261224" in lines
    assert r"SUMMARY:x\;ATTACH=1\,2\\n" in lines


@pytest.mark.contract("any-text")
def test_any_text_arrives_unchanged(delivered: Callable[[], Delivered]) -> None:
    mail, content = delivered().mail("lines"), delivered().content("lines")
    assert "\n".join(LINES) in part(mail, "text/plain")
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    soup = BeautifulSoup(part(mail, "text/html"), "html.parser")
    assert "\n".join(LINES) in soup.get_text()


# --- what the mail server does ---------------------------------------------------------------


@pytest.mark.contract("server-away")
def test_without_a_mail_server_an_invitation_waits(
    client: httpx.Client, run: Run, mailbox: Mailbox
) -> None:
    to = new_address()
    address = accepted(invite(client, to))
    went_wrong(run(SMTP_PORT=str(free_port())))
    assert status(client, address) == ("waiting", 0)
    went_well(run())
    assert status(client, address) == ("sent", 1)
    assert len(mailbox.raw(to)) == 1


@pytest.mark.contract("server-hangs")
def test_a_mail_server_that_says_nothing_ends_the_run(
    client: httpx.Client, start: Start, host: Host
) -> None:
    address = accepted(invite(client))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE)
        port = silent.getsockname()[1]
        with start(SMTP_PORT=str(port), SMTP_TIMEOUT="2") as one, silent.accept()[0]:
            if database := host.given.get("DATABASE_URL"):
                assert outages.idle_transactions(database) == 0
            went_wrong(Done(one.process.wait(PATIENCE), one.log()))
    assert status(client, address) == ("waiting", 0)


@pytest.mark.contract("refused")
@each("at", ["RCPT", "DATA"])
def test_who_is_refused_for_good_stops_nobody(
    client: httpx.Client, run: Run, mailbox: Mailbox, at: str
) -> None:
    first, no, last = new_address(), new_address(), new_address()
    mailbox.answer(no, "550 5.1.1 No such person here, says marked-secret", at=at)
    addresses = [accepted(invite(client, one)) for one in (first, no, last)]
    went_well(run(**NOW))
    assert [status(client, one)[0] for one in addresses] == ["sent", "refused", "sent"]
    assert len(mailbox.raw(first)) == len(mailbox.raw(last)) == 1
    assert "marked-secret" not in str(state(client, addresses[1]))
    went_well(run(LOST_AFTER="0", **NOW))
    assert status(client, addresses[1]) == ("refused", 1)
    assert not mailbox.to(no)


@pytest.mark.contract("refused")
def test_a_run_that_is_refused_throughout_says_so(
    client: httpx.Client, run: Run, mailbox: Mailbox
) -> None:
    run(**NOW)  # what other tests left
    people = [new_address(), new_address()]
    for one in people:
        mailbox.answer(one, "554 5.7.1 Relay access denied")
    addresses = [accepted(invite(client, one)) for one in people]
    went_wrong(run(**NOW))
    assert {status(client, one) for one in addresses} == {("refused", 1)}


@pytest.mark.contract("tries-again")
def test_what_is_not_taken_now_is_tried_later(
    client: httpx.Client, run: Run, mailbox: Mailbox
) -> None:
    busy, grey = new_address(), new_address()
    mailbox.answer(busy, "451 4.3.2 Try again later", at="DATA")
    mailbox.answer(grey, "450 4.2.0 Greylisted")
    addresses = [accepted(invite(client, one)) for one in (busy, grey)]
    went_well(run(**NOW))
    assert [status(client, one) for one in addresses] == [("waiting", 1), ("waiting", 1)]
    mailbox.answer(grey, "450 4.2.0 Greylisted")
    went_well(run(FIRST_WAIT="300"))
    assert [status(client, one) for one in addresses] == [("sent", 2), ("waiting", 2)]
    went_well(run(**NOW))  # its wait is not over
    assert status(client, addresses[1]) == ("waiting", 2)
    first, second = mailbox.raw(busy)
    assert head(first.content, "Message-ID") == head(second.content, "Message-ID")
    assert not mailbox.raw(grey)


@pytest.mark.contract("gives-up")
def test_what_is_not_taken_for_days_has_failed(
    client: httpx.Client, run: Run, mailbox: Mailbox
) -> None:
    old, other = new_address(), new_address()
    mailbox.answer(old, "450 4.2.0 Greylisted")
    addresses = [accepted(invite(client, one)) for one in (old, other)]
    went_well(run(GIVE_UP_AFTER="-1", **NOW))
    assert [status(client, one) for one in addresses] == [("failed", 1), ("sent", 1)]
    went_well(run(LOST_AFTER="0", **NOW))
    assert status(client, addresses[0]) == ("failed", 1)
    assert not mailbox.raw(old)


@pytest.mark.contract("breaks-off")
@each(("at", "reply"), [("DATA", ""), ("RCPT", "421 4.3.2 Shutting down"), ("DATA", "421 Bye")])
def test_a_connection_that_breaks_sends_nothing_twice(
    client: httpx.Client, run: Run, mailbox: Mailbox, at: str, reply: str
) -> None:
    before, at_it, after = new_address(), new_address(), new_address()
    mailbox.answer(at_it, reply, at=at)
    addresses = [accepted(invite(client, one)) for one in (before, at_it, after)]
    went_wrong(run(**NOW))
    assert [status(client, one) for one in addresses] == [
        ("sent", 1),
        ("waiting", 1),
        ("waiting", 0),
    ]
    went_well(run(**NOW))
    assert [status(client, one) for one in addresses] == [("sent", 1), ("sent", 2), ("sent", 1)]
    assert len(mailbox.raw(before)) == len(mailbox.raw(after)) == 1
    copies = mailbox.raw(at_it)
    assert len(copies) == (2 if at == "DATA" else 1)
    assert len({head(one.content, "Message-ID")[0] for one in copies}) == 1


@pytest.mark.contract("once-each")
def test_two_runs_send_each_invitation_once(
    client: httpx.Client, start: Start, mailbox: Mailbox
) -> None:
    people = [new_address() for _ in range(8)]
    released = mailbox.hold(people[0])
    addresses = [accepted(invite(client, one)) for one in people]
    with start() as first:
        until(lambda: people[0] in mailbox.held, "a mail on its way")
        with start() as second:
            # It ends, or sends again what the other one is sending.
            until(
                lambda: second.process.poll() is not None or mailbox.held.count(people[0]) > 1,
                "the second run",
            )
            released.set()
            codes = first.process.wait(PATIENCE), second.process.wait(PATIENCE)
            assert codes == (0, 0), first.log() + second.log()
    assert {status(client, one) for one in addresses} == {("sent", 1)}
    assert [len(mailbox.raw(one)) for one in people] == [1] * len(people)


@pytest.mark.contract("survives-kill")
def test_what_a_killed_run_was_sending_is_sent_again(
    client: httpx.Client, start: Start, run: Run, mailbox: Mailbox
) -> None:
    to = new_address()
    released = mailbox.hold(to)
    address = accepted(invite(client, to))
    with start() as killed:
        until(lambda: to in mailbox.held, "a mail on its way")
        killed.kill()
    released.set()
    went_well(run())  # nobody knows yet that the first one is dead
    assert status(client, address) == ("sending", 1)
    went_well(run(LOST_AFTER="0", **NOW))
    assert status(client, address) == ("sent", 2)
    first, second = mailbox.raw(to)
    assert head(first.content, "Message-ID") == head(second.content, "Message-ID")


@pytest.mark.contract("survives-kill")
def test_a_slow_run_changes_nothing_that_another_has_taken_over(
    client: httpx.Client, start: Start, mailbox: Mailbox
) -> None:
    to = new_address()
    mailbox.answer(to, "250 OK", "550 5.1.1 No such person here", at="DATA")
    address = accepted(invite(client, to))
    first_released = mailbox.hold(to)
    with start() as slow:
        until(lambda: mailbox.held.count(to) == 1, "a mail on its way")
        second_released = mailbox.hold(to)
        with start(LOST_AFTER="0", **NOW) as other:
            until(lambda: mailbox.held.count(to) == 2, "the same mail on its way again")
            first_released.set()
            slow.process.wait(PATIENCE)
            assert status(client, address) == ("sending", 2)
            second_released.set()
            other.process.wait(PATIENCE)
    assert status(client, address) == ("refused", 2)


@pytest.mark.contract("encrypted")
def test_a_mail_goes_over_tls_to_a_server_that_is_known(
    client: httpx.Client, run: Run, tmp_path: Path, mailbox: Mailbox
) -> None:
    to = new_address()
    address = accepted(invite(client, to))
    went_wrong(run(SMTP_TLS=""))  # this one has no TLS
    assert not mailbox.raw(to)
    write_certificate(tmp_path)
    safe = Mailbox(tmp_path, {"invitations": "a password"})
    try:
        where = {**safe.variables(), "SMTP_TLS": ""}
        where |= {"SMTP_USER": "invitations", "SMTP_PASSWORD": "a password"}
        went_wrong(run(**where))
        assert not safe.received
        assert status(client, address) == ("waiting", 0)
        went_well(run(**where, SSL_CERT_FILE=str(tmp_path / "certificate.pem")))
    finally:
        safe.close()
    assert status(client, address) == ("sent", 1)
    (received,) = safe.raw(to)
    assert received.encrypted
    assert received.signed_in
