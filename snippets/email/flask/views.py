import secrets

from flask import Blueprint, abort, current_app, g, request, url_for
from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from models import Invitation, db
from schemas import NewInvitation

bp = Blueprint("invitations", __name__)


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


# --8<-- [start:accept]
@bp.post("/invitations")
def create():
    twice = sorted(name for name, values in request.form.lists() if len(values) > 1)
    if twice:
        return {"error": "Invalid input.", "fields": twice}, 400
    try:
        new = NewInvitation.model_validate(request.form.to_dict())
    except ValidationError as error:
        fields = sorted({item["loc"][0] for item in error.errors()})
        return {"error": "Invalid input.", "fields": fields}, 400
    # To store it is all: a request never waits for a mail server.
    invitation = Invitation(owner=g.person, **new.model_dump())
    db.session.add(invitation)
    try:
        db.session.commit()
    except IntegrityError:
        abort(409, "You have invited this address already.")
    address = url_for("invitations.show", invitation_id=invitation.id)
    return shown(invitation), 202, {"Location": address}


# --8<-- [end:accept]


def health():
    """For whoever watches the server."""
    return "", 204


# --8<-- [start:status]
@bp.get("/invitations/<uuid:invitation_id>")
def show(invitation_id):
    own = db.select(Invitation).filter_by(id=invitation_id, owner=g.person)
    return shown(db.first_or_404(own))


def shown(invitation):
    return {
        "id": str(invitation.id),
        "status": invitation.status,
        "attempts": invitation.attempts,
    }


# --8<-- [end:status]
