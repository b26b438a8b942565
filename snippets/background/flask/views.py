# --8<-- [start:person]
import secrets

from flask import Blueprint, abort, current_app, g, request, url_for
from kombu.exceptions import OperationalError
from pydantic import ValidationError
from sqlalchemy import exc

import jobs
from models import Message, db
from schemas import NewMessage

bp = Blueprint("messages", __name__)


@bp.before_request
def identify():
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        abort(401)
    for person, token in current_app.config["API_TOKENS"].items():
        if secrets.compare_digest(given.token.encode(), token.encode()):
            g.person = person
            return
    abort(401, "The token is unknown.")


# --8<-- [end:person]


# --8<-- [start:enqueue]
@bp.post("/messages")
def create():
    try:
        new = NewMessage.model_validate(request.form.to_dict())
    except ValidationError as error:
        fields = sorted({item["loc"][0] for item in error.errors()})
        return {"error": "Invalid input.", "fields": fields}, 400
    message = Message(owner=g.person, **new.model_dump())
    db.session.add(message)
    try:
        # Before the job is sent: a worker may be faster than this transaction.
        db.session.commit()
    except exc.IntegrityError:
        abort(409, "You have sent this reference already.")
    except exc.OperationalError:
        abort(503)
    try:
        jobs.deliver.delay(str(message.id), message.attempts)
    except OperationalError:
        # If only Redis's answer was lost, a worker may have the job.
        untaken = db.delete(Message).where(Message.id == message.id, Message.attempts == 0)
        options = {"synchronize_session": False}
        taken_back = db.session.scalar(untaken.returning(Message.id), execution_options=options)
        db.session.commit()
        if taken_back:
            abort(503)
    address = url_for("messages.show", message_id=message.id)
    return shown(message), 202, {"Location": address}


# --8<-- [end:enqueue]


def health():
    """For whoever watches the server."""
    return "", 204


# --8<-- [start:status]
@bp.get("/messages/<uuid:message_id>")
def show(message_id):
    return shown(db.first_or_404(db.select(Message).filter_by(id=message_id, owner=g.person)))


def shown(message):
    return {
        "id": str(message.id),
        "reference": message.reference,
        "status": message.status,
        "attempts": message.attempts,
    }


# --8<-- [end:status]
