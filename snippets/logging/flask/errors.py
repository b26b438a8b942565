from flask import json
from werkzeug.exceptions import HTTPException

import logs


def init_app(app):
    app.register_error_handler(HTTPException, answer_in_json)


def answer_in_json(error):
    # The response keeps its headers, such as Allow.
    response = error.get_response()
    response.data = json.dumps({"error": error.description, "request_id": logs.request_id()})
    response.content_type = "application/json"
    if error.code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
