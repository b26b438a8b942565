"""Requests whose body never comes in whole: who waits for it does not answer in time."""

from __future__ import annotations

import socket

import httpx


def status_before_the_file(client: httpx.Client, path: str, length: int) -> int:
    """The status for a form with a file, of which the first bytes alone are sent.

    Args:
        client: a visitor, whose cookies are sent.
        path: of what takes a `POST`.
        length: which the request says that it has.
    """
    sent = client.build_request("POST", path, files={"file": b"x" * 100})
    sent.headers["Content-Length"] = str(length)
    head = [f"POST {path} HTTP/1.1".encode(), *(b": ".join(pair) for pair in sent.headers.raw)]
    address = client.base_url.host, client.base_url.port or 80
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(b"\r\n".join([*head, b"", sent.read()]))
        return int(connection.recv(65536).split(b" ")[1])
