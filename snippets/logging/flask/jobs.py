# --8<-- [start:job]
import logging
from uuid import UUID

import requests
from celery import shared_task
from flask import current_app

import logs
from models import FAILED, SENT, Message, db

logger = logging.getLogger(__name__)


@shared_task
def deliver(message_id):
    message = db.session.get_one(Message, UUID(message_id))
    logs.add(message_id=message.id, user=message.owner)
    try:
        send(message)
    except requests.RequestException:
        message.status = FAILED
        raise  # the worker logs it
    else:
        message.status = SENT
        logger.info("sent")
    finally:
        db.session.commit()


def send(message):
    response = requests.post(
        current_app.config["WEBHOOK_URL"],
        json={"text": message.text},
        headers={"X-Request-ID": logs.request_id()},
        timeout=10,
        allow_redirects=False,
    )
    response.raise_for_status()


# --8<-- [end:job]
