# --8<-- [start:errors]
from flask import abort, json, make_response
from werkzeug.exceptions import HTTPException


def register_errors(app):
    app.register_error_handler(HTTPException, answer_in_json)


def answer_in_json(error):
    # The response keeps its headers, such as Allow.
    response = error.get_response()
    response.data = json.dumps({"error": error.description})
    response.content_type = "application/json"
    return response


def name_the_fields(error):
    fields: dict[str, list[str]] = {}
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else "body"
        fields.setdefault(name, []).append(item["msg"])
    abort(make_response({"error": "Invalid input.", "fields": fields}, 400))


# --8<-- [end:errors]
