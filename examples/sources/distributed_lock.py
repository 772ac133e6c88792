import uuid
from contextlib import contextmanager

import redis

UNLOCK = """
if redis.call('get', KEYS[1]) == ARGV[1] then
    return redis.call('del', KEYS[1])
end
return 0
"""


@contextmanager
def distributed_lock(client: redis.Redis, name: str, ttl: int = 10):
    """基于 Redis 的分布式锁：加锁带过期时间，解锁校验持有者。"""
    key, token = f"lock:{name}", uuid.uuid4().hex
    if not client.set(key, token, nx=True, ex=ttl):
        raise TimeoutError(f"lock {name} is held by another client")
    try:
        yield token
    finally:
        client.eval(UNLOCK, 1, key, token)  # Lua 脚本保证原子性


with distributed_lock(redis.Redis(), "order:1001") as token:
    print("got lock", token)
