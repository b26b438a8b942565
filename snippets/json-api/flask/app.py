# --8<-- [start:settings]
from flask import Flask

import views
from errors import register_errors
from models import db


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
        MAX_CONTENT_LENGTH=64 * 1024,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    db.init_app(app)
    app.register_blueprint(views.bp)

    @app.cli.command("create-tables")
    def create_tables():
        db.create_all()

    register_errors(app)
    return app


# --8<-- [end:settings]
