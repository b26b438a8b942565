# --8<-- [start:list]
from django.db import IntegrityError, transaction
from django.db.models import Avg, Count, F
from django.urls import reverse_lazy
from django.views.generic import CreateView, DeleteView, ListView, UpdateView
from django.views.generic.edit import ModelFormMixin

from .forms import BookForm, EditForm, LoanForm
from .models import Author, Book, Loan


class BookList(ListView):
    queryset = Book.objects.select_related("author").prefetch_related("tags")


class LoanList(ListView):
    queryset = Loan.objects.prefetch_related("books")


# --8<-- [end:list]


# --8<-- [start:aggregate]
class AuthorList(ListView):
    queryset = Author.objects.annotate(book_count=Count("books"), average=Avg("books__pages"))


# --8<-- [end:aggregate]


# --8<-- [start:save]
class Saved(ModelFormMixin):
    """A form that is saved whole; the database has the last word."""

    template_name = "library/form.html"
    success_url = reverse_lazy("index")

    def form_valid(self, form):
        try:
            with transaction.atomic():  # the book and its tags, or neither
                return super().form_valid(form)
        except IntegrityError:
            form.add_error(None, "Somebody else was faster. Look at what is there now.")
            return self.form_invalid(form)


class BookCreate(Saved, CreateView):
    form_class = BookForm
    heading = "Add a book"


class BookUpdate(Saved, UpdateView):
    # save() writes every field that was read, and a loan may have changed the copies since.
    queryset = Book.objects.defer("copies")
    form_class = EditForm
    heading = "Edit a book"


class AuthorCreate(Saved, CreateView):
    model = Author
    fields = ("name",)
    success_url = reverse_lazy("authors")
    heading = "Add an author"


# --8<-- [end:save]


# --8<-- [start:delete]
class AuthorDelete(DeleteView):
    model = Author
    success_url = reverse_lazy("authors")

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except IntegrityError:  # PROTECT's own error is one as well
            form.add_error(None, f"{self.object} has books and stays.")
            return self.form_invalid(form)


# --8<-- [end:delete]


# --8<-- [start:lend]
class NoCopyLeftError(Exception):
    pass


def take_copy(book):
    """Let the database count: what was read may be out of date."""
    left = Book.objects.filter(pk=book.pk, copies__gt=0)
    if not left.update(copies=F("copies") - 1):
        raise NoCopyLeftError(book)


class LoanCreate(CreateView):
    form_class = LoanForm
    template_name = "library/form.html"
    success_url = reverse_lazy("loans")
    heading = "Lend books"

    def form_valid(self, form):
        try:
            with transaction.atomic():  # all of the books, or none
                for book in form.cleaned_data["books"]:
                    take_copy(book)
                return super().form_valid(form)
        except NoCopyLeftError as error:
            book = form.fields["books"].label_from_instance(error.args[0])
            form.add_error("books", f"No copy is left of {book}.")
            return self.form_invalid(form)


# --8<-- [end:lend]
