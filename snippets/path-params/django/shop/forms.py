# --8<-- [start:query]
from django import forms


class SearchForm(forms.Form):
    q = forms.CharField()
    page = forms.IntegerField(min_value=1, max_value=1000, required=False)

    def clean_page(self):
        return self.cleaned_data["page"] or 1


# --8<-- [end:query]
