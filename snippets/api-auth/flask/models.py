import hashlib
import secrets
import time
import uuid
from datetime import UTC, datetime

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash

# What OWASP asks of scrypt: three times the work of Werkzeug's default.
METHOD = "scrypt:32768:8:3"
NOBODY = generate_password_hash(secrets.token_hex(), METHOD)


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class User(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(150), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    # Sessions carry this key; a new one ends them all.
    key: Mapped[str] = mapped_column(String(64), unique=True, default=secrets.token_hex)

    @classmethod
    def with_key(cls, key):
        return db.session.scalar(db.select(cls).filter_by(key=key))

    @classmethod
    def with_password(cls, username, password):
        user = db.session.scalar(db.select(cls).filter_by(username=username))
        # An unknown name takes as long as a wrong password.
        right = check_password_hash(user.password_hash if user else NOBODY, password)
        return user if right else None


class Note(db.Model):
    # Numbers that count up would tell how many notes others write.
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    text: Mapped[str] = mapped_column(String(200))

    def as_dict(self):
        return {"id": str(self.id), "text": self.text}


# --8<-- [start:token]
def digest(secret):
    # A quick hash will do: nobody guesses 256 random bits.
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(db.Model):
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    name: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires: Mapped[float]  # seconds since 1970, which every database compares alike
    owner: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    @classmethod
    def make(cls, owner, name, expires_in):
        """A token for the database, and the secret, which is not kept."""
        secret = secrets.token_urlsafe(32)
        token = cls(owner=owner, name=name, digest=digest(secret), expires=time.time() + expires_in)
        return token, secret

    @classmethod
    def owner_of(cls, secret):
        valid = db.select(cls).filter_by(digest=digest(secret)).where(cls.expires > time.time())
        token = db.session.scalar(valid)
        return token.owner if token else None

    def as_dict(self):
        expires = datetime.fromtimestamp(self.expires, UTC).isoformat()
        return {"id": str(self.id), "name": self.name, "expires": expires}


# --8<-- [end:token]
