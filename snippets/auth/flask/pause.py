# --8<-- [start:pause]
from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from forms import lower

limiter = Limiter(get_remote_address)


def rate():
    return f"5 per {current_app.config['LOGIN_PAUSE_SECONDS']} seconds"


def name_and_address():
    return f"{lower(request.form.get('name', ''))} {get_remote_address()}"


def failed(response):
    return response.status_code == 200


# --8<-- [end:pause]
