from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from .forms import SignupForm


# --8<-- [start:view]
class SignupView(SuccessMessageMixin, FormView):
    # FormView would answer PUT as if it were POST.
    http_method_names = ("get", "head", "post", "options")
    form_class = SignupForm
    template_name = "workshops/signup.html"
    success_url = reverse_lazy("thanks")
    success_message = "Thank you, %(name)s. Seats: %(seats)s."


@method_decorator(never_cache, name="dispatch")
class ThanksView(TemplateView):
    template_name = "workshops/thanks.html"


# --8<-- [end:view]
