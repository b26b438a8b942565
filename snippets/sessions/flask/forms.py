# --8<-- [start:form]
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length


def strip(text):
    return text.strip() if text else text


class NoteForm(FlaskForm):
    # The page shows the note that is kept under the id `note`.
    note = StringField("Note", [DataRequired(), Length(max=100)], id="new-note", filters=[strip])


# --8<-- [end:form]
