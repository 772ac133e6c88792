"""Counts in memory: never more in any minute than may be, never fewer, and none kept for ever."""

import asyncio

from counting import Clock
from hypothesis import given
from hypothesis import strategies as st

from tuwen.server.counts import Bound, MemoryCounts


@given(
    st.integers(1, 6),
    st.lists(st.floats(0, 70, allow_nan=False) | st.sampled_from([0.0, 30.0, 60.0]), max_size=60),
)
def test_a_minute_is_any_sixty_seconds(limit: int, pauses: list[float]) -> None:
    clock = Clock()
    counts = MemoryCounts(clock)
    bound = Bound("a", "minute", limit)
    ends: list[float] = []

    async def ask_after_each_pause() -> None:
        for number, pause in enumerate(pauses):
            clock.now += pause
            lately = [end for end in ends if end > clock.now]
            verdict = await counts.count(str(number), [bound])
            assert verdict.passed == (len(lately) < limit)
            if verdict.passed:
                ends.append(clock.now + 60)
                assert verdict.remaining == limit - len(lately) - 1
            else:
                assert verdict.reset_s == lately[0] - clock.now

    asyncio.run(ask_after_each_pause())


def test_a_day_begins_with_the_first_request() -> None:
    clock = Clock()
    counts = MemoryCounts(clock)

    async def asked() -> list[tuple[bool, float]]:
        found: list[tuple[bool, float]] = []
        for at in (0, 80_000, 86_399, 86_400, 86_401, 86_402):
            clock.now = 1000.0 + at
            verdict = await counts.count(str(at), [Bound("a", "day", 2)])
            found.append((verdict.passed, verdict.reset_s))
        return found

    assert asyncio.run(asked()) == [
        (True, 86_400), (True, 6_400), (False, 1),
        (True, 86_400), (True, 86_399), (False, 86_398),
    ]  # fmt: skip


def test_to_look_is_not_to_count() -> None:
    counts = MemoryCounts(Clock())
    bounds = [Bound("a", "place", 1), Bound("a", "minute", 1), Bound("a", "day", 1)]

    async def looked() -> list[bool]:
        looks = [await counts.count("", bounds, spend=False) for _ in range(3)]
        return [verdict.passed for verdict in (*looks, await counts.count("1", bounds))]

    assert asyncio.run(looked()) == [True] * 4


def test_who_does_not_come_back_is_forgotten() -> None:
    clock = Clock()
    counts = MemoryCounts(clock)

    async def many_then_one() -> list[int]:
        sizes: list[int] = []
        for later in (0, 60, 86_400):
            clock.now = 1000.0 + later
            for number in range(1000 if not later else 1):
                who, ticket = str(number), f"{later} {number}"
                bounds = [Bound(who, "place", 5), Bound(who, "minute", 5), Bound(who, "day", 5)]
                await counts.count(ticket, bounds)
                await counts.give_back(ticket)
            sizes.append(len(counts))
        return sizes

    assert asyncio.run(many_then_one()) == [2000, 1001, 2]
