"""A text, and JSON from memory."""

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

app = FastAPI()


class Greeting(BaseModel):
    message: str
    numbers: list[int]


@app.get("/text", response_class=PlainTextResponse)
async def text():
    return "Hello"


@app.get("/json")
async def json() -> Greeting:
    return Greeting(message="Hello", numbers=[1, 2, 3])
