"""A text, and JSON from memory."""

from flask import Flask

app = Flask(__name__)


@app.get("/text")
def text():
    return "Hello", {"Content-Type": "text/plain; charset=utf-8"}


@app.get("/json")
def json():
    return {"message": "Hello", "numbers": [1, 2, 3]}
