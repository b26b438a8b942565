"""The provider for the contracts: it refuses what a real one refuses, and ends."""

from __future__ import annotations

import base64
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.contract.harness import NO_TLS
from tests.contract.oidc import PACKAGE, Provider, challenge_of

pytestmark = pytest.mark.needs(PACKAGE)

BACK = "http://127.0.0.1:8000/callback"
VERIFIER = "v" * 43


@pytest.fixture
def provider():
    one = Provider()
    one.variables()
    one.redirect_uris = {BACK}
    yield one
    one.close()


def ask(provider, **changed):
    question = {
        "response_type": "code",
        "scope": "openid",
        "client_id": provider.client_id,
        "redirect_uri": BACK,
        "state": "s",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        **changed,
    }
    return httpx.get(
        f"{provider.issuer}/authorize", params=question, trust_env=False, verify=NO_TLS
    )


def answer_to(response):
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def exchange(provider, code, secret=None, **changed):
    pair = f"{provider.client_id}:{secret or provider.client_secret}".encode()
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **changed,
    }
    headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    return httpx.post(
        f"{provider.issuer}/token", data=sent, headers=headers, trust_env=False, verify=NO_TLS
    )


def test_the_verifier_of_the_standard_has_the_challenge_of_the_standard():
    # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_is_good_once(provider):
    answer = answer_to(ask(provider))
    assert answer["state"] == "s"
    assert "id_token" in exchange(provider, answer["code"]).json()
    assert exchange(provider, answer["code"]).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("address", [f"{BACK}/", f"{BACK}?x=1", "https://evil.example/"])
def test_another_address_is_led_nowhere(provider, address):
    response = ask(provider, redirect_uri=address)
    assert response.status_code == 400
    assert "location" not in response.headers


@pytest.mark.parametrize(
    "changed", [{"code_challenge": ""}, {"code_challenge_method": "plain"}, {"scope": "profile"}]
)
def test_a_question_without_challenge_or_scope_gets_no_code(provider, changed):
    assert answer_to(ask(provider, **changed)) == {"state": "s", "error": "invalid_request"}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"secret": "guessed"}, "invalid_client"),
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_grant"),
    ],
)
def test_a_code_needs_its_secret_verifier_and_address(provider, changed, error):
    code = answer_to(ask(provider))["code"]
    assert exchange(provider, code, **changed).json() == {"error": error}
    assert provider.refused == [error]


def test_the_server_ends(provider):
    issuer = provider.issuer
    provider.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(issuer, trust_env=False, verify=NO_TLS)
