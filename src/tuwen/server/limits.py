"""How often one may ask: a minute, a day and at once, for each key and each address.

A minute is any sixty seconds (a moving window); a day is the 24 hours that begin with the first
request. Counted in this server's memory, or in Redis where several servers share one count.
While Redis is away every server counts for itself: requests go on.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeVar
from uuid import uuid4

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from tuwen.engines.breaker import Breaker
from tuwen.errors import ConfigError, TooMany
from tuwen.server.address import counted_as
from tuwen.server.memory import MemoryStorage
from tuwen.server.places import LEASE_S, MemoryPlaces, Places, RedisPlaces

_log = logging.getLogger("tuwen.limits")

PREFIX = "tuwen"  # of all keys in Redis
PATIENCE_S = 0.25  # what one request waits for Redis at most
REST_S = 5.0  # after Redis failed, until one request tries it again
AT_A_TIME = 8  # requests that ask Redis at the same time; the others queue
QUEUE_S = 1.0  # for so long; a Redis that is this slow counts as failing
SOON_S = 2  # when a place may be free again: nobody knows
BAD_KEYS = 20  # wrong keys a minute from one address
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one key or one address may ask for; 0: no bound."""

    rpm: int = 0
    concurrent: int = 0
    daily: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The window that has least left, after this request; `reset` in seconds."""

    limit: int
    remaining: int
    reset: int


@dataclass(frozen=True, slots=True)
class _Window:
    limiter: RateLimiter
    item: RateLimitItem
    who: str
    clock: Callable[[], float]
    code: str
    message: str  # with {limit} and {wait}

    async def hit(self) -> bool:
        return await self.limiter.hit(self.item, self.who)

    async def standing(self) -> Standing:
        reset, remaining = await self.limiter.get_window_stats(self.item, self.who)
        return Standing(self.item.amount, remaining, max(1, ceil(reset - self.clock())))

    async def refuse_if_used_up(self) -> Standing:
        standing = await self.standing()
        if standing.remaining <= 0:
            raise self.used_up(standing)
        return standing

    def used_up(self, standing: Standing) -> TooMany:
        message = self.message.format(limit=standing.limit, wait=_wait(standing.reset))
        return TooMany(self.code, message, standing.limit, standing.reset)


class _Counts:
    """One set of counts: windows and places, in memory or in Redis."""

    def __init__(self, storage: Storage, places: Places, clock: Callable[[], float]) -> None:
        self._clock = clock  # the storage's
        self._minute = MovingWindowRateLimiter(storage)
        self._day = FixedWindowRateLimiter(storage)
        self.places = places

    async def admit(self, ticket: str, subjects: Mapping[str, Allowance]) -> Standing | None:
        """Count a request with all of them, or with none. Raises TooMany."""
        windows = [w for who, allowance in subjects.items() for w in self._windows(who, allowance)]
        standings = [await window.refuse_if_used_up() for window in windows]
        bounds = {who: each.concurrent for who, each in subjects.items() if each.concurrent}
        full = await self.places.take(ticket, bounds)
        if full is not None:
            message = (
                f"{_called(full)}同时处理的请求已有 {bounds[full]} 个，这是上限；"
                "请等前面的请求完成后再试。"
            )
            raise TooMany("too_many_at_once", message, bounds[full], SOON_S)
        for window in windows:
            if not await window.hit():  # others were faster since we looked
                raise window.used_up(await window.standing())
        if not standings:
            return None
        tightest = min(standings, key=lambda each: (each.remaining, -each.reset))
        return Standing(tightest.limit, tightest.remaining - 1, tightest.reset)

    def bad_keys(self, host: str) -> _Window:
        message = "密钥错误的次数过多；请检查密钥，并在{wait}后再试。"
        item = RateLimitItemPerMinute(BAD_KEYS, namespace="bad_keys")
        return _Window(self._minute, item, counted_as(host), self._clock, "rate_limited", message)

    def _windows(self, who: str, allowance: Allowance) -> Iterator[_Window]:
        if allowance.rpm:
            message = f"{_called(who)}请求过于频繁：每分钟最多 {{limit}} 次；请在{{wait}}后再试。"
            item = RateLimitItemPerMinute(allowance.rpm, namespace="requests")
            yield _Window(self._minute, item, who, self._clock, "rate_limited", message)
        if allowance.daily:
            message = (
                f"{_called(who)}的额度已用完：24 小时内最多 {{limit}} 次；请在{{wait}}后再试。"
            )
            item = RateLimitItemPerDay(allowance.daily, namespace="requests")
            yield _Window(self._day, item, who, self._clock, "daily_limit", message)


class RateLimits:
    """Counts requests; made by `at`, used on one event loop, closed in the end."""

    def __init__(self, shared: "_Redis | None" = None, clock: Callable[[], float] = time.monotonic):
        self._memory = _Counts(MemoryStorage(clock), MemoryPlaces(), clock)
        self._shared = shared
        self._breaker = Breaker(clock, failures=1, rest=REST_S)
        self._queue = asyncio.Semaphore(AT_A_TIME)
        self._leaving: set[asyncio.Task[None]] = set()
        self.shared_ok = True  # whether servers count together, if they are meant to

    @classmethod
    def at(
        cls, url: str, *, clock: Callable[[], float] = time.monotonic, lease_s: float = LEASE_S
    ) -> "RateLimits":
        """Count in the Redis at `url`, or in memory where it is "".

        Asks Redis once whether it is there. Raises ConfigError where it is not.
        """
        return cls(_Redis(url, lease_s) if url else None, clock)

    @asynccontextmanager
    async def enter(self, subjects: Mapping[str, Allowance]) -> AsyncGenerator[Standing | None]:
        """Count a request with everyone in `subjects`, and hold its places until the end.

        Gives the Standing (None where nothing is bounded). Raises TooMany; a refused request
        counts with nobody.
        """
        ticket = uuid4().hex
        try:
            yield await self._ask(lambda counts: counts.admit(ticket, subjects))
        finally:
            await self._leave(ticket)

    async def refuse_guessing(self, host: str) -> None:
        """Raises TooMany where this address sent too many wrong keys: ask before looking at one."""
        await self._ask(lambda counts: counts.bad_keys(host).refuse_if_used_up())

    async def count_bad_key(self, host: str) -> None:
        """Take note of a wrong key from this address."""
        await self._ask(lambda counts: counts.bad_keys(host).hit())

    async def close(self) -> None:
        """Give back what is being given back, and leave Redis."""
        if self._shared is not None:
            await asyncio.gather(*self._leaving)
            await self._shared.close()

    async def _ask(self, question: Callable[[_Counts], Awaitable[Answer]]) -> Answer:
        """Ask Redis; where that fails, ask this server's memory."""
        if self._shared is None:
            return await question(self._memory)
        try:
            async with asyncio.timeout(QUEUE_S), self._queue:
                if self._breaker.allows():
                    async with asyncio.timeout(PATIENCE_S):
                        answer = await question(self._shared.counts)
                    self._note(None)
                    return answer
        except TooMany:
            self._note(None)
            raise
        except self._shared.failures as error:
            self._note(error)
        return await question(self._memory)

    def _note(self, error: Exception | None) -> None:
        good = error is None
        self._breaker.record(good=good)
        if good != self.shared_ok:
            self.shared_ok = good
            if good:
                _log.warning("Redis answers again: servers count together")
            else:
                name = type(error).__name__
                _log.warning("Redis fails (%s): this server counts for itself", name)

    async def _leave(self, ticket: str) -> None:
        await self._memory.places.give_back(ticket)
        if self._shared is None or not self._shared.places.holds(ticket):
            return
        # A task of its own: it has to go on when the request is cancelled.
        leaving = asyncio.create_task(self._shared.give_back(ticket))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        if self.shared_ok:
            await asyncio.wait([leaving])


class _Redis:
    """The counts that servers share."""

    def __init__(self, url: str, lease_s: float) -> None:
        try:
            from redis import Redis as BlockingRedis
            from redis.asyncio import BlockingConnectionPool, Redis
            from redis.asyncio.retry import Retry
            from redis.backoff import NoBackoff
            from redis.exceptions import AuthenticationError, RedisError
        except ImportError as error:
            message = "使用 Redis 需要 redis 包；请运行 pip install redis，或去掉 TUWEN_REDIS_URL。"
            raise ConfigError("no_redis_package", message) from error
        from limits.aio.storage import RedisStorage

        try:
            with BlockingRedis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as probe:
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
            url,
            max_connections=2 * AT_A_TIME,
            timeout=PATIENCE_S,
            socket_connect_timeout=PATIENCE_S,
            retry=Retry(NoBackoff(), 1),
        )
        options: dict[str, Any] = {"connection_pool": pool}
        storage = RedisStorage(url, implementation="redispy", key_prefix=PREFIX, **options)
        self._redis = Redis(connection_pool=pool)
        self.places = RedisPlaces(self._redis, f"{PREFIX}:places", lease_s)
        self.counts = _Counts(storage, self.places, time.time)
        self.failures: tuple[type[Exception], ...] = (RedisError, OSError)  # with TimeoutError

    async def give_back(self, ticket: str) -> None:
        """Try to; else the lease ends by itself."""
        with suppress(*self.failures):
            async with asyncio.timeout(PATIENCE_S):
                await self.places.give_back(ticket)

    async def close(self) -> None:
        await self.places.close()
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()


def _called(who: str) -> str:
    return "这个密钥" if who.startswith("key:") else "这个地址"


def _wait(seconds: int) -> str:
    if seconds < 120:
        return f" {seconds} 秒"
    return f" {ceil(seconds / 60)} 分钟" if seconds < 7200 else f" {ceil(seconds / 3600)} 小时"
