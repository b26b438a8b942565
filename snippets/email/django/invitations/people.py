import secrets
from functools import wraps

from django.conf import settings
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt


def person_required(view):
    @csrf_exempt  # no cookie signs anybody in
    @wraps(view)
    def guarded(request, **kwargs):
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        for person, token in settings.API_TOKENS.items():
            if (
                token
                and scheme.lower() == "bearer"
                and secrets.compare_digest(given.strip().encode(), token.encode())
            ):
                request.person = person
                return view(request, **kwargs)
        return JsonResponse(
            {"error": "Unauthorized."}, status=401, headers={"WWW-Authenticate": "Bearer"}
        )

    return guarded
