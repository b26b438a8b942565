# --8<-- [start:errors]
from flask import current_app, json, request
from werkzeug.exceptions import BadRequest, HTTPException

from logs import request_id

HTML = "text/html"
KINDS = [HTML, "application/problem+json", "application/json"]


def init_app(app):
    app.register_error_handler(HTTPException, answer)


def answer(error):
    """Every error that is answered passes here; of an unknown one Flask makes a 500."""
    response = error.get_response()  # keeps the status, and headers such as Allow
    problem = {"title": error.name, "status": error.code, "detail": error.description}
    problem["request_id"] = request_id()
    if wants_json():
        fields = {"fields": error.fields} if isinstance(error, InvalidInput) else {}
        response.data = json.dumps(problem | fields)
        response.content_type = "application/problem+json"
    else:
        response.data, response.content_type = page(problem)
    response.cache_control.no_store = True
    response.vary.add("Accept")
    return response


# --8<-- [end:errors]


# --8<-- [start:negotiate]
def wants_json():
    api = request.path.startswith("/api/")
    return api or request.accept_mimetypes.best_match(KINDS, default=HTML) != HTML


# --8<-- [end:negotiate]


# --8<-- [start:fallback]
def page(problem):
    """The page, or plain text if the page itself fails."""
    try:
        # Without Flask, which runs context processors: one may ask the database.
        template = current_app.jinja_env.get_template("error.html")
        return template.render(problem), "text/html; charset=utf-8"
    except Exception:
        current_app.logger.exception("The error page failed")
        return problem["title"], "text/plain; charset=utf-8"


# --8<-- [end:fallback]


class InvalidInput(BadRequest):
    description = "Some fields are not valid."

    def __init__(self, error):
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        for item in error.errors():
            name = str(item["loc"][0]) if item["loc"] else "body"
            self.fields.setdefault(name, []).append(item["msg"])
