# --8<-- [start:job-id]
import logging.config

from celery import signals

import logs


@signals.before_task_publish.connect
def send(headers, **_):
    headers["request_id"] = logs.request_id()


@signals.task_prerun.connect
def begin(task, **_):
    logs.begin(request_id=task.request.get("request_id"))


@signals.task_postrun.connect
def end(**_):
    logs.end()


@signals.setup_logging.connect
def configure(**_):
    """With a receiver here, Celery sets no handlers and no form of its own."""
    logging.config.dictConfig(logs.LOGGING)


# --8<-- [end:job-id]
