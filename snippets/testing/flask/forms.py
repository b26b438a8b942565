from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Regexp

# PostgreSQL stores any character but NUL.
no_nul = Regexp(r"[^\0]*\Z", message="No NUL characters.")


class LoginForm(FlaskForm):
    username = StringField(
        validators=[DataRequired(), no_nul], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        validators=[DataRequired()], render_kw={"autocomplete": "current-password"}
    )
