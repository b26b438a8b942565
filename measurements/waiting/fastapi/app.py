"""Asks another service and passes its answer on: `/` from a thread, `/async` from a coroutine."""

import asyncio
import os
from http.client import HTTPConnection

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index() -> dict[str, int]:
    upstream = HTTPConnection(os.environ["UPSTREAM"])
    upstream.request("GET", "/")
    with upstream.getresponse() as response:
        return {"status": response.status, "length": len(response.read())}


@app.get("/async")
async def waiting() -> dict[str, int]:
    host, port = os.environ["UPSTREAM"].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    head, body = (await reader.read()).split(b"\r\n\r\n", 1)
    writer.close()
    return {"status": int(head.split()[1]), "length": len(body)}
