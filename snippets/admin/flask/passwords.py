# --8<-- [start:password]
import secrets
from functools import cache

from werkzeug.security import check_password_hash, generate_password_hash

from models import User, db

# What OWASP asks of scrypt: three times the work of Werkzeug's default.
METHOD = "scrypt:32768:8:3"


def hash_of(password):
    return generate_password_hash(password, METHOD)


@cache
def nobody():
    return hash_of(secrets.token_hex())


def user_with(name, password):
    user = db.session.scalar(db.select(User).filter_by(name=name))
    # An unknown name takes as long as a wrong password.
    right = check_password_hash(user.password_hash if user else nobody(), password)
    return user if right else None


# --8<-- [end:password]
