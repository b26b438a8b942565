# --8<-- [start:away]
from flask import current_app, render_template
from sqlalchemy.exc import InterfaceError, OperationalError


def init_app(app):
    app.register_error_handler(InterfaceError, database_away)
    app.register_error_handler(OperationalError, database_away)


def database_away(error):
    state = getattr(error.orig, "sqlstate", None)  # none from a broken connection
    if state and not state.startswith(("08", "57P")):
        raise error  # such as a deadlock: a fault of ours, and 500
    current_app.logger.error("The database does not answer", exc_info=True)
    headers = {"Cache-Control": "no-store", "Retry-After": "10"}
    return render_template("503.html"), 503, headers


# --8<-- [end:away]
