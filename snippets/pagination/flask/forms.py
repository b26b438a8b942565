# --8<-- [start:form]
from wtforms import Form, SelectField, StringField
from wtforms.validators import Length, Regexp

SUBJECTS = {"": "All", "art": "Art", "history": "History", "science": "Science"}
SORTS = {
    "title": "Title, A to Z",
    "-title": "Title, Z to A",
    "year": "Oldest first",
    "-year": "Newest first",
}
SIZES = ["10", "20", "50", "100"]


class SearchForm(Form):
    q = StringField(
        "Title or author",
        default="",
        filters=[str.strip],
        validators=[Length(max=100), Regexp(r"[^\0]*\Z", message="No NUL characters.")],
    )
    subject = SelectField("Subject", default="", choices=SUBJECTS)
    sort = SelectField("Order", default="title", choices=SORTS)
    size = SelectField("Books a page", default="20", choices=SIZES)


# --8<-- [end:form]
