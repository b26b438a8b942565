# --8<-- [start:store]
import json

from cachelib.serializers import BaseSerializer
from flask import current_app
from flask_caching import Cache
from redis import Redis

cache = Cache()


class JSON(BaseSerializer):
    """Flask-Caching's own reads pickles: whoever writes into Redis could run code here."""

    def dumps(self, value, protocol=None):
        return json.dumps(value).encode()

    def loads(self, value):
        try:
            return None if value is None else json.loads(value)
        except (ValueError, RecursionError):
            return None  # broken is as good as missing


def init_app(app):
    redis = Redis.from_url(app.config["REDIS_URL"], socket_timeout=1, socket_connect_timeout=1)
    app.extensions["redis"] = redis
    settings = {
        "CACHE_TYPE": "RedisCache",
        "CACHE_REDIS_HOST": redis,
        "CACHE_SERIALIZER": JSON,
    }
    cache.init_app(app, settings)


def lock(key, seconds):
    """A lock that ends by itself, and that only its owner can release."""
    name = f"{current_app.config['CACHE_KEY_PREFIX']}lock:{key}"
    return current_app.extensions["redis"].lock(name, timeout=seconds)


# --8<-- [end:store]
