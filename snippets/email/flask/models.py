# --8<-- [start:model]
import uuid
from datetime import UTC, date, datetime, timedelta

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, String, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WAITING, SENDING = "waiting", "sending"
SENT, REFUSED, FAILED = "sent", "refused", "failed"


class Base(DeclarativeBase):
    pass


# What a run has taken stays as it was, for move() to compare.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Moment(TypeDecorator):
    """A point in time in UTC; SQLite forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value, dialect):
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def in_seconds(seconds):
    return datetime.now(UTC) + timedelta(seconds=seconds)


class Invitation(db.Model):
    # Nobody is invited twice by the same person.
    __table_args__ = (UniqueConstraint("owner", "email"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str] = mapped_column(String(254))
    event: Mapped[str] = mapped_column(String(100))
    day: Mapped[date]
    message: Mapped[str] = mapped_column(String(5000))
    created: Mapped[datetime] = mapped_column(Moment, default=lambda: in_seconds(0))
    status: Mapped[str] = mapped_column(String(10), default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    # When its state changed, or should.
    due: Mapped[datetime] = mapped_column(Moment, default=lambda: in_seconds(0), index=True)


# --8<-- [end:model]


# --8<-- [start:state]
def waiting():
    """The keys of what may be sent now, the oldest first."""
    found = db.select(Invitation.id).where(
        Invitation.status == WAITING, Invitation.due <= in_seconds(0)
    )
    keys = db.session.scalars(found.order_by(Invitation.due)).all()
    db.session.commit()  # no transaction is open while the mail server is slow
    return keys


def lost(seconds):
    """What a run has taken and, for so long, not brought to an end."""
    found = db.select(Invitation).where(
        Invitation.status == SENDING, Invitation.due <= in_seconds(-seconds)
    )
    return db.session.scalars(found).all()


def claim(key):
    """Take one that waits; None if another run has it."""
    taken = db.session.scalar(
        db.update(Invitation)
        .where(Invitation.id == key, Invitation.status == WAITING)
        .values(status=SENDING, attempts=Invitation.attempts + 1, due=in_seconds(0))
        .returning(Invitation)
        .execution_options(populate_existing=True)
    )
    db.session.commit()
    return taken


def move(invitation, status, seconds=0):
    """Give it its next state, unless another run has moved it since."""
    db.session.execute(
        db.update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.status == SENDING,
            Invitation.attempts == invitation.attempts,
        )
        .values(status=status, due=in_seconds(seconds))
    )
    db.session.commit()
    return status


# --8<-- [end:state]
