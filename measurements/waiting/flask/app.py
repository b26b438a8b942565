"""Asks another service and passes its answer on."""

import os
from http.client import HTTPConnection

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    upstream = HTTPConnection(os.environ["UPSTREAM"])
    upstream.request("GET", "/")
    with upstream.getresponse() as response:
        return {"status": response.status, "length": len(response.read())}
