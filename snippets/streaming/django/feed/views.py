import secrets

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from . import streams
from .errors import unavailable
from .forms import EventForm
from .models import Event


@csrf_exempt  # it takes nothing, and any other method is told 405
@require_safe
def index(request):
    return render(request, "feed/feed.html")


# --8<-- [start:route]
@method_decorator(csrf_exempt, name="dispatch")  # no cookie signs anybody in
class Events(View):
    async def get(self, request):
        return await streams.listen(request)

    async def head(self, request):
        return await streams.head(request)

    async def post(self, request):
        return await sync_to_async(publish)(request)


# --8<-- [end:route]


# --8<-- [start:publish]
def publish(request):
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    given, token = given.strip().encode(), settings.PUBLISH_TOKEN.encode()
    if scheme.lower() != "bearer" or not given or not secrets.compare_digest(given, token):
        return JsonResponse(
            {"error": "Unauthorized."}, status=401, headers={"WWW-Authenticate": "Bearer"}
        )
    form = EventForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "Invalid input.", "fields": sorted(form.errors)}, status=400)
    try:
        event = Event.append(form.cleaned_data["text"])
    except OperationalError:
        return unavailable("The database is away.", 10)
    return JsonResponse({"id": event.pk}, status=201)


# --8<-- [end:publish]
