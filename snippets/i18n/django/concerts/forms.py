# --8<-- [start:forms]
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from .middleware import TIME_ZONES


class BudgetForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=40)
    budget = forms.DecimalField(
        label=gettext_lazy("Your budget in euros"),
        min_value=1,
        max_value=100_000,
        decimal_places=2,
        localize=True,  # reads 1234,50 in German and 1234.50 in English
    )


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), choices=[(name, name) for name in sorted(TIME_ZONES)]
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


# --8<-- [end:forms]
