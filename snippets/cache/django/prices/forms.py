from django import forms

REGIONS = {"eu": "Europe", "us": "United States", "asia": "Asia"}


class MineForm(forms.Form):
    name = forms.CharField(max_length=50)
    region = forms.ChoiceField(choices=list(REGIONS.items()))
