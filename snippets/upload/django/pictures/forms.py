# --8<-- [start:form]
import uuid

from django import forms

from .models import Picture

MAX_SIZE = 20 * 2**20
# MPO: a JPEG with more pictures behind the first, as some telephones write them.
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg"}


class PictureForm(forms.ModelForm):
    image = forms.ImageField(
        label="Picture",
        help_text="PNG or JPEG, up to 20 MiB",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    class Meta:
        model = Picture
        fields = ("description", "image")

    def clean_image(self):
        upload = self.cleaned_data["image"]
        if upload.size > MAX_SIZE:
            raise forms.ValidationError("This file is over 20 MiB.")
        # What Pillow found in the content, whatever the name says.
        if upload.image.format not in SUFFIXES:
            raise forms.ValidationError("This is no PNG or JPEG picture.")
        # A name of our own, with the ending of what it is: nothing of the visitor's.
        # Not in the field's `upload_to`: that is given the name, not what Pillow found.
        upload.name = f"{uuid.uuid4()}{SUFFIXES[upload.image.format]}"
        return upload


# --8<-- [end:form]
