# --8<-- [start:form]
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp

# PostgreSQL stores any character but NUL.
no_nul = Regexp(r"[^\0]*\Z", message="No NUL characters.")


def strip(text):
    return text.strip() if text else text


class NoteForm(FlaskForm):
    title = StringField(filters=[strip], validators=[DataRequired(), Length(max=100), no_nul])
    text = TextAreaField(filters=[strip], validators=[DataRequired(), Length(max=2000), no_nul])


class PersonForm(FlaskForm):
    moderates = BooleanField("Staff")


class LoginForm(FlaskForm):
    username = StringField(
        validators=[DataRequired(), no_nul], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        validators=[DataRequired()], render_kw={"autocomplete": "current-password"}
    )


# --8<-- [end:form]
