# --8<-- [start:views]
from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView
from rest_framework import generics

from .models import Book
from .serializers import BookSerializer, NewBookSerializer


class BookList(ListView):
    model = Book


class BookPage(DetailView):
    model = Book

    def get_object(self, queryset=None):
        return released_or_403(super().get_object(queryset))


class BookAsJson(generics.RetrieveAPIView):
    queryset = Book.objects.all()
    serializer_class = BookSerializer

    def get_object(self):
        return released_or_403(super().get_object())


def released_or_403(book):
    if not book.released:
        raise PermissionDenied
    return book


class NewBook(generics.CreateAPIView):
    serializer_class = NewBookSerializer


# --8<-- [end:views]


# --8<-- [start:stream]
@require_safe
def export(request):
    books = list(Book.objects.all())

    def lines():
        yield "id,century\n"
        for book in books:
            yield f"{book.pk},{book.century}\n"

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


# --8<-- [end:stream]
