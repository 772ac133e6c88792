"""Places for requests at work: who may have only so many takes one and gives it back.

In Redis a place is a lease that is renewed for as long as it is held, so that the places of a
server that was killed come back by themselves.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from redis.asyncio import Redis

LEASE_S = 30.0

# All or none. Times are Redis's own, in ms. ARGV: ticket, lease, one bound a key.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  if redis.call('ZCARD', key) >= tonumber(ARGV[i + 2]) then return i end
end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
return 0
"""
# A lease that has ended stays ended. ARGV: lease, one ticket a key.
_RENEW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, 'XX', now + ARGV[1], ARGV[i + 1])
  redis.call('PEXPIRE', key, ARGV[1])
end
"""


class Places(Protocol):
    """Where places are counted."""

    async def take(self, ticket: str, bounds: Mapping[str, int]) -> str | None:
        """Take a place with everyone in `bounds`, or return whose places are all taken."""
        ...

    async def give_back(self, ticket: str) -> None:
        """Give back the places taken with this ticket, if any."""
        ...


class MemoryPlaces:
    """Places of this server alone."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._held: dict[str, tuple[str, ...]] = {}

    async def take(self, ticket: str, bounds: Mapping[str, int]) -> str | None:
        for who, bound in bounds.items():
            if self._taken[who] >= bound:
                return who
        self._held[ticket] = tuple(bounds)
        self._taken.update(bounds.keys())
        return None

    async def give_back(self, ticket: str) -> None:
        for who in self._held.pop(ticket, ()):
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]


class RedisPlaces:
    """Places that several servers share; raises what the Redis client raises."""

    def __init__(self, redis: "Redis", prefix: str, lease_s: float = LEASE_S) -> None:
        self._redis = redis
        self._prefix = prefix
        self._lease_s = lease_s
        self._take = redis.register_script(_TAKE)
        self._renew = redis.register_script(_RENEW)
        self._held: dict[str, tuple[str, ...]] = {}
        self._renewing: asyncio.Task[None] | None = None

    async def take(self, ticket: str, bounds: Mapping[str, int]) -> str | None:
        if not bounds:
            return None
        keys = tuple(f"{self._prefix}:{who}" for who in bounds)
        self._held[ticket] = keys  # before the answer, which may never come
        lease = round(self._lease_s * 1000)
        full = await self._take(keys=keys, args=[ticket, lease, *bounds.values()])
        if full:
            del self._held[ticket]
            return list(bounds)[full - 1]
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._keep_renewing())
        return None

    def holds(self, ticket: str) -> bool:
        """Whether there may be something to give back."""
        return ticket in self._held

    async def give_back(self, ticket: str) -> None:
        if keys := self._held.pop(ticket, ()):
            async with self._redis.pipeline(transaction=False) as pipeline:
                for key in keys:
                    pipeline.zrem(key, ticket)
                await pipeline.execute()

    async def close(self) -> None:
        """Stop renewing."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])

    async def _keep_renewing(self) -> None:
        from redis.exceptions import RedisError

        while self._held:
            await asyncio.sleep(self._lease_s / 3)
            pairs = [(key, ticket) for ticket, keys in self._held.items() for key in keys]
            keys, tickets = [key for key, _ in pairs], [ticket for _, ticket in pairs]
            if pairs:
                with suppress(RedisError, OSError, TimeoutError):
                    async with asyncio.timeout(self._lease_s / 3):
                        await self._renew(keys=keys, args=[round(self._lease_s * 1000), *tickets])
