# --8<-- [start:shared]
import logging
import secrets

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django.views.generic import FormView
from redis.exceptions import RedisError

from . import cached
from .forms import REGIONS, MineForm
from .middleware import wants_json
from .source import SourceError, rows

logger = logging.getLogger(__name__)


@require_safe
def index(request):
    return render(request, "prices/index.html", {"regions": REGIONS})


# Others may keep it, and ask each time whether it still holds: so a purge reaches them.
@require_safe
@conditional_page
@cache_control(no_cache=True)
@vary_on_headers("Accept")
def show(request):
    region = one_region(request.GET.getlist("region"))
    answer = cached.prices_of(region)
    if wants_json(request):
        return JsonResponse({"region": region, **answer})
    return render(request, "prices/prices.html", table(region, answer))


def one_region(given):
    if len(given) != 1 or given[0] not in REGIONS:
        raise Http404
    return given[0]


def table(region, answer):
    return {"title": REGIONS[region], "asked": answer["asked"], "rows": rows(answer)}


# --8<-- [end:shared]


# --8<-- [start:personal]
class MineView(FormView):
    # FormView would answer PUT as if it were POST.
    http_method_names = ("get", "head", "post", "options")
    form_class = MineForm
    template_name = "prices/mine.html"
    success_url = reverse_lazy("mine")

    def form_valid(self, form):
        self.request.session.update(form.cleaned_data)
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        region = self.request.session.get("region")  # which may be offered no more
        try:
            shown = table(region, cached.prices_of(region)) if region in REGIONS else {}
        except SourceError:  # another region may still be chosen
            shown = {"failed": True}
        return super().get_context_data(**shown, **kwargs)

    def render_to_response(self, context, **kwargs):
        if "failed" in context:
            later = {"Retry-After": str(settings.FAILED_SECONDS)}
            kwargs = {"status": 503, "headers": later}
        return super().render_to_response(context, **kwargs)


# --8<-- [end:personal]


# --8<-- [start:purge-view]
@csrf_exempt  # no cookie signs anybody in
@require_POST
def purge(request):
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = given.strip() if scheme.lower() == "bearer" else ""
    if not token or not secrets.compare_digest(token.encode(), settings.PURGE_TOKEN.encode()):
        unauthorized = {"WWW-Authenticate": "Bearer"}
        return JsonResponse({"error": "Unauthorized."}, status=401, headers=unauthorized)
    try:
        cached.purge()
    except RedisError as error:
        logger.error("Not purged: %s", type(error).__name__)
        later = {"Retry-After": "5"}
        return JsonResponse({"error": "Not purged. Try again."}, status=503, headers=later)
    return HttpResponse(status=204)


# --8<-- [end:purge-view]
