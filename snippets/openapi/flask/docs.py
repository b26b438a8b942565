# --8<-- [start:docs]
from flask_swagger_ui import get_swaggerui_blueprint

# Swagger UI from the package, not from another host. Unless told, its page also sends the address
# of the document to a validator on the internet.
blp = get_swaggerui_blueprint("/docs", "/openapi.json", {"app_name": "Books", "validatorUrl": None})

# The page starts itself by a script within it.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:"
)


@blp.after_request
def load_nothing_from_elsewhere(response):
    response.headers["Content-Security-Policy"] = POLICY
    return response


# --8<-- [end:docs]
