"""A hundred rows of two tables: DATABASE_URL says where, POOL=0 connects for each request."""

import os

from flask import Flask
from sqlalchemy import ForeignKey, NullPool, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

app = Flask(__name__)
engine = create_engine(
    os.environ.get("DATABASE_URL", "sqlite:///books.sqlite3"),
    poolclass=NullPool if os.environ.get("POOL") == "0" else None,
)


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


def shown(query):
    with Session(engine) as session:
        found = session.scalars(query.order_by(Book.id))
        return [{"id": one.id, "title": one.title, "author": one.author.name} for one in found]


@app.get("/books")
def books():
    return shown(select(Book).options(joinedload(Book.author)))


@app.get("/lazy")
def lazy():
    return shown(select(Book))
