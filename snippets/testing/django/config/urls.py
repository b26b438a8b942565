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

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from library.views import BookList, borrow, return_book

urlpatterns = [
    path("login", LoginView.as_view(), name="login"),
    path("logout", login_not_required(LogoutView.as_view()), name="logout"),
    path("", BookList.as_view(), name="index"),
    path("books/<int:pk>/borrow", borrow, name="borrow"),
    path("loans/<int:pk>/return", return_book, name="return"),
]
