"""An event a second for as long as somebody listens, and a page beside it."""

import asyncio

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, StreamingResponse

app = FastAPI()


async def numbered():
    number = 0
    while True:
        yield f"data: {number}\n\n"
        number += 1
        await asyncio.sleep(1)


@app.get("/events")
async def events():
    return StreamingResponse(numbered(), media_type="text/event-stream")


@app.get("/", response_class=PlainTextResponse)
async def index():
    return "Hello"
