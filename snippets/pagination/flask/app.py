# --8<-- [start:settings]
from flask import Flask

import views
from models import db
from seed import seed


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    db.init_app(app)
    app.register_blueprint(views.bp)
    app.cli.add_command(seed)
    return app


# --8<-- [end:settings]
