# --8<-- [start:serializer]
import json

from django.core.cache.backends.redis import RedisCache


class JSONSerializer:
    """Django's own reads pickles: whoever writes into Redis could run code here."""

    def dumps(self, value):
        return json.dumps(value).encode()

    def loads(self, data):
        try:
            return json.loads(data)
        except (ValueError, RecursionError):
            return None  # broken is as good as missing


class LockingRedisCache(RedisCache):
    def lock(self, key, seconds):
        """A lock that ends by itself, and that only its owner can release."""
        client = self._cache.get_client(key, write=True)
        return client.lock(self.make_key(key), timeout=seconds)


# --8<-- [end:serializer]
