# --8<-- [start:alternates]
from django.conf import settings
from django.urls import translate_url


def alternates(request):
    """This page in each language: its code, its name in itself, its address."""

    def find():
        for code, name in settings.LANGUAGES:
            # path_info: of an address below a prefix, translate_url finds no view.
            address = translate_url(request.path_info, code)
            yield code, name, request.build_absolute_uri(address)

    return {"alternates": find}


# --8<-- [end:alternates]
