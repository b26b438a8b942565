from flask import render_template
from werkzeug.exceptions import HTTPException


def init_app(app):
    app.register_error_handler(HTTPException, answer)


def answer(error):
    """What Werkzeug says of an error is English."""
    response = error.get_response()  # keeps the status, and headers such as Allow
    response.data = render_template("error.html", status=error.code)
    response.content_type = "text/html; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-store"
    return response
