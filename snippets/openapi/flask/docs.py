# --8<-- [start:docs]
from flask_swagger_ui import get_swaggerui_blueprint

# Swagger UI from the package, not from another host. templates/index.template.html is its page.
blp = get_swaggerui_blueprint("/docs", "/openapi.json", {"app_name": "Books"})

POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"


@blp.after_request
def load_nothing_from_elsewhere(response):
    response.headers["Content-Security-Policy"] = POLICY
    return response


# --8<-- [end:docs]
