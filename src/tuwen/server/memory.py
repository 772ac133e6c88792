"""Counts in this server's memory, as a storage for the strategies of `limits`.

The library's own sweeps every key through a thread for nearly every request, which takes a
whole core from some hundred clients on; this one sweeps once in a while.
"""

import time
from bisect import bisect_right
from collections.abc import Callable

from limits.aio.storage import MovingWindowSupport, Storage

SWEEP_S = 60.0


class MemoryStorage(Storage, MovingWindowSupport):
    """Moving and fixed windows; never waits, so that what it does on one loop is atomic."""

    STORAGE_SCHEME = None

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._events: dict[str, tuple[int, list[float]]] = {}  # expiry, times in order
        self._counts: dict[str, tuple[int, float]] = {}  # count, end
        self._swept = clock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        now = self._now()
        events = self._within(key, expiry, now)
        if len(events) + amount > limit:
            return False
        events += [now] * amount
        self._events[key] = (expiry, events)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        now = self._now()
        events = self._within(key, expiry, now)
        return (events[0] if events else now), len(events)

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = self._now()
        count, end = self._counts.get(key, (0, now))
        if end <= now:
            count, end = 0, now + expiry
        self._counts[key] = (count + amount, end)
        return count + amount

    async def get(self, key: str) -> int:
        count, end = self._counts.get(key, (0, 0.0))
        return count if end > self._now() else 0

    async def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, self._now()))[1]

    async def check(self) -> bool:
        return True

    async def clear(self, key: str) -> None:
        self._events.pop(key, None)
        self._counts.pop(key, None)

    async def reset(self) -> int:
        found = len(self._events) + len(self._counts)
        self._events.clear()
        self._counts.clear()
        return found

    def __len__(self) -> int:
        """How many keys it holds."""
        return len(self._events) + len(self._counts)

    def _within(self, key: str, expiry: int, now: float) -> list[float]:
        events = self._events.get(key, (expiry, []))[1]
        del events[: bisect_right(events, now - expiry)]
        return events

    def _now(self) -> float:
        now = self._clock()
        if now - self._swept >= SWEEP_S:
            self._swept = now
            for key, (expiry, events) in [*self._events.items()]:
                if not events or events[-1] <= now - expiry:
                    del self._events[key]
            for key, (_, end) in [*self._counts.items()]:
                if end <= now:
                    del self._counts[key]
        return now
