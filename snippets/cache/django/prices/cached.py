# --8<-- [start:read]
import logging
import secrets
import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from . import source

logger = logging.getLogger(__name__)


def prices_of(region):
    """What the source says of a region; while that is fresh, nobody asks again."""
    try:
        key = key_of(region)
        kept, turn = find(key)
    except RedisError as error:
        logger.warning("No cache, so the source is asked: %s", type(error).__name__)
        return source.ask(region)
    if turn:
        try:
            kept = kept or ask_and_keep(region, key, turn)
        finally:
            release(turn)
    if "failed" in kept:
        raise source.SourceError(kept["failed"])
    return kept


def key_of(region):
    """A purge changes the generation: an answer from before it is kept where nobody looks."""
    generation = cache.get_or_set("generation", new_generation, timeout=None)
    return f"{generation if type(generation) is int else 0}:{region}"


def new_generation():
    """Random, as a number that began anew at 1 would bring old prices back."""
    return secrets.randbits(60)


# --8<-- [end:read]


# --8<-- [start:once]
def find(key):
    """What is kept, or else the turn to ask: one reader gets that, and the others wait."""
    turn = cache.lock(f"lock:{key}", settings.LOCK_SECONDS)
    until = time.monotonic() + settings.LOCK_SECONDS + 1
    while (kept := look(key)) is None:
        if turn.acquire(blocking=False):
            try:
                return look(key), turn  # it may have been kept since the look before
            except RedisError:
                release(turn)
                raise
        if time.monotonic() > until:  # one turn of another is enough to wait for
            return {"failed": "others took too long"}, None
        time.sleep(0.05)
    return kept, None


def look(key):
    found = cache.get_many([key, f"{key}:failed"])
    if source.is_answer(kept := found.get(key)):
        return kept
    failed = found.get(f"{key}:failed")
    return {"failed": failed} if isinstance(failed, str) else None


def ask_and_keep(region, key, turn):
    try:
        kept = source.ask(region)
    except source.SourceError as error:
        logger.warning("The source failed: %s", error)
        keep(turn, f"{key}:failed", str(error), settings.FAILED_SECONDS)
        return {"failed": str(error)}
    keep(turn, key, kept, settings.PRICES_SECONDS)
    return kept


def keep(turn, key, value, seconds):
    try:
        if turn.owned():  # whoever is late does not replace a newer answer
            cache.set(key, value, timeout=seconds)
    except RedisError as error:
        logger.warning("Not kept: %s", type(error).__name__)


def release(turn):
    try:
        turn.release()
    except RedisError as error:  # it ended by itself before, or Redis is down
        logger.warning("Not released: %s", type(error).__name__)


# --8<-- [end:once]


# --8<-- [start:purge]
def purge():
    """Let every reader ask anew; raises if Redis does not hear of it."""
    cache.set("generation", new_generation(), timeout=None)


# --8<-- [end:purge]
