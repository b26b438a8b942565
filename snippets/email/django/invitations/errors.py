import logging

from django.db import OperationalError
from django.http import JsonResponse
from django.utils.cache import patch_cache_control

logger = logging.getLogger(__name__)


class ErrorsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def process_exception(self, request, exception):
        """The database is away, or busy for too long: nothing was stored."""
        if not isinstance(exception, OperationalError):
            return None
        logger.error("The database: %s", exception)
        return JsonResponse(
            {"error": "Try again later."}, status=503, headers={"Retry-After": "30"}
        )


def bad_request(request, exception):
    return JsonResponse({"error": "Bad request."}, status=400)


def not_found(request, exception):
    return JsonResponse({"error": "Not found."}, status=404)


def server_error(request):
    return JsonResponse({"error": "Server error."}, status=500)
