# --8<-- [start:model]
import secrets

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


def words(value, length):
    # Half a character is JSON, and no text for a database.
    return str(value or "").encode(errors="replace").decode()[:length]


def verified_email(claims):
    verified = claims.get("email_verified") is True
    return words(claims.get("email"), 254) if verified else ""


class User(UserMixin, db.Model):
    # Issuer and subject say who it is; names and e-mail addresses change hands.
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    # Sessions carry this key; a new one ends them all.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    def get_id(self):
        return self.key

    def change_key(self):
        self.key = secrets.token_hex(32)

    @classmethod
    def with_key(cls, key):
        return db.session.scalar(db.select(cls).filter_by(key=key))

    @classmethod
    def signed_in(cls, claims):
        """The account of the person whom these claims are about."""
        who = {"issuer": claims["iss"], "subject": claims["sub"]}
        user = db.session.scalar(db.select(cls).filter_by(**who))
        if user is None:
            user = cls(**who)
            user.change_key()
            db.session.add(user)
        user.name = words(claims.get("name") or "Somebody", 200)
        user.email = verified_email(claims)
        try:
            db.session.commit()
        except IntegrityError:  # the same person came at the same moment from elsewhere
            db.session.rollback()
            return cls.signed_in(claims)
        return user


# --8<-- [end:model]
