# --8<-- [start:form]
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Regexp


def strip(text):
    return text.strip() if text else text


class BookForm(FlaskForm):
    # PostgreSQL stores any character but NUL.
    rules = (DataRequired(), Length(max=100), Regexp(r"[^\0]*\Z", message="No NUL characters."))
    title = StringField("Title", filters=[strip], validators=rules)
    author = StringField("Author", filters=[strip], validators=rules)


# --8<-- [end:form]
