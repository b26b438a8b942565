# --8<-- [start:input]
from typing import Annotated

from pydantic import BaseModel, StringConstraints

Reference = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9_-]{1,50}$")
]
# PostgreSQL stores any character but NUL.
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=r"^[^\x00]*$"),
]


class NewMessage(BaseModel):
    reference: Reference
    text: Words


# --8<-- [end:input]
