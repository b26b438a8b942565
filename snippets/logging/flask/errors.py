from flask import json
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, HTTPException

import logs


def init_app(app):
    app.register_error_handler(HTTPException, answer_in_json)
    # A body that is no chunks. The text of the exception quotes it.
    app.register_error_handler(ParseException, lambda _: answer_in_json(BadRequest()))


def answer_in_json(error):
    # The response keeps its headers, such as Allow.
    response = error.get_response()
    response.data = json.dumps({"error": error.description, "request_id": logs.request_id()})
    response.content_type = "application/json"
    if error.code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
