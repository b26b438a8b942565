# --8<-- [start:input]
from django.core.exceptions import ValidationError
from django.forms import DateField, ModelForm
from django.utils.encoding import punycode

from .models import Invitation


class InvitationForm(ModelForm):
    day = DateField(input_formats=["%Y-%m-%d"])

    class Meta:
        model = Invitation
        fields = ("name", "email", "event", "day", "message")

    def clean_email(self):
        """As it goes to the mail server, its domain in ASCII."""
        local, _, domain = self.cleaned_data["email"].lower().rpartition("@")
        # Django by itself also takes "a b"@example.com, root@localhost and ada@[127.0.0.1].
        if '"' in local or "." not in domain or domain.startswith("["):
            raise ValidationError("Enter a valid email address.")
        try:
            return f"{local}@{punycode(domain)}"
        except UnicodeError as error:  # a letter that it does not know
            raise ValidationError("Enter a valid email address.") from error


# --8<-- [end:input]
