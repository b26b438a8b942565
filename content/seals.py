"""A seal: what commands record carries a digest of its own fields, which an edit does not fit."""

from __future__ import annotations

import hashlib
import json
from typing import TypeVar

from pydantic import BaseModel

Record = TypeVar("Record", bound=BaseModel)


def sealed(record: Record) -> Record:
    """A record whose seal fits its other fields."""
    return record.model_copy(update={"seal": seal_of(record)})


def seal_of(record: BaseModel) -> str:
    """The seal that fits a record's other fields."""
    said = json.dumps(record.model_dump(mode="json", exclude={"seal"}), sort_keys=True)
    return digest(said.encode())


def digest(*parts: bytes) -> str:
    """A short hash of some bytes after one another."""
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]
