import json

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


def hello_world(request):
    return HttpResponse("<p>Hello, World!</p>")


def hello(request):
    return HttpResponse(format_html("<p>Hello, {}!</p>", request.GET.get("name", "World")))


def visits(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(format_html("<p>Visit {}</p>", request.session["visits"]))


@require_POST
def sign_up(request):
    return HttpResponse(format_html("<p>Thanks, {}!</p>", request.POST["name"]))


@csrf_exempt  # its clients are programs, which send no cookie of their own accord
@require_POST
def count(request):
    return JsonResponse({"items": len(json.loads(request.body))})


def go(request):
    return HttpResponseRedirect(request.GET["to"])  # unchecked, to see what is let through


def fail(request):
    raise RuntimeError("the password is hunter2")
