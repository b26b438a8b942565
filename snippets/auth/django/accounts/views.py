# --8<-- [start:register]
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import PasswordResetConfirmView
from django.contrib.messages.views import SuccessMessageMixin
from django.db import IntegrityError
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import CreateView, TemplateView

from .forms import RegisterForm
from .models import User


# Reports of errors leave the passwords out.
@method_decorator(sensitive_post_parameters("password1", "password2"), name="dispatch")
class RegisterView(SuccessMessageMixin, CreateView):
    form_class = RegisterForm
    template_name = "accounts/form.html"
    success_url = reverse_lazy("login")
    success_message = "Welcome, %(username)s. You can sign in now."

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except IntegrityError:  # somebody took the name after the form had looked
            form.add_error("username", form.instance.unique_error_message(User, ["username"]))
            return self.form_invalid(form)


# --8<-- [end:register]


# --8<-- [start:account]
@method_decorator(never_cache, name="dispatch")  # nothing to see with the back button
class AccountView(LoginRequiredMixin, TemplateView):
    template_name = "accounts/account.html"


# --8<-- [end:account]


# --8<-- [start:reset]
class NewPasswordView(SuccessMessageMixin, PasswordResetConfirmView):
    template_name = "accounts/form.html"
    success_url = reverse_lazy("login")
    success_message = "Your password is changed. You can sign in now."


# --8<-- [end:reset]
