from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.shortcuts import render
from django.urls import path


@login_required
def index(request):
    return render(request, "index.html")


urlpatterns = [
    path("", index),
    path("login", LoginView.as_view(template_name="login.html")),
]

if "django.contrib.admin" in settings.INSTALLED_APPS:
    from django.contrib import admin

    urlpatterns.append(path("admin/", admin.site.urls))
