# --8<-- [start:input]
import re
from datetime import date, datetime
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, StringConstraints

# What ends a header, and what readers of mail decode in one: =?utf-8?q?…?=
NOT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|=\?")


def one_line(text):
    if NOT_IN_A_LINE.search(text):
        raise ValueError("is not one line of text")
    return text


def without_nul(text):
    if "\0" in text:
        raise ValueError("has a NUL")  # which PostgreSQL does not store
    return text


def one_address(text):
    try:
        # No question to DNS, and no letters beyond ASCII before the @.
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError("is no address") from error
    return f"{found.local_part}@{found.ascii_domain}".lower()


def iso_day(text):
    return datetime.strptime(text.strip(), "%Y-%m-%d").date()


def words(length):
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=length)


class NewInvitation(BaseModel):
    name: Annotated[str, words(80), AfterValidator(one_line)]
    email: Annotated[str, words(254), AfterValidator(one_line), AfterValidator(one_address)]
    event: Annotated[str, words(100), AfterValidator(one_line)]
    day: Annotated[date, BeforeValidator(iso_day)]
    message: Annotated[str, words(5000), AfterValidator(without_nul)]


# --8<-- [end:input]
