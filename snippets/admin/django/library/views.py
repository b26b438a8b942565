# --8<-- [start:home]
from django.views.generic import ListView

from .models import Book


class BookList(ListView):
    queryset = Book.objects.select_related("author")


# --8<-- [end:home]
