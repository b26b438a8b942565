# --8<-- [start:job]
import logging

import requests
from django.conf import settings

from config import logs

from .models import Message

try:
    from django.tasks import task
except ImportError:  # before Django 6.0
    from django_tasks import task

logger = logging.getLogger(__name__)


@task
def deliver(pk, request_id):
    message = Message.objects.get(pk=pk)
    logs.add(message_id=message.pk, user=message.owner)
    try:
        send(message)
    except requests.RequestException:
        message.status = Message.Status.FAILED
        raise  # the worker logs it
    else:
        message.status = Message.Status.SENT
        logger.info("sent")
    finally:
        message.save(update_fields=["status"])


def send(message):
    response = requests.post(
        settings.WEBHOOK_URL,
        json={"text": message.text},
        headers={"X-Request-ID": logs.request_id()},
        timeout=10,
        allow_redirects=False,
    )
    response.raise_for_status()


# --8<-- [end:job]
