"""The cookies that a browser would keep for one application."""

from __future__ import annotations

import email.message
import http.cookiejar
import urllib.request
from typing import Any

Headers = list[tuple[str, str]]


class _Answer:
    """What `http.cookiejar` asks of an answer."""

    def __init__(self, headers: Headers) -> None:
        self.message = email.message.Message()
        for name, value in headers:
            self.message.add_header(name, value)

    def info(self) -> email.message.Message:
        return self.message


class Jar:
    """Keeps what `Set-Cookie` says, and says what `Cookie` is for an address."""

    def __init__(self) -> None:
        self.cookies = http.cookiejar.CookieJar()

    def header(self, url: str) -> str | None:
        """The `Cookie` header of a request, if it has one."""
        request = urllib.request.Request(url)  # noqa: S310 (never opened)
        self.cookies.add_cookie_header(request)
        return request.get_header("Cookie")

    def keep(self, url: str, headers: Headers) -> None:
        """Read the `Set-Cookie` headers of an answer."""
        answer: Any = _Answer(headers)
        self.cookies.extract_cookies(answer, urllib.request.Request(url))  # noqa: S310
