# --8<-- [start:away]
from flask import current_app, render_template
from sqlalchemy.exc import InterfaceError, OperationalError


def init_app(app):
    app.register_error_handler(InterfaceError, database_away)
    app.register_error_handler(OperationalError, database_away)


def database_away(error):
    current_app.logger.error("The database does not answer: %s", error)
    headers = {"Cache-Control": "no-store", "Retry-After": "10"}
    return render_template("503.html"), 503, headers


# --8<-- [end:away]
