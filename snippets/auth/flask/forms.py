# --8<-- [start:form]
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import DataRequired, Email, Length, Regexp, ValidationError
from zxcvbn import zxcvbn


def lower(text):
    return text.strip().lower() if text else text


def hard_to_guess(form, field):
    # zxcvbn takes at most 72 characters; its scores go from 0 to 4.
    if zxcvbn(field.data[:72], user_inputs=form.personal())["score"] < 3:
        raise ValidationError("This is easy to guess. Four words are not.")


def name_field(*rules, **more):
    attributes = {"autocomplete": "username", "autocapitalize": "none"}
    validators = [DataRequired(), *rules]
    return StringField("Name", validators, filters=[lower], render_kw=attributes, **more)


def email_field():
    rules = [DataRequired(), Email(allow_smtputf8=False), Length(max=254)]
    return EmailField("Email", rules, filters=[lower], render_kw={"autocomplete": "email"})


def new_password_field():
    return PasswordField(
        "Password",
        [DataRequired(), Length(min=8, max=1000), hard_to_guess],
        description="At least 8 characters, and hard to guess",
        render_kw={"autocomplete": "new-password"},
    )


class RegisterForm(FlaskForm):
    name = name_field(
        Length(max=80),
        Regexp(r"[a-z0-9.-]+\Z"),
        description="Letters, digits, dots and hyphens",
    )
    email = email_field()
    password = new_password_field()

    def personal(self):
        return [self.name.data or "", self.email.data or ""]


class LoginForm(FlaskForm):
    name = name_field(Length(max=80))
    password = PasswordField(
        "Password", [DataRequired()], render_kw={"autocomplete": "current-password"}
    )


class ResetForm(FlaskForm):
    email = email_field()


class NewPasswordForm(FlaskForm):
    password = new_password_field()

    def __init__(self, formdata, user):
        super().__init__(formdata)
        self.user = user

    def personal(self):
        return [self.user.name, self.user.email]


# --8<-- [end:form]
