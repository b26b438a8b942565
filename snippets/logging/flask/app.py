# --8<-- [start:settings]
import logging.config
import os

import click
from celery import Celery, Task
from flask import Flask
from flask.cli import with_appcontext

import errors
import joblog  # noqa: F401, it connects to signals
import logs
import requestlog
import views
from models import db


def create_app(**config):
    logging.config.dictConfig(logs.LOGGING)
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3"),
        # Values of a statement that failed stay out of the log.
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=64 * 1024,
        # Whose X-Request-ID is taken.
        TRUSTED_PROXIES=os.environ.get("TRUSTED_PROXIES", "").replace(",", " ").split(),
        API_TOKENS=dict(pair.split(":") for pair in os.environ["API_TOKENS"].split(",")),
        WEBHOOK_URL=os.environ["WEBHOOK_URL"],
        CELERY={
            "broker_url": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
            "task_ignore_result": True,
            # A visitor waits: one attempt to reach Redis, and no longer than this.
            "task_publish_retry": False,
            "broker_transport_options": {
                "max_retries": 0,
                "socket_connect_timeout": 2,
                "socket_timeout": 5,
            },
        },
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    requestlog.init_app(app)
    errors.init_app(app)
    db.init_app(app)
    celery_init_app(app)
    app.register_blueprint(views.bp)
    app.add_url_rule("/health", view_func=views.health)
    app.cli.add_command(init_db)
    return app


# --8<-- [end:settings]


def celery_init_app(app):
    class FlaskTask(Task):
        def __call__(self, *args, **kwargs):
            with app.app_context():
                return self.run(*args, **kwargs)

    celery_app = Celery(app.name, task_cls=FlaskTask)
    celery_app.config_from_object(app.config["CELERY"])
    celery_app.set_default()
    app.extensions["celery"] = celery_app
    return celery_app


@click.command("init-db")
@with_appcontext
def init_db():
    """Make the table."""
    db.create_all()
