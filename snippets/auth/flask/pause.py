# --8<-- [start:pause]
from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from forms import lower

limiter = Limiter(get_remote_address)


def rate():
    return f"5 per {current_app.config['LOGIN_PAUSE_SECONDS']} seconds"


def name_and_address():
    name = lower(request.form.get("name", ""))[:80]  # no account's is longer
    return f"{name} {get_remote_address()}"


def forget():
    for limit in limiter.current_limits:
        limiter.storage.clear(limit.key)


# --8<-- [end:pause]
