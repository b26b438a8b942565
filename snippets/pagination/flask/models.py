# --8<-- [start:model]
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class Book(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    author: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    cost: Mapped[int]  # what was paid, which is on no page

    # The order of the list without numbers, both ways.
    __table_args__ = (Index("book_year_id", "year", "id"),)


# --8<-- [end:model]
