"""The table of differences: what its rows say of an application, beside what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import httpx

from tests.contract.cases import Case

# Headers by which a page asks a browser for more protection.
PROTECTION = (
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Resource-Policy",
    "Content-Security-Policy",
    "Permissions-Policy",
    "Strict-Transport-Security",
)


def assert_rows(
    client: httpx.Client, case: Case, observed: Mapping[str, Callable[[httpx.Client], str]]
) -> None:
    """Check that each row of an application begins with what it answers.

    Args:
        client: a visitor.
        case: the application.
        observed: for each row what to ask, and the words for the answer.
    """
    wrong = []
    for row, said in case.application.meta.differences.items():
        found = observed[row](client)
        # What goes on with a further header tells more than there is.
        if not re.match(re.escape(found) + "(?!,? and |, `)", said):
            wrong.append(f"{row}: observed {found!r}, but the row says {said!r}")
    assert not wrong, "\n".join(wrong)


def refusal(response: httpx.Response) -> str:
    """A status, and whether the answer names the methods that work."""
    named = " with `Allow`" if "allow" in response.headers else "."
    return f"{response.status_code}{named}"


def protection(response: httpx.Response) -> str:
    """The headers of an answer by which a page asks for protection."""
    headers = response.headers
    sent = [f"`{name}: {headers[name]}`" for name in PROTECTION if name in headers]
    return " and ".join(filter(None, [", ".join(sent[:-1]), *sent[-1:]])) or "None by default."
