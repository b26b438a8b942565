# --8<-- [start:database]
import os
from email.message import EmailMessage
from unittest import mock

import flask_migrate
import pytest
import sqlalchemy as sa
from flask_login import FlaskLoginClient

from app import DATABASE_URL, create_app
from models import Book, Loan, User, db


@pytest.fixture(scope="session")
def database():
    """The address of an empty database, which goes when the last test is over."""
    url = sa.make_url(DATABASE_URL)
    if url.get_backend_name() == "sqlite":
        yield "sqlite://"  # in memory
        return
    # Each process of pytest-xdist has one of its own.
    name = f"test_{url.database}_{os.environ.get('PYTEST_XDIST_WORKER', 'only')}"
    drop = sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(drop)  # what a run left that was killed
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        yield url.set(database=name)
        connection.execute(drop)
    server.dispose()


@pytest.fixture(scope="session")
def whole_app(database):
    """The application, with tables that the migrations made."""
    app = create_app(
        SQLALCHEMY_DATABASE_URI=database,
        # Python's driver begins no transaction before a savepoint, unless told so (from 3.12 on).
        SQLALCHEMY_ENGINE_OPTIONS=(
            {"connect_args": {"autocommit": False}} if database == "sqlite://" else {}
        ),
        SQLALCHEMY_RECORD_QUERIES=True,
        SMTP_HOST="mail.invalid",
        WTF_CSRF_ENABLED=False,
        TESTING=True,
    )
    app.test_client_class = FlaskLoginClient
    with app.app_context():
        engine = db.engine
        flask_migrate.upgrade()
        db.session.configure(join_transaction_mode="create_savepoint")
    # No context stays open here: requests would share it, and what they keep in `g`.
    yield app
    engine.dispose()


# --8<-- [end:database]


# --8<-- [start:isolation]
@pytest.fixture
def app(whole_app):
    """The application inside one transaction: what it commits is a savepoint, and goes with it."""
    with whole_app.app_context():
        engines, engine = db.engines, db.engine
    with engine.connect() as connection, connection.begin() as transaction:
        with mock.patch.dict(engines, {None: connection}):
            yield whole_app
        transaction.rollback()


# --8<-- [end:isolation]


# --8<-- [start:rows]
@pytest.fixture
def make(app):
    """Stores a row and hands it out with its values, for use outside of a context."""

    def make(row):
        with app.app_context():
            db.session.add(row)
            db.session.commit()
            db.session.refresh(row)
        return row

    return make


@pytest.fixture
def person(make):
    def person(name, **more):
        email = f"{name}@example.com"
        return make(User(username=name, email=email, **{"password_hash": "", **more}))

    return person


@pytest.fixture
def ada(person):
    return person("ada")


@pytest.fixture
def dune(make):
    return make(Book(title="Dune"))


@pytest.fixture
def loan(make, ada, dune):
    return make(Loan(book_id=dune.id, borrower_id=ada.id))


# --8<-- [end:rows]


# --8<-- [start:people]
@pytest.fixture
def as_(app):
    """A client in which somebody is logged in; no password is checked for it."""
    return lambda user: app.test_client(user=user)


# --8<-- [end:people]


# --8<-- [start:outbox]
@pytest.fixture(autouse=True)
def outbox():
    """The mails that would have gone out: in each test, this stands in for `smtplib.SMTP`."""
    sent: list[EmailMessage] = []
    with mock.patch("mail.smtplib.SMTP") as server:
        server.return_value.__enter__.return_value.send_message = sent.append
        yield sent


# --8<-- [end:outbox]
