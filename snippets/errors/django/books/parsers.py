# --8<-- [start:body]
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.views import exception_handler


class TooLarge(APIException):
    status_code = 413
    default_detail = "The body is too large."


class ShallowJSONParser(JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error


def handle(exception, context):
    if isinstance(exception, RequestDataTooBig):
        exception = TooLarge()  # Django by itself answers 400
    return exception_handler(exception, context)


# --8<-- [end:body]
