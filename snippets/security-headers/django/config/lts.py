"""For Django 5.2, the long-term release: django-csp in the place of what 6.0 brought."""

import sys

from csp import constants


class CSP:
    NONE = constants.NONE
    SELF = constants.SELF
    NONCE = constants.NONCE


def ContentSecurityPolicyMiddleware(get_response):  # noqa: N802
    # Imported late, as they read the settings, which load this file.
    from csp.middleware import CSPMiddleware
    from django.conf import settings
    from django.template import context_processors

    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": settings.SECURE_CSP}
    context_processors.csp = lambda request: {"csp_nonce": request.csp_nonce}
    return CSPMiddleware(get_response)


sys.modules["django.utils.csp"] = sys.modules["django.middleware.csp"] = sys.modules[__name__]
