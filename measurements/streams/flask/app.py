"""An event a second for as long as somebody listens, and a page beside it."""

import time

from flask import Flask

app = Flask(__name__)


def numbered():
    number = 0
    while True:
        yield f"data: {number}\n\n"
        number += 1
        time.sleep(1)


@app.get("/events")
def events():
    return numbered(), {"Content-Type": "text/event-stream"}


@app.get("/")
def index():
    return "Hello", {"Content-Type": "text/plain; charset=utf-8"}
