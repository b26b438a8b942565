# --8<-- [start:form]
from django import forms
from django.http import QueryDict

from .models import Book

SORTS = {
    "title": "Title, A to Z",
    "-title": "Title, Z to A",
    "year": "Oldest first",
    "-year": "Newest first",
}
SIZES = {size: size for size in (10, 20, 50, 100)}
DEFAULTS = {"sort": "title", "size": 20}


class SearchForm(forms.Form):
    q = forms.CharField(label="Title or author", max_length=100, required=False)
    subject = forms.ChoiceField(choices={"": "All", **dict(Book.Subject.choices)}, required=False)
    sort = forms.ChoiceField(label="Order", choices=SORTS)
    size = forms.TypedChoiceField(label="Books a page", choices=SIZES, coerce=int)

    def as_query(self):
        """What was found valid, for links to other pages; 5.2 takes no other mapping for them."""
        query = QueryDict(mutable=True)
        query.update(self.cleaned_data)
        return query


# --8<-- [end:form]
