# --8<-- [start:schema]
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

DAY = 24 * 3600
# No control characters.
OneLine = Annotated[str, Field(min_length=1, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]


class Strict(BaseModel):
    # "60" and true are no numbers.
    model_config = ConfigDict(strict=True, str_strip_whitespace=True)


class Credentials(BaseModel):
    model_config = ConfigDict(strict=True)  # a password may begin with a space
    username: Annotated[str, Field(max_length=150)]
    password: Annotated[str, Field(max_length=1000)]


class NewToken(Strict):
    name: Annotated[OneLine, Field(max_length=60)]
    expires_in: Annotated[int, Field(ge=1, le=365 * DAY)] = 30 * DAY


class NewNote(Strict):
    text: Annotated[OneLine, Field(max_length=200)]


# --8<-- [end:schema]
