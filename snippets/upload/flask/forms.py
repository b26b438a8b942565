# --8<-- [start:form]
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired, FileSize
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from images import format_of

MAX_SIZE = 20 * 2**20


def strip(text):
    return text.strip() if text else text


class PictureForm(FlaskForm):
    description = StringField(
        "Description", filters=[strip], validators=[DataRequired(), Length(max=200)]
    )
    image = FileField(
        "Picture",
        description="PNG or JPEG, up to 20 MiB",
        validators=[FileRequired(), FileSize(MAX_SIZE, message="This file is over 20 MiB.")],
        render_kw={"accept": "image/png,image/jpeg"},
    )

    def validate_image(self, field):
        self.format = format_of(field.data.stream)
        if not self.format:
            raise ValidationError("This is no PNG or JPEG picture.")


# --8<-- [end:form]
