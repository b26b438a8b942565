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

from django.urls import path

from library.views import (
    AuthorCreate,
    AuthorDelete,
    AuthorList,
    BookCreate,
    BookList,
    BookUpdate,
    LoanCreate,
    LoanList,
)

urlpatterns = [
    path("", BookList.as_view(), name="index"),
    path("books/new", BookCreate.as_view(), name="book"),
    path("books/<int:pk>/edit", BookUpdate.as_view(), name="edit"),
    path("authors", AuthorList.as_view(), name="authors"),
    path("authors/new", AuthorCreate.as_view(), name="author"),
    path("authors/<int:pk>/delete", AuthorDelete.as_view(), name="delete"),
    path("loans", LoanList.as_view(), name="loans"),
    path("loans/new", LoanCreate.as_view(), name="loan"),
]
