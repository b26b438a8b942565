"""The contract of `form`."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, running
from tests.contract.pages import (
    assert_head_is_get,
    assert_refused,
    cookies_set,
    described,
    document,
    field_in,
    form_in,
    hidden,
    label_of,
    page,
    submit,
    text,
    values,
)

SIGNUP = "/signup"
THANKS = "/signup/thanks"
VALID = {"name": "Grace Hopper", "email": "grace@example.com", "seats": "3"}
FIELDS = tuple(VALID)

INVALID = [
    ("name", ""),
    ("name", "   "),
    ("name", "x" * 81),
    ("email", ""),
    ("email", "grace"),
    ("email", "grace@"),
    ("email", "grace@example"),
    ("email", "grace hopper@example.com"),
    ("seats", ""),
    ("seats", "0"),
    ("seats", "5"),
    ("seats", "-1"),
    ("seats", "2.5"),
    ("seats", "two"),
]

MARKUP = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>')


def assert_nothing_confirmed(client: httpx.Client) -> None:
    shown = text(page(client.get(THANKS)))
    assert VALID["name"] not in shown, f"a refused sign-up was confirmed: {shown!r}"


@pytest.mark.contract("shows-form")
def test_the_page_is_a_complete_document(client: httpx.Client) -> None:
    response = client.get(SIGNUP)
    assert response.status_code == 200
    document(response)


@pytest.mark.contract("shows-form")
def test_the_form_asks_for_three_things_and_carries_a_token(client: httpx.Client) -> None:
    form = form_in(page(client.get(SIGNUP)))
    assert str(form.get("method")).lower() == "post"
    assert set(values(form)) - set(hidden(form)) == set(FIELDS)
    assert any(len(value) >= 16 for value in hidden(form).values()), "no hidden token"
    assert form.select("button:not([type]), [type=submit]"), "nothing to press"


@pytest.mark.contract("shows-form")
@each("name", FIELDS)
def test_each_field_has_a_label(client: httpx.Client, name: str) -> None:
    form = form_in(page(client.get(SIGNUP)))
    assert label_of(form, name), f"{name!r} has no label"
    assert not field_in(form, name).get("aria-invalid"), "an empty form is not yet wrong"


@pytest.mark.contract("shows-form")
def test_the_browser_can_fill_in_and_check(client: httpx.Client) -> None:
    form = form_in(page(client.get(SIGNUP)))
    fields = {name: field_in(form, name) for name in FIELDS}
    assert all(field.has_attr("required") for field in fields.values())
    assert fields["name"].get("autocomplete") == "name"
    assert fields["name"].get("maxlength") == "80"
    assert fields["email"].get("autocomplete") == "email"
    assert fields["email"].get("type") == "email"
    assert fields["seats"].get("type") == "number"
    assert (fields["seats"].get("min"), fields["seats"].get("max")) == ("1", "4")


@pytest.mark.contract("rejects-invalid")
@each(("name", "value"), INVALID)
def test_a_wrong_value_brings_the_form_back(client: httpx.Client, name: str, value: str) -> None:
    before = form_in(page(client.get(SIGNUP)))
    response = submit(client, SIGNUP, {**VALID, name: value})
    assert response.status_code == 200
    form = form_in(page(response))
    for field in FIELDS:
        marked = field_in(form, field).get("aria-invalid") == "true"
        told = described(form, field) != described(before, field)
        assert marked == (field == name), f"aria-invalid of {field!r} is wrong"
        assert told == (field == name), f"the error by {field!r} is wrong"
    assert_nothing_confirmed(client)


@pytest.mark.contract("rejects-invalid")
def test_a_field_that_is_not_sent_is_an_error_too(client: httpx.Client) -> None:
    form = form_in(page(client.get(SIGNUP)))
    response = client.post(SIGNUP, data=hidden(form))
    assert response.status_code == 200
    again = form_in(page(response))
    for field in FIELDS:
        assert described(again, field) != described(form, field), f"no error by {field!r}"


@pytest.mark.contract("rejects-invalid")
@each("sent", [VALID, {"name": 5}, [1], [], "x", 7, None])
def test_json_is_a_form_without_values(client: httpx.Client, sent: object) -> None:
    token = hidden(form_in(page(client.get(SIGNUP))))
    headers = {"X-CSRFToken": "".join(token.values())}
    response = client.post(SIGNUP, json=sent, headers=headers)
    assert response.status_code == 200
    again = form_in(page(response))
    assert all(field_in(again, name).get("aria-invalid") == "true" for name in FIELDS)
    assert_nothing_confirmed(client)


@pytest.mark.contract("accepts-limits")
@each(("name", "value"), [("name", "é" * 80), ("name", "李"), ("seats", "1"), ("seats", "4")])
def test_the_outermost_values_are_accepted(client: httpx.Client, name: str, value: str) -> None:
    response = submit(client, SIGNUP, {**VALID, name: value})
    assert response.status_code in {302, 303}
    assert value in text(page(client.get(THANKS)))


@pytest.mark.contract("keeps-values")
@each(
    "answers",
    [
        {**VALID, "name": ""},
        {**VALID, "email": "grace at example.com"},
        {**VALID, "seats": "two"},
        {"name": "Žofie O'Brien", "email": "zofie", "seats": "99"},
        {"name": "x" * 200, "email": "x@example.com", "seats": "1"},
    ],
)
def test_what_was_typed_is_still_there(client: httpx.Client, answers: dict[str, str]) -> None:
    form = form_in(page(submit(client, SIGNUP, answers)))
    kept = {name: value for name, value in values(form).items() if name in FIELDS}
    assert kept == answers


@pytest.mark.contract("escapes-values")
@each(("name", "value"), itertools.product(FIELDS, MARKUP))
def test_a_kept_value_stays_text(client: httpx.Client, name: str, value: str) -> None:
    # A wrong number of seats brings the form back whichever field holds the markup.
    answers = {**VALID, "seats": "0", name: value}
    soup = page(submit(client, SIGNUP, answers))
    assert soup.find(["script", "img"]) is None, f"{name!r} became markup"
    assert values(form_in(soup))[name] == value


@pytest.mark.contract("escapes-values")
def test_a_confirmed_name_stays_text(client: httpx.Client) -> None:
    name = "<b>Grace</b> & <script>alert(1)</script>"
    submit(client, SIGNUP, {**VALID, "name": name})
    soup = page(client.get(THANKS))
    assert soup.find(["b", "script"]) is None, "the name became markup"
    assert name in text(soup)


@pytest.mark.contract("requires-token")
def test_a_post_without_its_token_is_refused(client: httpx.Client) -> None:
    client.get(SIGNUP)
    response = client.post(SIGNUP, data=VALID)
    assert response.status_code in {400, 403}
    assert_nothing_confirmed(client)


@pytest.mark.contract("requires-token")
def test_an_invented_token_is_refused(client: httpx.Client) -> None:
    token = hidden(form_in(page(client.get(SIGNUP))))
    invented = {name: value[::-1] for name, value in token.items()}
    response = client.post(SIGNUP, data={**VALID, **invented})
    assert response.status_code in {400, 403}
    assert_nothing_confirmed(client)


@pytest.mark.contract("refuses-foreign-token")
def test_the_token_of_another_visitor_is_refused(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    other = new_client()
    foreign = hidden(form_in(page(other.get(SIGNUP))))
    client.get(SIGNUP)
    response = client.post(SIGNUP, data={**VALID, **foreign})
    assert response.status_code in {400, 403}
    assert_nothing_confirmed(client)
    assert_nothing_confirmed(other)


@pytest.mark.contract("refuses-foreign-token")
def test_a_token_without_its_visitor_is_refused(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    foreign = hidden(form_in(page(new_client().get(SIGNUP))))
    response = client.post(SIGNUP, data={**VALID, **foreign})
    assert response.status_code in {400, 403}
    assert_nothing_confirmed(client)


@pytest.mark.contract("redirects-after-post")
def test_a_valid_form_redirects_to_the_thanks(client: httpx.Client) -> None:
    response = submit(client, SIGNUP, VALID)
    assert response.status_code in {302, 303}
    target = response.url.join(response.headers["location"])
    assert (target.host, target.path) == (client.base_url.host, THANKS)
    assert not target.query, "the sign-up travels in the address"


@pytest.mark.contract("confirms-once")
def test_the_confirmation_shows_name_and_seats_once(client: httpx.Client) -> None:
    submit(client, SIGNUP, VALID)
    first, second = (text(page(client.get(THANKS))) for _ in range(2))
    assert first.count(VALID["name"]) == 1, f"not confirmed: {first!r}"
    assert VALID["seats"] in first.split(VALID["name"])[1], f"no seats in: {first!r}"
    assert VALID["name"] not in second, f"confirmed again: {second!r}"


@pytest.mark.contract("confirms-once")
def test_each_visitor_sees_only_the_own_confirmation(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    submit(client, SIGNUP, VALID)
    assert_nothing_confirmed(new_client())
    confirmed = client.get(THANKS)
    assert VALID["name"] in text(page(confirmed))
    vary, kept = (confirmed.headers.get(name, "").lower() for name in ("vary", "cache-control"))
    assert "cookie" in vary or "no-store" in kept, "a shared cache may hand it on"


@pytest.mark.contract("confirms-once")
def test_without_a_sign_up_the_thanks_are_neutral(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    stranger = new_client().get(THANKS)
    assert stranger.status_code == 200
    neutral = page(stranger)
    assert neutral.find("a", href=SIGNUP), "no way to the form"
    submit(client, SIGNUP, VALID)
    confirmed = page(client.get(THANKS))
    assert neutral.h1 and confirmed.h1
    assert text(neutral.h1) != text(confirmed.h1)
    assert text(page(client.get(THANKS))) == text(neutral), "the second visit is not neutral"


@pytest.mark.contract("cookie-flags")
def test_every_cookie_stays_on_this_site(client: httpx.Client) -> None:
    answers = [client.get(SIGNUP), submit(client, SIGNUP, VALID), client.get(THANKS)]
    cookies = cookies_set(*answers)
    assert cookies, "no cookie at all"
    for cookie in cookies:
        assert cookie["samesite"].lower() in {"lax", "strict"}, f"SameSite of {cookie.key}"
        assert not cookie["domain"], f"{cookie.key} goes to other hosts of the domain"


@pytest.mark.contract("cookie-flags")
def test_scripts_cannot_read_the_cookie_that_carries_the_confirmation(
    client: httpx.Client,
) -> None:
    response = submit(client, SIGNUP, VALID)
    cookies = cookies_set(response)
    assert cookies, "the redirect sets no cookie"
    assert all(cookie["httponly"] for cookie in cookies)


@pytest.mark.contract("cookie-flags")
def test_every_cookie_needs_https_unless_switched_off(case: Case) -> None:
    meta = case.application.meta
    start = [line for line in meta.start if not line.startswith("export HTTPS_ONLY")]
    assert len(start) == len(meta.start) - 1, "nothing to leave out"
    with (
        running(case.application.folder, start, meta.ready, case.interpreter) as server,
        httpx.Client(base_url=server.url, timeout=10, trust_env=False, verify=NO_TLS) as client,
    ):
        shown = client.get(SIGNUP)
        # A client keeps such cookies to itself over plain http.
        own = "; ".join(f"{cookie.key}={cookie.coded_value}" for cookie in cookies_set(shown))
        filled = {**VALID, **hidden(form_in(page(shown)))}
        done = client.post(SIGNUP, data=filled, headers={"Cookie": own})
        assert done.status_code in {302, 303}
    cookies = cookies_set(shown, done)
    assert cookies_set(done), "the redirect sets no cookie"
    assert all(cookie["secure"] for cookie in cookies)


@pytest.mark.contract("head-and-methods")
@each("path", [SIGNUP, THANKS])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    assert_head_is_get(client, path)


@pytest.mark.contract("head-and-methods")
@each("method", ["PUT", "PATCH", "DELETE"])
def test_the_form_takes_get_and_post_only(client: httpx.Client, method: str) -> None:
    token = hidden(form_in(page(client.get(SIGNUP))))
    # The header is where scripts put the token; protection must not answer before the page.
    headers = {"X-CSRFToken": "".join(token.values())}
    response = client.request(method, SIGNUP, data={**VALID, **token}, headers=headers)
    assert_refused(response, "GET", "HEAD", "POST")
    assert_nothing_confirmed(client)


@pytest.mark.contract("head-and-methods")
def test_the_thanks_are_for_reading_only(client: httpx.Client) -> None:
    token = hidden(form_in(page(client.get(SIGNUP))))
    response = client.post(THANKS, data=token)
    assert_refused(response, "GET", "HEAD")
