# --8<-- [start:door]
import contextlib

from flask import Blueprint, abort, current_app, g, request, session
from flask_sock import Sock
from pydantic import ValidationError
from redis import RedisError
from wsproto.utilities import RemoteProtocolError

from messages import NewMessage, Pace, event
from rooms import TRY_LATER, Member, rooms

UNSUPPORTED, POLICY, TOO_BIG = 1003, 1008, 1009
LIMIT = 16 * 1024
ROOMS = {"lobby", "kitchen", "staff"}

bp = Blueprint("chat", __name__)
sock = Sock()


@bp.before_request
def door():
    """Before the handshake: afterwards there are no statuses, only close codes."""
    # SameSite keeps no page of another port or subdomain out. A browser says which asks.
    if request.origin not in current_app.config["ALLOWED_ORIGINS"]:
        abort(403)
    g.person = session.get("person")
    if g.person is None:
        abort(403)
    room = (request.view_args or {})["room"]
    if room not in ROOMS:
        abort(404)
    if room == "staff" and g.person not in current_app.config["STAFF"]:
        abort(403)
    g.place = rooms.places.acquire(blocking=False)
    if not g.place or not rooms.is_open():  # which may wait
        abort(503, retry_after=5)


@bp.teardown_request
def give_back(error):
    if g.pop("place", False):
        rooms.places.release()


# --8<-- [end:door]


# --8<-- [start:socket]
@sock.route("/rooms/<room>/socket", bp=bp)
def talk(ws, room):
    member = Member(ws, room, g.person)
    rooms.join(member)
    try:
        rooms.tell(room, event("joined", name=g.person))
        listen(member)
    except RedisError:
        member.close(TRY_LATER)
    finally:
        rooms.leave(member)
        member.close(1000)
        member.sender.join(5)
        say_goodbye(member)


def listen(member):
    pace = Pace()
    while True:
        # simple-websocket 1.1.0 does not always wake who waits when it refuses a message.
        data = member.ws.receive(timeout=5)
        if data is None:
            continue
        if isinstance(data, bytes):
            return member.close(UNSUPPORTED)
        if len(data.encode()) > LIMIT:  # simple-websocket counts characters
            return member.close(TOO_BIG)
        if pace.is_too_fast():
            return member.close(POLICY)
        try:
            new = NewMessage.model_validate_json(data)
        except ValidationError as error:
            member.tell(event("error", text=error.errors()[0]["msg"]))
        else:
            rooms.tell(member.room, event("message", name=member.person, text=new.text))


# --8<-- [end:socket]


def say_goodbye(member):
    with contextlib.suppress(RedisError):  # then nobody hears it
        rooms.tell(member.room, event("left", name=member.person))


@bp.errorhandler(RemoteProtocolError)
def no_handshake(error):
    """Such as one of another version: 426 names the right one."""
    hint = error.event_hint
    headers = [(name.decode(), value.decode()) for name, value in hint.headers]
    return "This is no WebSocket handshake.", hint.status_code, headers


@bp.errorhandler(ConnectionError)
def gone(error):
    """The client went during the handshake: nobody reads this."""
    return "", 400
