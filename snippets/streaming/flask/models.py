# --8<-- [start:log]
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

BATCH = 100
ONE_AT_A_TIME = 20261127  # any number that no other lock of this database has


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Event(db.Model):
    # A number does not come again after its row was deleted.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    text: Mapped[str] = mapped_column(String(1000))


def append(text):
    """Store an event, and return its number."""
    if db.engine.dialect.name == "postgresql":
        # Else a number could be committed after a higher one, and streams would miss it.
        # SQLite has one writer at a time by itself.
        db.session.execute(db.select(db.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    number = db.session.scalar(db.insert(Event).values(text=text).returning(Event.id))
    db.session.commit()
    return number


# --8<-- [end:log]


# --8<-- [start:query]
def newest(skip=0):
    """The number of the last event, or of one so many before it."""
    numbers = db.select(Event.id).order_by(Event.id.desc())
    with db.engine.connect() as connection:
        return connection.scalar(numbers.offset(skip).limit(1)) or 0


def after(engine, number):
    """What came after an event; the connection is back in the pool when this returns."""
    later = db.select(Event.id, Event.text).where(Event.id > number)
    with engine.connect() as connection:
        return connection.execute(later.order_by(Event.id).limit(BATCH)).all()


# --8<-- [end:query]
