# --8<-- [start:input]
from typing import Annotated

from pydantic import BaseModel, StringConstraints

# PostgreSQL stores any character but NUL.
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=r"^[^\x00]*$"),
]


class NewEvent(BaseModel):
    text: Words


# --8<-- [end:input]
