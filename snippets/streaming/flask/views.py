import secrets

from flask import Blueprint, abort, current_app, render_template, request
from pydantic import ValidationError

from models import append
from schemas import NewEvent

bp = Blueprint("views", __name__)


@bp.get("/")
def index():
    return render_template("feed.html")


# --8<-- [start:publish]
@bp.post("/events")
def publish():
    given = request.authorization
    token = current_app.config["PUBLISH_TOKEN"]
    if given is None or given.type != "bearer" or not given.token:
        abort(401)
    if not secrets.compare_digest(given.token.encode(), token.encode()):
        abort(401, "The token is unknown.")
    try:
        new = NewEvent.model_validate(request.form.to_dict())
    except ValidationError as error:
        fields = sorted({item["loc"][0] for item in error.errors()})
        return {"error": "Invalid input.", "fields": fields}, 400
    return {"id": append(new.text)}, 201


# --8<-- [end:publish]
