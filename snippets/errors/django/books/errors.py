# --8<-- [start:errors]
import json
import logging

from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.utils.encoders import JSONEncoder

from .logs import request_id

logger = logging.getLogger(__name__)

HTML = "text/html"
KINDS = [HTML, "application/problem+json", "application/json"]

DETAILS = {
    400: "The request could not be understood.",
    403: "This is not open to you.",
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    500: "Something went wrong here. We have been told.",
}

# What these say is true of the body that there was, and of no other.
OF_THE_BODY = ["Content-Disposition", "Content-Encoding", "Content-Range", "ETag", "Last-Modified"]


def error_answers(get_response):
    """Finish every error: of a view, a handler, another middleware or a library."""

    def middleware(request):
        response = get_response(request)
        if response.status_code >= 400 and not response.streaming:
            # In place: another response would lose Allow, and be logged a second time.
            finish(request, response)
        return response

    return middleware


def finish(request, response):
    title, status = response.reason_phrase, response.status_code
    problem = {"title": title, "status": status, "detail": DETAILS.get(status, title)}
    problem["request_id"] = request_id()
    if wants_json(request):
        response.content = json.dumps(problem | what_is_wrong(response), cls=JSONEncoder)
        response.headers["Content-Type"] = "application/problem+json"
    else:
        response.content, response.headers["Content-Type"] = page(problem)
    for name in OF_THE_BODY:
        response.headers.pop(name, None)
    response.headers["Content-Length"] = str(len(response.content))
    patch_cache_control(response, no_store=True)
    patch_vary_headers(response, ["Accept"])


def what_is_wrong(response):
    """What Django REST framework says of it."""
    data = getattr(response, "data", None)
    if not data:
        return {}
    # A text is the library's; what is wrong with a field of that name is a list.
    detail = data.get("detail") if isinstance(data, dict) else None
    return {"detail": detail} if isinstance(detail, str) else {"fields": data}


# --8<-- [end:errors]


# --8<-- [start:negotiate]
def wants_json(request):
    api = request.path_info.startswith("/api/")
    return api or request.get_preferred_type(KINDS) not in (HTML, None)


# --8<-- [end:negotiate]


# --8<-- [start:fallback]
def page(problem):
    """The page, or plain text if the page itself fails."""
    try:
        # Without the request, so that no context processor runs.
        return render_to_string("error.html", problem), "text/html; charset=utf-8"
    except Exception:
        logger.exception("The error page failed")
        return problem["title"], "text/plain; charset=utf-8"


# --8<-- [end:fallback]
