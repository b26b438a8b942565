# --8<-- [start:list]
from django.contrib.messages.views import SuccessMessageMixin
from django.db import IntegrityError, transaction
from django.urls import reverse_lazy
from django.views.generic import CreateView, DeleteView, ListView, UpdateView
from django.views.generic.edit import ModelFormMixin

from .models import Book


class BookList(ListView):
    model = Book


# --8<-- [end:list]


# --8<-- [start:save]
class Saved(SuccessMessageMixin, ModelFormMixin):
    model = Book
    fields = ("title", "author")
    success_url = reverse_lazy("index")

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:  # taken since the form has asked
            form.add_error("title", "Another book has this title.")
            return self.form_invalid(form)


class BookCreate(Saved, CreateView):
    success_message = "Added: %(title)s"


class BookUpdate(Saved, UpdateView):
    success_message = "Saved: %(title)s"


# --8<-- [end:save]


# --8<-- [start:delete]
class BookDelete(SuccessMessageMixin, DeleteView):
    model = Book
    success_url = reverse_lazy("index")

    def get_success_message(self, cleaned_data):
        return f"Deleted: {self.object}"


# --8<-- [end:delete]
