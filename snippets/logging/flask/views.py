# --8<-- [start:person]
import logging
import secrets

from flask import Blueprint, abort, current_app, g, request, url_for
from kombu.exceptions import OperationalError
from pydantic import ValidationError

import jobs
import logs
from models import Message, db
from schemas import NewMessage

bp = Blueprint("messages", __name__)
logger = logging.getLogger(__name__)


@bp.before_request
def identify():
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        abort(401)
    for person, token in current_app.config["API_TOKENS"].items():
        if secrets.compare_digest(given.token.encode(), token.encode()):
            g.person = person
            logs.add(user=person)  # from here on, in each record
            return
    abort(401, "The token is unknown.")


# --8<-- [end:person]


@bp.after_request
def keep_private(response):
    response.headers["Cache-Control"] = "private, no-store"
    return response


# --8<-- [start:view]
@bp.post("/messages")
def create():
    try:
        new = NewMessage.model_validate(request.form.to_dict())
    except ValidationError as error:
        fields = sorted({item["loc"][0] for item in error.errors()})
        return {"error": "Invalid input.", "fields": fields, "request_id": logs.request_id()}, 400
    message = Message(owner=g.person, **new.model_dump())
    db.session.add(message)
    db.session.commit()
    try:
        jobs.deliver.delay(str(message.id))
    except OperationalError:
        logger.exception("the queue cannot be reached")
        db.session.delete(message)
        db.session.commit()
        abort(503)
    logger.info("accepted", extra={"message_id": message.id})
    return shown(message), 202, {"Location": url_for("messages.show", message_id=message.id)}


# --8<-- [end:view]


@bp.get("/messages/<uuid:message_id>")
def show(message_id):
    return shown(db.first_or_404(db.select(Message).filter_by(id=message_id, owner=g.person)))


def shown(message):
    return {"id": str(message.id), "status": message.status}


def health():
    """For whoever watches the server."""
    return "", 204
