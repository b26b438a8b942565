from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView
from django.views.i18n import set_language

from .forms import BudgetForm, PreferencesForm
from .programme import CONCERTS, euros, grouped


@require_safe
def highlight(request):
    """Without a language in its address."""
    concert = CONCERTS["winterreise"]
    return JsonResponse(
        {
            "title": concert.title,
            "kind": concert.kind,
            "start": date_format(localtime(concert.start), "DATETIME_FORMAT"),
            "price": concert.price_shown,
            "places": concert.places_left,
        }
    )


@require_safe
def programme(request):
    return render(request, "concerts/programme.html", {"concerts": CONCERTS.values()})


@require_safe
def concert(request, slug):
    if slug not in CONCERTS:
        raise Http404
    form = BudgetForm(request.GET if "budget" in request.GET else None)
    context = {"concert": CONCERTS[slug], "form": form}
    if form.is_valid():
        budget = form.cleaned_data["budget"]
        context["places"] = int(budget // CONCERTS[slug].price)
        context |= {"amount": euros(budget), "number": grouped(context["places"])}
    return render(request, "concerts/concert.html", context)


# --8<-- [start:preferences]
@method_decorator(never_cache, name="dispatch")
class PreferencesView(FormView):
    http_method_names = ("get", "head", "post", "options")
    form_class = PreferencesForm
    template_name = "concerts/preferences.html"

    def get_initial(self):
        return {
            "language": get_language(),
            "time_zone": get_current_timezone_name(),
            "next": self.request.GET.get("next"),
        }

    def form_valid(self, form):
        # Sets its cookie, and redirects to `next` in that language. By itself it takes each
        # language that Django is translated into; the form takes ours.
        response = set_language(self.request)
        with override(form.cleaned_data["language"]):
            home = reverse("programme")
        # It falls back to the Referer or the host's root, and without HTML to no redirect at all.
        if not response.get("Location", "").startswith(home):
            response.status_code, response["Location"] = 302, home
        response.set_cookie(
            "time_zone",
            form.cleaned_data["time_zone"],
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


# --8<-- [end:preferences]
