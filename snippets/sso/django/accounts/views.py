# --8<-- [start:login]
from django.contrib import auth
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from .failures import explained, failed
from .models import User
from .provider import answered, logout_url, provider, signed_claims


@method_decorator(explained, name="dispatch")
class LoginView(auth_views.LoginView):
    """Django's own, which checks `next`, with the provider in place of a form."""

    http_method_names = ("get", "head", "options")
    redirect_authenticated_user = True

    def get(self, request):
        request.session["next"] = self.get_success_url()
        callback = request.build_absolute_uri(reverse("callback"))
        return answered(lambda: provider().authorize_redirect(request, callback))

    def get_redirect_url(self):
        target = super().get_redirect_url()
        # Not back to here: who is signed in would go round for ever.
        return "" if target.partition("?")[0] == self.request.path else target


# --8<-- [end:login]


# --8<-- [start:callback]
@require_safe
@never_cache
@explained
def callback(request):
    user = User.objects.signed_in(signed_claims(request))
    if not user.is_active:
        return failed(request, "This account is closed.", 403)
    target = request.session["next"]
    auth.login(request, user)
    return redirect(target)


# --8<-- [end:callback]


# --8<-- [start:account]
@require_safe
def index(request):
    return render(request, "accounts/index.html")


@require_safe
@never_cache  # nothing to see with the back button
@login_required
def account(request):
    return render(request, "accounts/account.html")


# --8<-- [end:account]


# --8<-- [start:logout]
class LogoutView(auth_views.LogoutView):
    def get_success_url(self):
        home = self.request.build_absolute_uri(reverse("index"))
        try:
            return answered(lambda: logout_url(home))
        except RequestException:  # signed out here, whatever the provider does
            return home


# --8<-- [end:logout]
