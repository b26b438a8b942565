"""What WebAssembly lacks of Python, put in its place before an application is imported."""

from __future__ import annotations

import hashlib
import json
import json.scanner
import os
import sys
from collections.abc import Callable
from typing import Any

Derive = Callable[..., bytes]


def supply(pbkdf2: Derive, scrypt: Derive) -> None:
    """Make this interpreter like the reader's own.

    Args:
        pbkdf2: called with the digest's name, password, salt, rounds and length.
        scrypt: called with the password, salt, n, r, p and length.
    """

    # There is no OpenSSL, from which hashlib has these two: passwords are hashed with them.
    def pbkdf2_hmac(
        hash_name: str, password: bytes, salt: bytes, iterations: int, dklen: int | None = None
    ) -> bytes:
        size = dklen or hashlib.new(hash_name).digest_size
        return pbkdf2(hash_name, bytes(password), bytes(salt), iterations, size)

    def scrypt_(
        password: bytes, *, salt: bytes, n: int, r: int, p: int, maxmem: int = 0, dklen: int = 64
    ) -> bytes:
        return scrypt(bytes(password), bytes(salt), n, r, p, dklen)

    lacking: Any = hashlib  # says that it has them
    lacking.pbkdf2_hmac, lacking.scrypt = pbkdf2_hmac, scrypt_
    # The C stack has no guard here: deeply nested JSON would end the whole runtime. The scanner in
    # Python raises RecursionError, as the one in C does elsewhere.
    scanner: Any = json.scanner
    scanner.make_scanner = scanner.py_make_scanner
    decoder: Any = json
    decoder._default_decoder = json.JSONDecoder()
    # The prefix is "/": whatever is below it would be taken for an installed package.
    sys.prefix = sys.exec_prefix = "/lib"
    # A loop always runs, since the browser's own is Python's: it would be taken for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
