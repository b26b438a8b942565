# --8<-- [start:model]
import uuid
from datetime import UTC, datetime, timedelta

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
ATTEMPTS = 3


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


def in_seconds(seconds):
    return datetime.now(UTC) + timedelta(seconds=seconds)


class Message(db.Model):
    __table_args__ = (UniqueConstraint("owner", "reference"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner: Mapped[str] = mapped_column(String(50))
    reference: Mapped[str] = mapped_column(String(50))
    text: Mapped[str] = mapped_column(String(1000))
    status: Mapped[str] = mapped_column(String(10), default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    # When its state changed, or should.
    due: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: in_seconds(0))


# --8<-- [end:model]


# --8<-- [start:state]
def claim(message_id, attempts):
    """Take a message that has had so many attempts; None if another job took it."""
    # A row: an object would be read anew, and keep a transaction open while it is sent.
    taken = db.session.execute(
        db.update(Message)
        .where(Message.id == message_id, Message.attempts == attempts)
        .values(status=RUNNING, attempts=attempts + 1, due=in_seconds(0))
        .returning(Message.id, Message.text, Message.status, Message.attempts)
    ).one_or_none()
    db.session.commit()
    return taken


def move(message, status, seconds=0):
    """Give a message its next state, unless somebody else has moved it since."""
    moved = db.session.scalar(
        db.update(Message)
        .where(
            Message.id == message.id,
            Message.status == message.status,
            Message.attempts == message.attempts,
        )
        .values(status=status, due=in_seconds(seconds))
        .returning(Message.id)
    )
    db.session.commit()
    return moved is not None


def overdue(seconds):
    """What waits or runs, and has not moved for so long, as it was when it was seen."""
    return db.session.execute(
        db.select(Message.id, Message.status, Message.attempts).where(
            Message.status.in_([WAITING, RUNNING]), Message.due < in_seconds(-seconds)
        )
    ).all()


# --8<-- [end:state]
