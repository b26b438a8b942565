# --8<-- [start:failure]
import logging
from functools import wraps

from authlib.integrations.django_client import OAuthError
from django.shortcuts import render
from joserfc.errors import JoseError
from requests import RequestException

logger = logging.getLogger(__name__)


def explained(view):
    """Makes a page of a sign-in that fails."""

    @wraps(view)
    def explain(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except (OAuthError, JoseError) as error:
            if error.error == "invalid_client" and not request.GET.get("error"):
                return impossible(request, error)  # our secret is wrong, or has expired
            # What came with the address goes to the log only, and quoted.
            logger.warning("Sign-in refused: %r", str(error))
            if error.error == "access_denied":
                return failed(request, "You did not agree.", 403)
            return failed(request, "This sign-in is not valid, or too old.", 400)
        except RequestException as error:
            return impossible(request, error)

    return explain


def impossible(request, error):
    logger.error("Nobody can sign in: %r", str(error), exc_info=error.__cause__)
    return failed(request, "Nobody can sign in just now. Try again in a while.", 502)


def failed(request, reason, status):
    return render(request, "accounts/failed.html", {"reason": reason}, status=status)


# --8<-- [end:failure]
