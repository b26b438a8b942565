# --8<-- [start:views]
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.version import VERSION

from .models import Notice


@require_safe
def index(request):
    notices = Notice.objects.all()
    return render(request, "notices/index.html", {"notices": notices, "version": VERSION})


@require_safe
def report(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(2)")  # stands in for work that takes its time
    return plain(f"{Notice.objects.count()} notices")


# --8<-- [end:views]


# --8<-- [start:health]
@require_safe
def alive(request):
    """Does the process answer? If not, it is started again."""
    return plain("alive")


@require_safe
def ready(request):
    """Can it serve visitors? If not, none are sent here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return plain("ready")


def plain(text):
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", headers=headers)


# --8<-- [end:health]
