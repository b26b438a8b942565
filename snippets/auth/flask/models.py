# --8<-- [start:model]
import secrets

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.security import check_password_hash, generate_password_hash

# What OWASP asks of scrypt: three times the work of Werkzeug's default.
METHOD = "scrypt:32768:8:3"
NOBODY = generate_password_hash(secrets.token_hex(), METHOD)


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    password_hash: Mapped[str] = mapped_column(String(255))
    # Sessions and reset links carry this key; a new one ends them all.
    key: Mapped[str] = mapped_column(String(64), unique=True)

    def get_id(self):
        return self.key

    def set_password(self, password):
        self.password_hash = generate_password_hash(password, METHOD)
        self.change_key()

    def change_key(self):
        self.key = secrets.token_hex(32)

    @classmethod
    def with_key(cls, key):
        return db.session.scalar(db.select(cls).filter_by(key=key))

    @classmethod
    def with_email(cls, email):
        return db.session.scalars(db.select(cls).filter_by(email=email)).all()

    @classmethod
    def with_password(cls, name, password):
        user = db.session.scalar(db.select(cls).filter_by(name=name))
        # An unknown name takes as long as a wrong password.
        right = check_password_hash(user.password_hash if user else NOBODY, password)
        return user if right else None


# --8<-- [end:model]
