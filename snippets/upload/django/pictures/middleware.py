# --8<-- [start:limit]
from django.conf import settings
from django.http import HttpResponse


def limit_requests(get_response):
    def middleware(request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # as Django reads it
        if length > settings.UPLOAD_MAX_REQUEST:
            return HttpResponse("This request is too large.", status=413)
        return get_response(request)

    return middleware


# --8<-- [end:limit]
