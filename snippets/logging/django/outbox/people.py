# --8<-- [start:person]
import secrets
from functools import wraps

from django.conf import settings
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from config import logs

from . import errors


def person_required(view):
    @csrf_exempt  # no cookie signs anybody in
    @cache_control(private=True, no_store=True)
    @wraps(view)
    def guarded(request, **kwargs):
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        for person, token in settings.API_TOKENS.items():
            if scheme.lower() == "bearer" and secrets.compare_digest(
                given.strip().encode(), token.encode()
            ):
                request.person = person
                logs.add(user=person)  # from here on, in each record
                return view(request, **kwargs)
        response = errors.answer("Unauthorized.", 401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response

    return guarded


# --8<-- [end:person]
