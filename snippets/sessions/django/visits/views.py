# --8<-- [start:view]
from django.contrib.messages.views import SuccessMessageMixin
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from .forms import NoteForm


class VisitsView(SuccessMessageMixin, FormView):
    # FormView would answer PUT as if it were POST.
    http_method_names = ("get", "head", "post", "options")
    form_class = NoteForm
    template_name = "visits/visits.html"
    success_url = reverse_lazy("visits")
    success_message = "Saved: %(note)s"

    def get(self, request):
        request.session["visits"] = request.session.get("visits", 0) + 1
        return super().get(request)

    def form_valid(self, form):
        self.request.session["note"] = form.cleaned_data["note"]
        return super().form_valid(form)


class StoredView(TemplateView):
    template_name = "visits/stored.html"


# --8<-- [end:view]


# --8<-- [start:end]
@require_POST
def end(request):
    request.session.flush()
    return redirect("ended")


class EndedView(TemplateView):
    template_name = "visits/ended.html"


# --8<-- [end:end]
