# --8<-- [start:schema]
import re

from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, Range, Regexp

LINE = r"^[^\x00-\x1f\x7f-\x9f]*$"
# Blanks, then something else: a text in which either may come first takes quadratic time.
NOT_BLANK = r"^[^\S\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"


def storable(text):
    """What the patterns let through: Python's `$` a last newline, JSON half a character."""
    if re.search(r"[\n\ud800-\udfff]", text):
        raise ValidationError("Not one line of text.")


class NewBookSchema(Schema):
    title = fields.String(required=True, validate=[Length(1, 200), Regexp(NOT_BLANK), storable])
    author = fields.String(required=True, validate=[Length(1, 200), Regexp(NOT_BLANK), storable])
    year = fields.Integer(required=True, strict=True, validate=Range(1, 9999))


class BookSchema(NewBookSchema):
    id = fields.Integer(required=True, validate=Range(min=1))


class SearchSchema(Schema):
    author = fields.String(validate=[Regexp(LINE), storable])
    limit = fields.Integer(load_default=20, validate=Range(1, 100))


# --8<-- [end:schema]
