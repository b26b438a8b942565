# --8<-- [start:input]
from django.forms import ModelForm

from .models import Event


class EventForm(ModelForm):
    class Meta:
        model = Event
        fields = ("text",)


# --8<-- [end:input]
