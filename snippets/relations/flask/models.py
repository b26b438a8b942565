# --8<-- [start:model]
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CheckConstraint, Column, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)

book_tag = db.Table(
    "book_tag",
    Column("book_id", ForeignKey("book.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
)

loan_book = db.Table(
    "loan_book",
    Column("loan_id", ForeignKey("loan.id", ondelete="CASCADE"), primary_key=True),
    Column("book_id", ForeignKey("book.id"), primary_key=True, index=True),
)


class Author(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class Tag(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30), unique=True)


class Book(db.Model):
    __table_args__ = (
        UniqueConstraint("author_id", "title", name="one_title_per_author"),
        CheckConstraint("copies >= 0", name="copies_are_there"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    author_id: Mapped[int] = mapped_column(ForeignKey(Author.id, ondelete="RESTRICT"))
    pages: Mapped[int] = mapped_column(SmallInteger)
    copies: Mapped[int] = mapped_column(SmallInteger)
    # "raise": a view that forgot to load them fails at once, and asks for no row by itself.
    author: Mapped[Author] = relationship(lazy="raise")
    tags: Mapped[list[Tag]] = relationship(secondary=book_tag, order_by=Tag.name, lazy="raise")


class Loan(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(String(100))
    books: Mapped[list[Book]] = relationship(secondary=loan_book, order_by=Book.title, lazy="raise")


# --8<-- [end:model]
