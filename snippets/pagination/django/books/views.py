# --8<-- [start:search]
import re

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from .forms import DEFAULTS, SearchForm
from .models import Book
from .positions import read_position

# The number comes last, as it is unique: without it, books of one title have no order.
ORDERS = {
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "year": ("year", "pk"),
    "-year": ("-year", "-pk"),
}


def found(search):
    books = Book.objects.order_by(*ORDERS[search["sort"]])
    if text := search["q"]:
        books = books.filter(Q(title__icontains=text) | Q(author__icontains=text))
    if search["subject"]:
        books = books.filter(subject=search["subject"])
    return books


# --8<-- [end:search]


# --8<-- [start:list]
PAGE = re.compile(r"[0-9]*|last")


class BookList(ListView):
    def get(self, request, *args, **kwargs):
        if not PAGE.fullmatch(request.GET.get("page", "")):  # `int` also reads `1_0` and `٣`
            raise Http404
        self.form = SearchForm(DEFAULTS | request.GET.dict())
        if not self.form.is_valid():
            return render(request, "books/book_list.html", {"form": self.form}, status=400)
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        return found(self.form.cleaned_data)

    def get_paginate_by(self, queryset):
        return self.form.cleaned_data["size"]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.form, **kwargs)  # reads ?page= itself
        page = context["page_obj"]
        numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        return {**context, "numbers": numbers}


# --8<-- [end:list]


# --8<-- [start:keyset]
SIZE = 20


@require_safe
def newest(request):
    position = None
    if "after" in request.GET and not (position := read_position(request.GET["after"])):
        raise Http404
    # One book more than is shown tells whether there are more.
    books = list(newest_after(position)[: SIZE + 1])
    context = {"books": books[:SIZE], "more": len(books) > SIZE}
    return render(request, "books/newest.html", context)


def newest_after(position):
    books = Book.objects.order_by("-year", "-pk")
    if not position:
        return books
    year, pk = position
    # The condition on the year alone lets the database begin in the index.
    return books.filter(Q(year__lt=year) | Q(pk__lt=pk), year__lte=year)


# --8<-- [end:keyset]
