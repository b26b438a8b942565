from django import forms

from .models import Book, Loan, Tag

MOST = 5


class Checkboxes(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        try:
            return super().clean(value)
        except OverflowError:  # larger than any id: SQLite cannot even look for it
            raise forms.ValidationError("Choose what is offered.") from None


class BookForm(forms.ModelForm):
    tags = Checkboxes(Tag.objects, required=False)

    class Meta:
        model = Book
        fields = ("title", "author", "tags", "pages", "copies")


class EditForm(BookForm):
    class Meta(BookForm.Meta):
        exclude = ("copies",)  # loans change them


class BooksField(Checkboxes):
    def label_from_instance(self, book):
        return f"{book.title} by {book.author}"


class LoanForm(forms.ModelForm):
    # Every loan takes its books in this order, so that no two wait for each other.
    books = BooksField(Book.objects.select_related("author").order_by("pk"))

    class Meta:
        model = Loan
        fields = ("reader", "books")

    def clean_books(self):
        books = self.cleaned_data["books"]
        if len(books) > MOST:
            raise forms.ValidationError(f"At most {MOST} books.")
        return books
