"""
URL configuration for config project.

The `urlpatterns` list routes URLs to views. For more information please see:
    https://docs.djangoproject.com/en/6.1/topics/http/urls/
Examples:
Function views
    1. Add an import:  from my_app import views
    2. Add a URL to urlpatterns:  path('', views.home, name='home')
Class-based views
    1. Add an import:  from other_app.views import Home
    2. Add a URL to urlpatterns:  path('', Home.as_view(), name='home')
Including another URLconf
    1. Import the include() function: from django.urls import include, path
    2. Add a URL to urlpatterns:  path('blog/', include('blog.urls'))
"""

# --8<-- [start:route]
from django.contrib.auth import views as auth
from django.urls import path

from accounts.views import AccountView, NewPasswordView, RegisterView

FORM = "accounts/form.html"

urlpatterns = [
    path("register", RegisterView.as_view(extra_context={"title": "Register"}), name="register"),
    path(
        "login",
        auth.LoginView.as_view(template_name=FORM, extra_context={"title": "Sign in"}),
        name="login",
    ),
    path("logout", auth.LogoutView.as_view(), name="logout"),
    path("account", AccountView.as_view(), name="account"),
    path("reset", auth.PasswordResetView.as_view(template_name=FORM), name="password_reset"),
    path(
        "reset/sent",
        auth.PasswordResetDoneView.as_view(template_name="accounts/sent.html"),
        name="password_reset_done",
    ),
    path("reset/<uidb64>/<token>", NewPasswordView.as_view(), name="password_reset_confirm"),
]
# --8<-- [end:route]
