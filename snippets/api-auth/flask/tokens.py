# --8<-- [start:tokens]
from flask import Blueprint, g

from auth import no_token
from errors import read
from models import ApiToken, db
from schemas import NewToken

bp = Blueprint("tokens", __name__, url_prefix="/api/tokens")
bp.before_request(no_token)


def own():
    return db.select(ApiToken).filter_by(owner_id=g.user.id).order_by(ApiToken.expires)


@bp.get("")
def index():
    return [token.as_dict() for token in db.session.scalars(own())]


@bp.post("")
def make():
    new = read(NewToken)
    token, secret = ApiToken.make(g.user, new.name, new.expires_in)
    db.session.add(token)
    db.session.commit()
    return token.as_dict() | {"token": secret}, 201  # shown this once


@bp.delete("/<uuid:token_id>")
def revoke(token_id):
    db.session.delete(db.one_or_404(own().filter_by(id=token_id)))
    db.session.commit()
    return "", 204


# --8<-- [end:tokens]
