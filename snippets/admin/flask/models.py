# --8<-- [start:model]
import secrets

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, ForeignKey, String, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


@event.listens_for(Engine, "connect")
def enforce_foreign_keys(connection, _):
    connection.execute("PRAGMA foreign_keys=ON")  # SQLite ignores them unless it is asked


class Author(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    books: Mapped[list["Book"]] = relationship(back_populates="author", order_by="Book.id")

    def __str__(self):
        return self.name


class Book(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    in_print: Mapped[bool] = mapped_column(default=True)
    author: Mapped[Author] = relationship(back_populates="books")

    def __str__(self):
        return self.title


# --8<-- [end:model]


# --8<-- [start:user]
class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    is_staff: Mapped[bool] = mapped_column(default=False)
    # Sessions carry this key; a new one ends them all.
    key: Mapped[str] = mapped_column(String(64), unique=True, default=secrets.token_hex)

    def get_id(self):
        return self.key

    def change_key(self):
        self.key = secrets.token_hex()


# --8<-- [end:user]
