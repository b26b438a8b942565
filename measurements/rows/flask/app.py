"""A hundred rows of two tables."""

from flask import Flask
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

app = Flask(__name__)
engine = create_engine("sqlite:///books.sqlite3")


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship()


@app.get("/books")
def books():
    with Session(engine) as session:
        found = session.scalars(select(Book).options(joinedload(Book.author)).order_by(Book.id))
        return [{"id": one.id, "title": one.title, "author": one.author.name} for one in found]
