# --8<-- [start:job]
from uuid import UUID

import requests
from celery import shared_task
from flask import current_app

from models import ATTEMPTS, DONE, FAILED, WAITING, claim, move, overdue


@shared_task
def deliver(message_id, attempts):
    message = claim(UUID(message_id), attempts)
    if message is None:
        return  # another job made this attempt
    if send(message):
        move(message, DONE)
    else:
        try_again(message)


def send(message):
    try:
        with requests.post(
            current_app.config["WEBHOOK_URL"],
            json={"text": message.text},
            # The same for each attempt, so that the receiver can tell a repeated one.
            headers={"Idempotency-Key": str(message.id)},
            timeout=current_app.config["LOST_AFTER"] / 4,
            allow_redirects=False,
            stream=True,
        ) as response:  # whose body nobody reads
            return response.status_code < 300
    except requests.RequestException as error:
        current_app.logger.warning("%s: %s", message.id, type(error).__name__)
        return False


def try_again(message):
    wait = current_app.config["FIRST_WAIT"] * 2 ** (message.attempts - 1)
    if message.attempts >= ATTEMPTS:
        move(message, FAILED)
    elif move(message, WAITING, wait):
        deliver.apply_async([str(message.id), message.attempts], countdown=wait)


# --8<-- [end:job]


# --8<-- [start:schedule]
@shared_task
def find_lost():
    """What a killed worker left, and what has no job in Redis."""
    for message in overdue(current_app.config["LOST_AFTER"]):
        if message.attempts >= ATTEMPTS:
            move(message, FAILED)
        elif move(message, WAITING):
            deliver.delay(str(message.id), message.attempts)


# --8<-- [end:schedule]
