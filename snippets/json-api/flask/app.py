# --8<-- [start:settings]
import views
from errors import register_errors
from flask import Flask
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
    with app.app_context():
        db.create_all()
    app.register_blueprint(views.bp)
    register_errors(app)
    return app


# --8<-- [end:settings]
