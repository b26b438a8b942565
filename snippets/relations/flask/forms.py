from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Regexp,
    StopValidation,
)
from wtforms.widgets import CheckboxInput

MOST = 5
# PostgreSQL stores any character but NUL.
WORDS = (DataRequired(), Length(max=100), Regexp(r"[^\0]*\Z", message="No NUL characters."))


def strip(text):
    return text.strip() if text else text


class Checkboxes(SelectMultipleField):
    option_widget = CheckboxInput()

    def populate_obj(self, obj, name):
        """Leave that to the view, which has the rows to these ids."""


class AuthorForm(FlaskForm):
    name = StringField(filters=[strip], validators=WORDS)


class BookForm(FlaskForm):
    title = StringField(filters=[strip], validators=WORDS)
    author_id = SelectField("Author", coerce=int)
    tag_ids = Checkboxes("Tags", coerce=int)
    pages = IntegerField(validators=[InputRequired(), NumberRange(1, 9999)])


class NewBookForm(BookForm):
    copies = IntegerField(validators=[InputRequired(), NumberRange(0, 99)])


class LoanForm(FlaskForm):
    reader = StringField(filters=[strip], validators=WORDS)
    book_ids = Checkboxes("Books", coerce=int, validators=[DataRequired()])

    def validate_book_ids(self, field):
        if len(set(field.data)) > MOST:
            raise StopValidation(f"At most {MOST} books.")
