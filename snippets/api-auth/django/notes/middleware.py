from django.conf import settings
from django.http import JsonResponse
from django.utils.cache import add_never_cache_headers


def no_store(get_response):
    """Neither a browser nor a cache between keeps an answer."""

    def middleware(request):
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware


def limit(get_response):
    """Django's own limit leaves files out, which it reads to look for a CSRF token."""

    def middleware(request):
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # as Django reads it
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return JsonResponse({"error": "This request is too large."}, status=413)
        return get_response(request)

    return middleware
