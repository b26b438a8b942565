# --8<-- [start:list]
from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse_lazy
from django.views.generic import CreateView, DeleteView, ListView, UpdateView

from .models import Book


class BookList(ListView):
    model = Book


# --8<-- [end:list]


# --8<-- [start:save]
class BookCreate(SuccessMessageMixin, CreateView):
    model = Book
    fields = ("title", "author")
    success_url = reverse_lazy("index")
    success_message = "Added: %(title)s"


class BookUpdate(SuccessMessageMixin, UpdateView):
    model = Book
    fields = ("title", "author")
    success_url = reverse_lazy("index")
    success_message = "Saved: %(title)s"


# --8<-- [end:save]


# --8<-- [start:delete]
class BookDelete(SuccessMessageMixin, DeleteView):
    model = Book
    success_url = reverse_lazy("index")

    def get_success_message(self, cleaned_data):
        return f"Deleted: {self.object}"


# --8<-- [end:delete]
