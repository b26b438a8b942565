# --8<-- [start:settings]
import logging.config

from flask import Flask

import books
import errors
import logs
from models import count_books, db
from seed import seed


def create_app(**config):
    logging.config.dictConfig(logs.LOGGING)
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
        # Values of a statement that failed, such as a password, stay out of the log.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        MAX_CONTENT_LENGTH=64 * 1024,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    logs.init_app(app)
    errors.init_app(app)
    db.init_app(app)
    app.register_blueprint(books.bp)
    # A function: only a page that shows the number asks for it.
    app.add_template_global(count_books)
    app.cli.add_command(seed)
    return app


# --8<-- [end:settings]
