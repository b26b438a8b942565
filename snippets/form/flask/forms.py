# --8<-- [start:form]
from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange


def strip(text):
    return text.strip() if text else text


class SignupForm(FlaskForm):
    name = StringField(
        "Name",
        filters=[strip],
        validators=[DataRequired(), Length(max=80)],
        render_kw={"autocomplete": "name"},
    )
    email = EmailField(
        "Email",
        filters=[strip],
        validators=[DataRequired(), Email()],
        render_kw={"autocomplete": "email"},
    )
    seats = IntegerField(
        "Seats",
        description="1 to 4",
        validators=[InputRequired(), NumberRange(min=1, max=4)],
    )


# --8<-- [end:form]
