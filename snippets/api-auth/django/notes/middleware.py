from django.utils.cache import add_never_cache_headers


def no_store(get_response):
    """Neither a browser nor a cache between keeps an answer."""

    def middleware(request):
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware
