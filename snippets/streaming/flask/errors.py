# --8<-- [start:errors]
from flask import json
from sqlalchemy.exc import OperationalError, TimeoutError  # noqa: A004
from werkzeug.exceptions import HTTPException, ServiceUnavailable

# The database does not answer, or all connections of the pool are in use.
NO_DATABASE = (OperationalError, TimeoutError)


def register(app):
    app.register_error_handler(HTTPException, answer_in_json)
    for kind in NO_DATABASE:
        app.register_error_handler(kind, without_database)


def answer_in_json(error):
    # The response keeps its headers, such as Allow and Retry-After.
    response = error.get_response()
    response.data = json.dumps({"error": error.description})
    response.content_type = "application/json"
    if error.code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def without_database(error):
    return answer_in_json(ServiceUnavailable("The database is away.", retry_after=10))


# --8<-- [end:errors]
