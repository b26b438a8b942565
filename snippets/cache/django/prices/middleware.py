# --8<-- [start:private]
from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render

from .source import SourceError


def private_by_default(get_response):
    """Errors and redirects too: what may be shared has said so itself."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


# --8<-- [end:private]


def limit(get_response):
    """Django's own limit leaves files out, which it reads to look for a CSRF token."""

    def middleware(request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # as Django reads it
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return JsonResponse({"error": "This request is too large."}, status=413)
        return get_response(request)

    return middleware


# --8<-- [start:failed]
class SourceFailed:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, SourceError):
            return None
        if wants_json(request):
            response = JsonResponse({"error": "There are no prices now."}, status=503)
        else:
            response = render(request, "prices/unavailable.html", status=503)
        response.headers["Retry-After"] = str(settings.FAILED_SECONDS)
        return response


def wants_json(request):
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


# --8<-- [end:failed]
