# --8<-- [start:guard]
from rest_framework.permissions import BasePermission


class NoToken(BasePermission):
    """A stolen token makes no others."""

    message = "This takes a session."

    def has_permission(self, request, view):
        return request.auth is None


# --8<-- [end:guard]
