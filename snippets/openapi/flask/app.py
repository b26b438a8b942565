# --8<-- [start:settings]
from flask import Flask

import books
import docs
from errors import JSONApi
from models import db


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        API_TITLE="Books",
        API_VERSION="1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX="/",  # without it no document is served
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
        MAX_CONTENT_LENGTH=8 * 1024,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    db.init_app(app)
    JSONApi(app).register_blueprint(books.blp)
    app.register_blueprint(docs.blp)

    @app.cli.command("create-tables")
    def create_tables():
        db.create_all()

    return app


# --8<-- [end:settings]
