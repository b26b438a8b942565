# --8<-- [start:job]
import logging
from datetime import timedelta

import requests
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .models import ATTEMPTS, Message

try:
    from django.tasks import task
except ImportError:  # before Django 6.0
    from django_tasks import task

logger = logging.getLogger(__name__)


@task
def deliver(pk, attempts):
    message = Message.claim(pk, attempts)
    if message is None:
        return  # another job made this attempt
    if send(message):
        message.move(Message.Status.DONE)
    else:
        try_again(message)


def send(message):
    try:
        with requests.post(
            settings.WEBHOOK_URL,
            json={"text": message.text},
            # The same for each attempt, so that the receiver can tell a repeated one.
            headers={"Idempotency-Key": str(message.pk)},
            timeout=settings.LOST_AFTER / 4,
            allow_redirects=False,
            stream=True,
        ) as response:  # whose body nobody reads
            return response.status_code < 300
    except requests.RequestException as error:
        logger.warning("%s: %s", message.pk, type(error).__name__)
        return False


@transaction.atomic
def try_again(message):
    wait = settings.FIRST_WAIT * 2 ** (message.attempts - 1)
    if message.attempts >= ATTEMPTS:
        message.move(Message.Status.FAILED)
    elif message.move(Message.Status.WAITING, wait):
        later = timezone.now() + timedelta(seconds=wait)
        deliver.using(run_after=later).enqueue(str(message.pk), message.attempts)


# --8<-- [end:job]
