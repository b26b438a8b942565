# --8<-- [start:input]
import json
from collections import deque
from time import monotonic
from typing import Annotated

from pydantic import BaseModel, StringConstraints

AT_MOST, IN_SECONDS = 20, 10


class NewMessage(BaseModel):
    text: Annotated[
        str,
        StringConstraints(
            strict=True,
            strip_whitespace=True,
            min_length=1,
            max_length=1000,
            pattern=r"^[^\x00]*$",
        ),
    ]


class Pace:
    """How often one socket has spoken."""

    def __init__(self):
        self.times: deque[float] = deque(maxlen=AT_MOST)

    def is_too_fast(self):
        now = monotonic()
        full = len(self.times) == AT_MOST
        too_fast = full and now - self.times[0] < IN_SECONDS
        self.times.append(now)
        return too_fast


# --8<-- [end:input]


def event(kind, **fields):
    return json.dumps({"type": kind, **fields})
