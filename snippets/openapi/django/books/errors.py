# --8<-- [start:errors]
from django.http import JsonResponse
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser
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


class ShallowJSONParser(JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            # JSON is UTF-8, whatever charset the content type names.
            return super().parse(stream, media_type, {"encoding": "utf-8"})
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error


# --8<-- [end:errors]
