import os

from celery import Celery, Task
from flask import Flask
from flask_migrate import Migrate

import errors
import views
from models import db

# --8<-- [start:settings]
# DATABASE_URL decides, SQLite is the default.
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3")
LOST_AFTER = int(os.environ.get("LOST_AFTER", "60"))


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=DATABASE_URL,
        # Without it each worker loses its next job when PostgreSQL was away.
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=64 * 1024,
        API_TOKENS=dict(pair.split(":") for pair in os.environ["API_TOKENS"].split(",")),
        WEBHOOK_URL=os.environ["WEBHOOK_URL"],
        FIRST_WAIT=int(os.environ.get("FIRST_WAIT", "60")),
        LOST_AFTER=LOST_AFTER,
        CELERY={
            "broker_url": os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
            # The state of a message lies in the database.
            "task_ignore_result": True,
            # A visitor waits: one attempt to reach Redis, and no longer than this.
            "task_publish_retry": False,
            "broker_transport_options": {
                "max_retries": 0,
                "socket_connect_timeout": 2,
                "socket_timeout": 5,
            },
            "beat_schedule": {
                "find-lost": {
                    "task": "jobs.find_lost",
                    "schedule": LOST_AFTER,
                    # Without a worker they would pile up.
                    "options": {"expires": LOST_AFTER},
                }
            },
        },
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    db.init_app(app)
    Migrate(app, db)
    celery_init_app(app)
    app.register_blueprint(views.bp)
    app.add_url_rule("/health", view_func=views.health)
    errors.register(app)
    return app


# --8<-- [end:settings]


# --8<-- [start:queue]
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


# --8<-- [end:queue]
