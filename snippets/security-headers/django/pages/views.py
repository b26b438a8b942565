from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

THEMES = ("light", "dark")


@require_safe
def index(request):
    theme = request.session.get("theme", THEMES[0])
    return render(request, "pages/index.html", {"theme": theme})


# --8<-- [start:view]
@require_safe
def connection(request):
    return JsonResponse(
        {
            "scheme": request.scheme,
            "host": request.get_host(),
            "address": request.META["REMOTE_ADDR"],
            "url": request.build_absolute_uri(reverse("connection")),
        }
    )


# --8<-- [end:view]


@require_POST
def choose_theme(request):
    theme = request.POST.get("theme")
    if theme not in THEMES:
        raise BadRequest("no such theme")
    request.session["theme"] = theme
    return redirect("index")


@require_safe
def broken(request):
    raise RuntimeError("on purpose: an error page needs its headers too")
