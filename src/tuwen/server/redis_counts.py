"""The counts that several servers share in a Redis: one script, by Redis's own clock.

A place is a lease that is renewed for as long as it is held, so that the places of a server
that was killed come back by themselves.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from tuwen.errors import ConfigError
from tuwen.server.counts import SPAN_S, Bound, Verdict

if TYPE_CHECKING:
    from redis.asyncio import Redis

PREFIX = "tuwen:"  # of all keys
LEASE_S = 30.0
CONNECTIONS = 16  # in a burst, requests queue for them
START_S = 2.0  # in which a Redis has to answer when a server starts

# Minutes and places are sorted sets of tickets, scored with the ms at which each ends; days are
# numbers that end. ARGV: ticket, whether to spend, and of every key: kind, limit, ms it lasts.
# Returns which key refuses (0: none), the tightest window (0: none), what it leaves, ms to more.
_COUNT = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local tightest, least, reset = 0, 0, 0
for i, key in ipairs(KEYS) do
  local kind, limit, lasts = ARGV[3 * i], tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  local used, ends = 0, now + lasts
  if kind == 'day' then
    used = tonumber(redis.call('GET', key) or 0)
    if used > 0 then ends = now + redis.call('PTTL', key) end
  else
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    used = redis.call('ZCARD', key)
    if used > 0 then ends = tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]) end
  end
  if used >= limit then return {i, i, 0, ends - now} end
  local left = limit - used - 1
  local tighter = tightest == 0 or left < least or (left == least and ends - now > reset)
  if kind ~= 'place' and tighter then
    tightest, least, reset = i, left, ends - now
  end
end
if ARGV[2] == '1' then
  for i, key in ipairs(KEYS) do
    local lasts = tonumber(ARGV[3 * i + 2])
    if ARGV[3 * i] ~= 'day' then
      redis.call('ZADD', key, now + lasts, ARGV[1])
      redis.call('PEXPIRE', key, lasts)
    elseif redis.call('INCR', key) == 1 then
      redis.call('PEXPIRE', key, lasts)
    end
  end
end
return {0, tightest, least, reset}
"""
# A lease that has ended stays ended. ARGV: ms it lasts, and a ticket for every key.
_RENEW = """
local time = redis.call('TIME')
local ends = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, 'XX', ends, ARGV[i + 1])
  redis.call('PEXPIRE', key, ARGV[1])
end
"""


class RedisCounts:
    """Counts in the Redis at `url`. Raises ConfigError where it cannot be reached.

    Its methods raise RedisError and OSError, those of `failures`.
    """

    def __init__(self, url: str, lease_s: float = LEASE_S) -> None:
        self._redis, self.failures = _reached(url)
        self._script = self._redis.register_script(_COUNT)
        self._renew = self._redis.register_script(_RENEW)
        self._lease_ms = round(lease_s * 1000)
        self._lasts = {kind: round(span * 1000) for kind, span in SPAN_S.items()}
        self._lasts["place"] = self._lease_ms
        self._places: dict[str, list[str]] = {}  # ticket -> keys
        self._renewing: asyncio.Task[None] | None = None

    async def count(self, ticket: str, bounds: Sequence[Bound], *, spend: bool = True) -> Verdict:
        places = [PREFIX + bound.key for bound in bounds if bound.kind == "place"]
        if places and spend:
            self._places[ticket] = places  # before the answer, which may never come
        keys = [PREFIX + bound.key for bound in bounds]
        about = [part for b in bounds for part in (b.kind, b.limit, self._lasts[b.kind])]
        refused, which, left, ms = await self._script(keys=keys, args=[ticket, int(spend), *about])
        if refused:
            self._places.pop(ticket, None)
        elif self._places and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._keep_renewing())
        return Verdict(not refused, bounds[which - 1] if which else None, left, ms / 1000)

    def holds(self, ticket: str) -> bool:
        """Whether there may be places to give back."""
        return ticket in self._places

    async def give_back(self, ticket: str) -> None:
        async with self._redis.pipeline(transaction=False) as pipeline:
            for key in self._places.pop(ticket, ()):
                pipeline.zrem(key, ticket)
            await pipeline.execute()

    async def close(self) -> None:
        """Stop renewing, and leave."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()

    async def _keep_renewing(self) -> None:
        pause = self._lease_ms / 3000
        while self._places:
            await asyncio.sleep(pause)
            held = [(key, ticket) for ticket, keys in self._places.items() for key in keys]
            if held:
                keys, tickets = zip(*held, strict=True)
                with suppress(*self.failures):
                    async with asyncio.timeout(pause):
                        await self._renew(keys=keys, args=[self._lease_ms, *tickets])


def _reached(url: str) -> "tuple[Redis, tuple[type[Exception], ...]]":
    """The client of a Redis that answers, and what it raises when it no longer does."""
    try:
        from redis import Redis as BlockingRedis
        from redis.asyncio import BlockingConnectionPool, Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
        from redis.exceptions import AuthenticationError, RedisError
    except ImportError as error:
        message = "使用 Redis 需要 redis 包；请运行 pip install redis，或去掉 TUWEN_REDIS_URL。"
        raise ConfigError("no_redis_package", message) from error
    try:
        with BlockingRedis.from_url(
            url, socket_timeout=START_S, socket_connect_timeout=START_S
        ) as probe:
            probe.ping()
    except ValueError as error:
        message = "TUWEN_REDIS_URL 无效；应形如 redis://:密码@主机:6379/0。"
        raise ConfigError("bad_redis_url", message) from error
    except AuthenticationError as error:
        message = "Redis 不接受登录；请检查 TUWEN_REDIS_URL 中的用户名与密码。"
        raise ConfigError("redis_refuses", message) from error
    except (RedisError, OSError) as error:
        message = "连不上 Redis；请检查 TUWEN_REDIS_URL，并确认 Redis 已启动。"
        raise ConfigError("no_redis", message) from error
    pool = BlockingConnectionPool.from_url(
        url, max_connections=CONNECTIONS, timeout=None, retry=Retry(NoBackoff(), 1)
    )
    return Redis(connection_pool=pool), (RedisError, OSError)  # which holds TimeoutError
