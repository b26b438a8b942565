# --8<-- [start:sign-out]
import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from redis import RedisError

logger = logging.getLogger(__name__)


@receiver(user_logged_out)
def close_sockets(request, user, **kwargs):
    if user is None:
        return
    # Django ends the session after this signal: who comes back at once would be let in.
    request.session.flush()
    send = async_to_sync(get_channel_layer().group_send)
    try:
        send(f"person.{user.pk}", {"type": "signed.out"})
    except RedisError:
        logger.error("Sockets of %s may still be open", user)


# --8<-- [end:sign-out]
