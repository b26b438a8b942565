# --8<-- [start:model]
from datetime import UTC, date, datetime, timedelta

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

TIME_TO_READ = timedelta(days=28)


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


def today():
    return datetime.now(UTC).date()


class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(150), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(255))
    is_staff: Mapped[bool] = mapped_column(default=False)


class Book(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))


class Loan(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey(Book.id))
    borrower_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    lent_on: Mapped[date] = mapped_column(default=today)
    returned_on: Mapped[date | None]
    book: Mapped[Book] = relationship()
    borrower: Mapped[User] = relationship()

    @property
    def due(self):
        return self.lent_on + TIME_TO_READ


# A book can be out once. Two requests at the same time find that out here.
OPEN = Loan.returned_on.is_(None)
Index("one_open_loan", Loan.book_id, unique=True, postgresql_where=OPEN, sqlite_where=OPEN)
# --8<-- [end:model]
