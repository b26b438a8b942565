# --8<-- [start:input]
from django.forms import ModelForm

from .models import Message


class MessageForm(ModelForm):
    class Meta:
        model = Message
        fields = ("reference", "text")


# --8<-- [end:input]
