# --8<-- [start:errors]
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


# --8<-- [end:errors]
