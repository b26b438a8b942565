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
    record: Mapped[str] = mapped_column(String(140))


@event.listens_for(db.session, "after_flush")  # when new records have their number
def keep(session, *_):
    """Write who did what into the same transaction, or neither."""
    # A new book is no change of its author.
    changed = [one for one in session.dirty if session.is_modified(one, include_collections=False)]
    deeds = {"added": session.new, "changed": changed, "deleted": session.deleted}
    by = getattr(current_user, "name", "a visitor") if current_user else "command line"
    rows = [
        {"by": by, "deed": deed, "record": f"{type(record).__name__} {record.id}: {record}"}
        for deed, records in deeds.items()
        for record in records
        if isinstance(record, Author | Book)
    ]
    if rows:
        session.execute(db.insert(Change), rows)


# --8<-- [end:history]
