from flask import abort, json, make_response, request
from pydantic import ValidationError


def answer_in_json(error):
    # The response keeps its headers, such as Allow.
    response = error.get_response()
    response.data = json.dumps({"error": error.description})
    response.content_type = "application/json"
    return response


def read(schema):
    """The body of the request, if it is as the schema says; else 400."""
    try:
        return schema.model_validate(request.get_json())
    except RecursionError:
        abort(400, "The JSON is nested too deeply.")
    except ValidationError as error:
        fields: dict[str, list[str]] = {}
        for item in error.errors():
            name = str(item["loc"][0]) if item["loc"] else "body"
            fields.setdefault(name, []).append(item["msg"])
        abort(make_response({"error": "Invalid input.", "fields": fields}, 400))
