# --8<-- [start:model]
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, mapped_column

db = SQLAlchemy()


class Book(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(db.String(100))
    year: Mapped[str] = mapped_column(db.String(10))
    released: Mapped[bool] = mapped_column(default=True)

    @property
    def century(self):
        return (int(self.year) + 99) // 100  # fails for a year that is no number


def count_books():
    return db.session.scalar(db.select(db.func.count(Book.id)))


# --8<-- [end:model]
