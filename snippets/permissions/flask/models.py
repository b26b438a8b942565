# --8<-- [start:model]
import uuid

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(150), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    moderates: Mapped[bool] = mapped_column(default=False)


# --8<-- [end:model]


# --8<-- [start:note]
class Note(db.Model):
    # Numbers that count up would tell how many notes others write.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(2000))
    owner: Mapped[User] = relationship(lazy="joined", innerjoin=True)


# --8<-- [end:note]


# --8<-- [start:rule]
def visible_to(user):
    notes = db.select(Note).order_by(Note.title)
    return notes if user.moderates else notes.where(Note.owner_id == user.id)


# --8<-- [end:rule]
