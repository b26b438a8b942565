from django.utils.cache import patch_cache_control


def keep_nothing(get_response):
    """Each page is for one person."""

    def middleware(request):
        response = get_response(request)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware
