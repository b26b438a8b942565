"""A hundred rows of two tables: DATABASE_URL says where."""

import os
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

app = FastAPI()
engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///books.sqlite3"))


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


class Shown(BaseModel):
    id: int
    title: str
    author: str


def database():
    with Session(engine) as session:
        yield session


@app.get("/books")
def books(session: Annotated[Session, Depends(database)]) -> list[Shown]:
    found = session.scalars(select(Book).options(joinedload(Book.author)).order_by(Book.id))
    return [Shown(id=one.id, title=one.title, author=one.author.name) for one in found]
