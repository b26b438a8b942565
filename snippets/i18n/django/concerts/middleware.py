# --8<-- [start:time-zone]
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

TIME_ZONES = available_timezones() - {"Factory", "localtime"}  # which name no place


def visitors(get_response):
    """What Django leaves to us: the visitor's time zone, and what caches must know of it."""

    def middleware(request):
        # Anybody can write anything into a cookie.
        name = request.COOKIES.get("time_zone")
        if name in TIME_ZONES:
            timezone.activate(name)
        else:  # the thread has served somebody else before
            timezone.deactivate()
        response = get_response(request)
        say_so(request, response)
        return response

    return middleware


# --8<-- [end:time-zone]


# --8<-- [start:say-so]
def say_so(request, response):
    """LocaleMiddleware says Content-Language, and Accept-Language in Vary where it decided."""
    patch_vary_headers(response, ["Cookie"])
    if response.status_code >= 400:
        patch_cache_control(response, private=True, no_store=True)


# --8<-- [end:say-so]


def limit(get_response):
    """Django's own limit leaves files out, which it reads to look for a CSRF token."""

    def middleware(request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # as Django reads it
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("This request is too large.")
        return get_response(request)

    return middleware
