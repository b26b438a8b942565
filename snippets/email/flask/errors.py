from flask import current_app, json
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable


def init_app(app):
    app.register_error_handler(HTTPException, answer_in_json)
    app.register_error_handler(OperationalError, unavailable)
    app.after_request(protect)


def answer_in_json(error):
    # The response keeps its headers, such as Allow.
    response = error.get_response()
    response.data = json.dumps({"error": error.description})
    response.content_type = "application/json"
    if error.code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def unavailable(error):
    """The database is away, or busy for too long: nothing was stored."""
    current_app.logger.error("The database: %s", error.orig)
    return answer_in_json(ServiceUnavailable(retry_after=30))


def protect(response):
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
