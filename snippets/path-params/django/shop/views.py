# --8<-- [start:path]
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from .forms import SearchForm


@require_safe
def item(request, item_id):
    return JsonResponse({"id": item_id, "url": reverse("item", args=[item_id])})


@require_safe
def order(request, order_id):
    return JsonResponse({"id": order_id, "url": reverse("order", args=[order_id])})


# --8<-- [end:path]


# --8<-- [start:search]
@require_safe
def search(request):
    form = SearchForm(request.GET)
    if not form.is_valid():
        errors = {name: list(messages) for name, messages in form.errors.items()}
        return JsonResponse({"errors": errors}, status=400)
    wanted = form.cleaned_data | {"tag": request.GET.getlist("tag")}
    return JsonResponse(wanted | {"url": reverse("search", query=wanted)})


# --8<-- [end:search]
