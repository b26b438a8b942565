"""What Django 5.2, the long-term release, lacks, by means of django-csp."""

from csp import constants


class CSP:
    NONE = constants.NONE
    SELF = constants.SELF
    NONCE = constants.NONCE


def csp_nonce(request):
    return {"csp_nonce": request.csp_nonce}
