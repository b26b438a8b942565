"""What the contracts read in cookies, and how they change them."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from tests.contract.cookies import changed, crossed, decoded, forged, leaves

HELD = {"note": "lamp", "visits": 3, "_flashes": [["message", True]]}
TEXT = json.dumps(HELD).encode()


def encoded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize(
    "cookie",
    [
        f"{encoded(TEXT)}.aScYpA.4sNQzEkVXFF_mWN0",
        f".{encoded(zlib.compress(TEXT))}:1vO9fR:Yx0sig",
        TEXT.decode(),
    ],
    ids=["signed", "compressed", "plain"],
)
def test_what_is_not_encrypted_is_read(cookie):
    assert HELD in decoded(cookie)
    assert list(leaves(HELD)) == ["lamp", 3, "message", True]


@pytest.mark.parametrize(
    "cookie", ["k3v9a0ghtq1mzx7ylw5c2b8n4d6f", "1234567890", "5wH3-_x.aScYpA.4sNQzEkV", ""]
)
def test_a_random_id_tells_nothing(cookie):
    assert decoded(cookie) == []


def test_a_forged_cookie_says_what_is_wanted_under_the_old_signature():
    cookie = f"{encoded(TEXT)}.aScYpA.sig"
    made = list(forged(cookie, "visits", 1000))
    assert len(made) == 2
    for one in made:
        assert {**HELD, "visits": 1000} in decoded(one)
        assert one.endswith(".aScYpA.sig")
    assert list(forged("k3v9a0ghtq1m", "visits", 1000)) == []


def test_changed_cookies_mean_something_else():
    cookie = encoded(bytes(range(20)))
    made = list(changed(cookie))
    assert len(made) == len(set(made)) == 9
    assert cookie not in made
    same_length = [one for one in made if len(one) == len(cookie)]
    bytes_of = {base64.urlsafe_b64decode(f"{one}=") for one in [cookie, *same_length]}
    assert len(bytes_of) == len(same_length) + 1


def test_parts_are_crossed_one_at_a_time():
    assert set(crossed("a.b", "c.d")) == {"c.b", "a.d"}
    assert list(crossed("a", "b")) == list(crossed("a.b", "c")) == []
