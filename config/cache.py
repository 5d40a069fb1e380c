"""A cache that may be away: pages are then drawn afresh, they do not fail."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class CalmRedisCache(RedisCache):
    """Reading finds nothing and writing does nothing while Redis does not answer."""

    def get(self, key, default=None, version=None):
        try:
            return super().get(key, default, version)
        except RedisError:
            logger.warning("cache does not answer")
            return default

    def set(self, *args, **kwargs):
        try:
            return super().set(*args, **kwargs)
        except RedisError:
            logger.warning("cache does not answer")

    def add(self, *args, **kwargs):
        try:
            return super().add(*args, **kwargs)
        except RedisError:
            logger.warning("cache does not answer")
            return False

    def incr(self, key, delta=1, version=None):
        """ValueError is what a key that is not there answers."""
        try:
            return super().incr(key, delta, version)
        except RedisError:
            logger.warning("cache does not answer")
            raise ValueError(key) from None

    def delete(self, *args, **kwargs):
        try:
            return super().delete(*args, **kwargs)
        except RedisError:
            logger.warning("cache does not answer")
            return False
