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

# --8<-- [start:routes]
from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from concerts import views

urlpatterns = [
    path("highlight", views.highlight, name="highlight"),
    # Without a language in its address, a page redirects to that with one.
    *i18n_patterns(
        path("", views.programme, name="programme"),
        path("concerts/<slug:slug>", views.concert, name="concert"),
        path("preferences", views.PreferencesView.as_view(), name="preferences"),
    ),
]
# --8<-- [end:routes]
