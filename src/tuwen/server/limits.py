"""How often one may ask: a minute, a day and at once, for each key and each address.

Counted in this server's memory, or in Redis where several servers share one count. While Redis
is away every server counts for itself: requests go on.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from math import ceil
from uuid import uuid4

from tuwen.engines.breaker import Breaker
from tuwen.errors import TooMany
from tuwen.server.address import counted_as
from tuwen.server.counts import Bound, MemoryCounts, Verdict
from tuwen.server.redis_counts import LEASE_S, RedisCounts
from tuwen.service.keys import Allowance

_log = logging.getLogger("tuwen.limits")

PATIENCE_S = 0.5  # what a request waits for Redis at most; a burst may need some of it
REST_S = 5.0  # after Redis failed, until one request tries it again
SOON_S = 2  # when a place may be free again: nobody knows
BAD_KEYS = 20  # wrong keys a minute from one address


@dataclass(frozen=True, slots=True)
class Standing:
    """The window that has least left, after this request; `reset` in seconds."""

    limit: int
    remaining: int
    reset: int


class RateLimits:
    """Counts requests; made by `at`, used on one event loop, closed in the end."""

    def __init__(
        self,
        shared: RedisCounts | None = None,
        clock: Callable[[], float] = time.monotonic,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._memory = MemoryCounts(clock)
        self._shared = shared
        self._patience_s = patience_s
        self._breaker = Breaker(clock, failures=1, rest=REST_S)
        self._leaving: set[asyncio.Task[None]] = set()
        self.shared_ok = True  # whether servers count together, if they are meant to

    @classmethod
    def at(
        cls,
        url: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        patience_s: float = PATIENCE_S,
        lease_s: float = LEASE_S,
    ) -> "RateLimits":
        """Count in the Redis at `url`, or in memory where it is "".

        Asks Redis once whether it is there. Raises ConfigError where it is not.
        """
        return cls(RedisCounts(url, lease_s) if url else None, clock, patience_s)

    @asynccontextmanager
    async def enter(self, subjects: Mapping[str, Allowance]) -> AsyncGenerator[Standing | None]:
        """Count a request with everyone in `subjects`, and hold its places until the end.

        They are called "key:…" and "address:…". Gives the Standing, None where no window
        applies. Raises TooMany; a refused request counts with nobody.
        """
        bounds = [bound for who, each in subjects.items() for bound in _bounds(who, each)]
        ticket = uuid4().hex
        try:
            verdict = await self._count(ticket, bounds)
            if not verdict.passed:
                raise _too_many(verdict)
            yield _standing(verdict)
        finally:
            await self._leave(ticket)

    async def refuse_guessing(self, host: str) -> None:
        """Raises TooMany where an address sent too many wrong keys: ask before looking at one."""
        verdict = await self._count("", [_bad_keys(host)], spend=False)
        if not verdict.passed:
            raise _too_many(verdict)

    async def count_bad_key(self, host: str) -> None:
        """Take note of a wrong key from an address."""
        await self._count(uuid4().hex, [_bad_keys(host)])

    @property
    def together(self) -> bool | None:
        """Whether Redis could be asked of late; None where none is used."""
        return None if self._shared is None else self.shared_ok

    async def close(self) -> None:
        """Give back what is being given back, and leave Redis."""
        if self._shared is not None:
            await asyncio.gather(*self._leaving)
            await self._shared.close()

    async def _count(self, ticket: str, bounds: Sequence[Bound], *, spend: bool = True) -> Verdict:
        """Count in Redis; where that fails, in memory."""
        if not bounds:
            return Verdict(True)
        if self._shared is not None and self._breaker.allows():
            try:
                async with asyncio.timeout(self._patience_s):
                    verdict = await self._shared.count(ticket, bounds, spend=spend)
            except self._shared.failures as error:
                self._note(error)
            else:
                self._note(None)
                return verdict
        return await self._memory.count(ticket, bounds, spend=spend)

    def _note(self, error: Exception | None) -> None:
        good = error is None
        self._breaker.record(good=good)
        if good and not self.shared_ok:
            _log.warning("Redis answers again: servers count together")
        elif not good and self.shared_ok:
            _log.warning("Redis fails (%s): this server counts for itself", type(error).__name__)
        self.shared_ok = good

    async def _leave(self, ticket: str) -> None:
        await self._memory.give_back(ticket)
        if self._shared is None or not self._shared.holds(ticket):
            return
        # A task of its own: it has to go on when the request is cancelled.
        leaving = asyncio.create_task(self._give_back(self._shared, ticket))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        if self.shared_ok:
            await asyncio.wait([leaving])

    async def _give_back(self, shared: RedisCounts, ticket: str) -> None:
        with suppress(*shared.failures):  # then the lease ends by itself
            async with asyncio.timeout(self._patience_s):
                await shared.give_back(ticket)


def _bounds(who: str, allowance: Allowance) -> list[Bound]:
    bounds = (
        Bound(who, "place", allowance.concurrent),
        Bound(who, "minute", allowance.rpm),
        Bound(who, "day", allowance.daily),
    )
    return [bound for bound in bounds if bound.limit]


def _bad_keys(host: str) -> Bound:
    return Bound(f"bad_keys:{counted_as(host)}", "minute", BAD_KEYS)


def _standing(verdict: Verdict) -> Standing | None:
    if verdict.bound is None:
        return None
    return Standing(verdict.bound.limit, verdict.remaining, _seconds(verdict))


def _too_many(verdict: Verdict) -> TooMany:
    bound, wait = verdict.bound, _seconds(verdict)
    assert bound is not None
    limit, after = bound.limit, f"请在{_in_words(wait)}后再试。"
    whose = "这个密钥" if bound.who.startswith("key:") else "这个地址"
    if bound.kind == "place":
        message = f"{whose}同时最多处理 {limit} 个请求；请等前面的请求完成后再试。"
        return TooMany("too_many_at_once", message, limit, SOON_S)
    if bound.kind == "day":
        message = f"{whose}的额度已用完：24 小时内最多 {limit} 次；{after}"
        return TooMany("daily_limit", message, limit, wait)
    if bound.who.startswith("bad_keys:"):
        message = f"{whose}发来的错误密钥过多；请检查密钥，并{after.removeprefix('请')}"
    else:
        message = f"{whose}请求过于频繁：每分钟最多 {limit} 次；{after}"
    return TooMany("rate_limited", message, limit, wait)


def _seconds(verdict: Verdict) -> int:
    # A place has no end that is known; it may be infinite.
    known = verdict.bound is not None and verdict.bound.kind != "place"
    return max(1, ceil(verdict.reset_s)) if known else SOON_S


def _in_words(seconds: int) -> str:
    if seconds < 120:
        return f" {seconds} 秒"
    return f" {ceil(seconds / 60)} 分钟" if seconds < 7200 else f" {ceil(seconds / 3600)} 小时"
