# --8<-- [start:view]
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .products import INTRO, of_kind


@require_safe
def greet(request):
    name = request.GET.get("name", "").strip()
    return render(request, "shop/greet.html", {"name": name})


@require_safe
def products(request):
    kind = request.GET.get("kind", "")
    context = {"intro": INTRO, "kind": kind, "products": of_kind(kind)}
    return render(request, "shop/products.html", context)


# --8<-- [end:view]
