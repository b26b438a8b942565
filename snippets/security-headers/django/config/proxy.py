# --8<-- [start:proxy]
from django.conf import settings


def only_from_proxies(get_response):
    """Believe `X-Forwarded-For` and `-Proto` if a proxy sends them, and nobody else."""

    def middleware(request):
        addresses = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if request.META["REMOTE_ADDR"] not in settings.PROXIES:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        elif addresses:  # one proxy: the last value is its own
            request.META["REMOTE_ADDR"] = addresses.rpartition(",")[2].strip()
        return get_response(request)

    return middleware


# --8<-- [end:proxy]
