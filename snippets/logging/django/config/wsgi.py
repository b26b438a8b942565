"""
WSGI config for config project.

It exposes the WSGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/6.1/howto/deployment/wsgi/
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


# --8<-- [start:charset]
def without_charset(application):
    """Keep of the type of a body its name and boundary, and read all text as UTF-8.

    Django looks at the rest before any middleware runs, and some of it makes Django fail there.
    """

    def guarded(environ, start_response):
        kind, *parameters = environ.get("CONTENT_TYPE", "").split(";")
        kept = [one for one in parameters if one.strip().lower().startswith("boundary=")]
        environ["CONTENT_TYPE"] = ";".join([kind, *kept])
        return application(environ, start_response)

    return guarded


application = without_charset(get_wsgi_application())
# --8<-- [end:charset]
