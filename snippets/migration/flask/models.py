# --8<-- [start:model]
import sqlite3
import uuid

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, MetaData, String, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    # A constraint needs a name, or no migration can take it away again.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class Article(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    # A default in the database: it fills rows that are there, and those that older code adds.
    language: Mapped[str] = mapped_column(String(5), server_default="en")
    # No default fits all rows: each has its own.
    public_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)


# --8<-- [end:model]


# --8<-- [start:transactions]
# Python's driver begins no transaction on SQLite for a change of tables, and half of a migration
# that fails would stay. So SQLAlchemy begins each one, as its documentation of SQLite shows.
@event.listens_for(Engine, "connect")
def begin_nothing(connection, record):
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None


@event.listens_for(Engine, "begin")
def begin(connection):
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")


# --8<-- [end:transactions]
