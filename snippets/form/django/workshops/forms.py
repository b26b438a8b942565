# --8<-- [start:form]
from django import forms


class SignupForm(forms.Form):
    name = forms.CharField(
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    seats = forms.IntegerField(min_value=1, max_value=4, help_text="1 to 4")


# --8<-- [end:form]
