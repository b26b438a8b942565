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
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from notes.views import (
    METHODS,
    NoteCreate,
    NoteDelete,
    NoteDetail,
    NoteList,
    NoteUpdate,
    PersonList,
    PersonUpdate,
)

urlpatterns = [
    path("login", LoginView.as_view(http_method_names=METHODS), name="login"),
    path("logout", login_not_required(LogoutView.as_view()), name="logout"),
    path("", NoteList.as_view(), name="index"),
    path("notes/new", NoteCreate.as_view(), name="create"),
    path("notes/<uuid:pk>", NoteDetail.as_view(), name="detail"),
    path("notes/<uuid:pk>/edit", NoteUpdate.as_view(), name="edit"),
    path("notes/<uuid:pk>/delete", NoteDelete.as_view(), name="delete"),
    path("people", PersonList.as_view(), name="people"),
    path("people/<int:pk>", PersonUpdate.as_view(), name="person"),
]
# --8<-- [end:route]
