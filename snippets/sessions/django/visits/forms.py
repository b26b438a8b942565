# --8<-- [start:form]
from django import forms


class NoteForm(forms.Form):
    note = forms.CharField(max_length=100)


# --8<-- [end:form]
