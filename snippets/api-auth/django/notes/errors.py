from django.http import JsonResponse
from rest_framework.exceptions import ValidationError
from rest_framework.views import exception_handler


def handle(exception, context):
    """What goes wrong inside a view."""
    response = exception_handler(exception, context)
    if isinstance(exception, ValidationError):
        response.data = {"error": "Invalid input.", "fields": response.data}
    elif response is not None:
        response.data = {"error": response.data["detail"]}
    return response


def not_found(request, exception):
    """What no route leads to."""
    return JsonResponse({"error": "Not found."}, status=404)


def csrf_failure(request, reason=""):
    """What comes without the token of its session, or from a foreign origin."""
    return JsonResponse({"error": reason}, status=403)
