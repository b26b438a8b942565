# --8<-- [start:read]
import secrets
import time

from flask import current_app
from redis.exceptions import RedisError

import source
from store import cache, lock

NEVER = 0  # how Flask-Caching spells a value without an end


def prices_of(region):
    """What the source says of a region; while that is fresh, nobody asks again."""
    try:
        key = key_of(region)
        kept, turn = find(key)
    except RedisError as error:
        current_app.logger.warning("No cache, so the source is asked: %s", type(error).__name__)
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
    generation = cache.get("generation")
    if generation is None:
        cache.add("generation", new_generation(), timeout=NEVER)
        generation = cache.get("generation")  # another may have been faster
    return f"{generation if type(generation) is int else 0}:{region}"


def new_generation():
    """Random, as a number that began anew at 1 would bring old prices back."""
    return secrets.randbits(60)


# --8<-- [end:read]


# --8<-- [start:once]
def find(key):
    """What is kept, or else the turn to ask: one reader gets that, and the others wait."""
    turn = lock(key, current_app.config["LOCK_SECONDS"])
    until = time.monotonic() + current_app.config["LOCK_SECONDS"] + 1
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
    kept, failed = cache.get_many(key, f"{key}:failed")
    if source.is_answer(kept):
        return kept
    return {"failed": failed} if isinstance(failed, str) else None


def ask_and_keep(region, key, turn):
    try:
        kept = source.ask(region)
    except source.SourceError as error:
        current_app.logger.warning("The source failed: %s", error)
        keep(turn, f"{key}:failed", str(error), current_app.config["FAILED_SECONDS"])
        return {"failed": str(error)}
    keep(turn, key, kept, current_app.config["PRICES_SECONDS"])
    return kept


def keep(turn, key, value, seconds):
    try:
        if turn.owned():  # whoever is late does not replace a newer answer
            cache.set(key, value, timeout=seconds)
    except RedisError as error:
        current_app.logger.warning("Not kept: %s", type(error).__name__)


def release(turn):
    try:
        turn.release()
    except RedisError as error:  # it ended by itself before, or Redis is down
        current_app.logger.warning("Not released: %s", type(error).__name__)


# --8<-- [end:once]


# --8<-- [start:purge]
def purge():
    """Let every reader ask anew; raises if Redis does not hear of it."""
    cache.set("generation", new_generation(), timeout=NEVER)


# --8<-- [end:purge]
