"""The windows in memory: never more in any minute, never fewer than there may be."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st
from limits import RateLimitItemPerDay, RateLimitItemPerMinute
from limits.aio.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from tuwen.server.memory import MemoryStorage


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@given(
    st.integers(1, 6),
    st.lists(st.floats(0, 70, allow_nan=False) | st.sampled_from([0.0, 30.0, 60.0]), max_size=60),
)
def test_a_minute_is_any_sixty_seconds(bound: int, pauses: list[float]) -> None:
    clock = Clock()
    limiter = MovingWindowRateLimiter(MemoryStorage(clock))
    item = RateLimitItemPerMinute(bound)
    passed: list[float] = []

    async def ask_after_each_pause() -> None:
        for pause in pauses:
            clock.now += pause
            lately = [at for at in passed if at > clock.now - 60]
            reset, remaining = await limiter.get_window_stats(item, "a")
            assert remaining == bound - len(lately)
            if await limiter.hit(item, "a"):
                passed.append(clock.now)
                lately.append(clock.now)
            else:
                assert len(lately) == bound
                assert reset == lately[0] + 60  # and until then nobody passes
            assert len(lately) <= bound

    asyncio.run(ask_after_each_pause())


def test_a_day_begins_with_the_first_request() -> None:
    clock = Clock()
    limiter = FixedWindowRateLimiter(MemoryStorage(clock))
    item = RateLimitItemPerDay(2)

    async def hits() -> list[bool]:
        found: list[bool] = []
        for at in (0, 80_000, 86_399, 86_400, 86_401, 86_402):
            clock.now = 1000.0 + at
            found.append(await limiter.hit(item, "a"))
        return found

    assert asyncio.run(hits()) == [True, True, False, True, True, False]


def test_who_does_not_come_back_is_forgotten() -> None:
    clock = Clock()
    storage = MemoryStorage(clock)
    minute, day = MovingWindowRateLimiter(storage), FixedWindowRateLimiter(storage)

    async def many_then_one() -> list[int]:
        sizes: list[int] = []
        for later in (0, 60, 86_400):
            clock.now = 1000.0 + later
            for number in range(1000 if not later else 1):
                await minute.hit(RateLimitItemPerMinute(5), str(number))
                await day.hit(RateLimitItemPerDay(5), str(number))
            sizes.append(len(storage))
        return sizes

    assert asyncio.run(many_then_one()) == [2000, 1001, 2]
