# --8<-- [start:store]
import json

from flask_session import Session
from flask_session.base import Serializer
from redis import Redis


class OnlyJSON(Serializer):
    """Flask-Session's own reads pickles too: whoever writes into Redis could run code here."""

    def encode(self, session):
        return json.dumps(dict(session)).encode()

    def decode(self, serialized_data):
        try:
            data = json.loads(serialized_data)
        except (ValueError, RecursionError):
            data = None
        # What this did not write counts as an empty session.
        return data if isinstance(data, dict) else {}


def use_redis(app, url):
    app.config.update(SESSION_TYPE="redis", SESSION_REDIS=Redis.from_url(url))
    Session(app)
    app.session_interface.serializer = OnlyJSON()


# --8<-- [end:store]
