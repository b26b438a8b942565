# --8<-- [start:history]
from datetime import UTC, datetime

from flask_login import current_user
from sqlalchemy import DateTime, String, event
from sqlalchemy.orm import Mapped, mapped_column

from models import Author, Book, db


class Change(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
    by: Mapped[str] = mapped_column(String(80))
    deed: Mapped[str] = mapped_column(String(10))
    record: Mapped[str] = mapped_column(String(120))


@event.listens_for(db.session, "before_flush")
def keep(session, *_):
    """Write who did what into the same transaction, or neither."""
    changed = [record for record in session.dirty if session.is_modified(record)]
    deeds = {"added": list(session.new), "changed": changed, "deleted": list(session.deleted)}
    by = current_user.name if current_user else "command line"
    for deed, records in deeds.items():
        for record in records:
            if isinstance(record, Author | Book):
                name = f"{type(record).__name__}: {record}"
                session.add(Change(by=by, deed=deed, record=name))


# --8<-- [end:history]
