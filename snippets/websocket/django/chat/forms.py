# --8<-- [start:input]
import json
from collections import deque
from time import monotonic

from django import forms

AT_MOST, IN_SECONDS = 20, 10


class MessageForm(forms.Form):
    text = forms.CharField(max_length=1000)

    def clean_text(self):
        text = self.cleaned_data["text"]
        try:
            text.encode()
        except UnicodeEncodeError:  # half of a pair of surrogates
            raise forms.ValidationError("The text is no Unicode.") from None
        return text


def message_form(data):
    try:
        sent = json.loads(data)
    except (ValueError, RecursionError):
        sent = None
    known = isinstance(sent, dict) and isinstance(sent.get("text"), str)
    return MessageForm(sent if known else {})


class Pace:
    """How often one socket has spoken."""

    def __init__(self):
        self.times: deque[float] = deque(maxlen=AT_MOST)

    def is_too_fast(self):
        now = monotonic()
        full = len(self.times) == AT_MOST
        too_fast = full and now - self.times[0] < IN_SECONDS
        self.times.append(now)
        return too_fast


# --8<-- [end:input]
