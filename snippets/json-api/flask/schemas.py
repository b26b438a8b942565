# --8<-- [start:schema]
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def whole(value):
    """JSON has one kind of number: 1965.0 is 1965."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# No control characters.
OneLine = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]


class NewBook(BaseModel):
    # Strict: "1965" and true are no numbers.
    model_config = ConfigDict(strict=True, str_strip_whitespace=True)
    title: Annotated[OneLine, Field(min_length=1, max_length=200)]
    author: Annotated[OneLine, Field(min_length=1, max_length=200)]
    year: Annotated[int, BeforeValidator(whole), Field(ge=1, le=9999)]


class Search(BaseModel):
    author: OneLine | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


# --8<-- [end:schema]
