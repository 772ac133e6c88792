"""Allowances hold, whoever counts: one server's memory, or Redis for two servers."""

import asyncio
import pickle
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack

import pytest
from counting import KEY, Clock, ask, servers

from tuwen.errors import TooMany
from tuwen.server.limits import BAD_KEYS, Allowance, RateLimits, Standing


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    """Where is counted."""
    return "" if request.param == "memory" else request.getfixturevalue("redis").url


async def standing(limits: RateLimits, subjects: Mapping[str, Allowance]) -> Standing | None:
    async with limits.enter(subjects) as found:
        return found


@pytest.mark.parametrize(
    ("allowance", "code"),
    [
        (Allowance(rpm=7), "rate_limited"),
        (Allowance(daily=7), "daily_limit"),
        (Allowance(rpm=50, daily=7), "daily_limit"),
    ],
)
def test_of_a_hundred_at_once_as_many_pass_as_may(
    url: str, allowance: Allowance, code: str
) -> None:
    async def hundred() -> Counter[str]:
        async with servers(url) as both:
            asked = [ask(both[number % 2], {KEY: allowance}) for number in range(100)]
            return Counter(await asyncio.gather(*asked))

    assert asyncio.run(hundred()) == {"passed": 7, code: 93}


def test_only_so_many_are_at_work_at_once(url: str) -> None:
    async def hundred() -> None:
        allowed = {KEY: Allowance(concurrent=5)}
        async with servers(url) as both:
            over = asyncio.Event()
            inside = 0

            async def work(limits: RateLimits) -> str:
                nonlocal inside
                try:
                    async with limits.enter(allowed):
                        inside += 1
                        await over.wait()
                        return "passed"
                except TooMany as error:
                    return error.code

            tasks = [asyncio.create_task(work(both[number % 2])) for number in range(100)]
            working = set(tasks)
            async with asyncio.timeout(60):
                while len(working) > 5 or inside < 5:
                    _, working = await asyncio.wait(
                        working, return_when=asyncio.FIRST_COMPLETED, timeout=0.01
                    )
            assert len(working) == inside == 5
            stopped = working.pop()
            stopped.cancel()  # as a server does with all when it stops
            await asyncio.wait([stopped])
            assert await ask(both[0], allowed) == "passed"
            over.set()
            found = Counter([await task for task in tasks if task is not stopped])
            assert found == {"passed": 4, "too_many_at_once": 95}
            async with AsyncExitStack() as stack:
                for number in range(5):
                    await stack.enter_async_context(both[number % 2].enter(allowed))
                assert await ask(both[0], allowed) == "too_many_at_once"

    asyncio.run(hundred())


def test_a_refused_request_counts_with_nobody(url: str) -> None:
    async def refused_often() -> None:
        address = {"address:a": Allowance(rpm=4)}
        async with servers(url) as (first, second):
            poor = {**address, KEY: Allowance(rpm=1, concurrent=1)}
            asked = [await ask(first, poor) for _ in range(5)]
            assert asked == ["passed", *["rate_limited"] * 4]
            busy = {**address, "key:2": Allowance(concurrent=1)}
            async with first.enter(busy):
                assert await ask(second, busy) == "too_many_at_once"
            found = await standing(second, address)
            assert found is not None
            assert (found.limit, found.remaining) == (4, 1)  # two passed, and this one

    asyncio.run(refused_often())


def test_the_tightest_window_is_told(url: str) -> None:
    async def told() -> list[Standing | None]:
        async with servers(url) as both:
            allowed = {KEY: Allowance(rpm=3), "address:a": Allowance(rpm=9, daily=2)}
            first = [await standing(limits, allowed) for limits in both]
            free = await standing(both[0], {"address:b": Allowance()})
            return [*first, free]

    first, second, free = asyncio.run(told())
    assert first is not None
    assert (first.limit, first.remaining) == (2, 1)
    assert second is not None
    assert (second.limit, second.remaining) == (2, 0)
    assert 86_390 <= second.reset <= 86_400
    assert free is None


def test_who_guesses_keys_is_stopped(url: str) -> None:
    async def guess() -> TooMany:
        async with servers(url) as (first, second):
            for _ in range(BAD_KEYS):
                await second.refuse_guessing("2001:db8::1")
                await first.count_bad_key("2001:db8::2")  # of the same subscriber
            await first.refuse_guessing("198.51.100.1")
            with pytest.raises(TooMany) as caught:
                await second.refuse_guessing("2001:db8::3")
            return caught.value

    error = asyncio.run(guess())
    assert error.code == "rate_limited"
    assert "密钥" in error.message
    assert 1 <= error.retry_after <= 60


@pytest.mark.parametrize(
    ("allowance", "said"),
    [
        (Allowance(rpm=1), "这个密钥请求过于频繁：每分钟最多 1 次；请在 (59|60) 秒后再试。"),
        (Allowance(daily=1), "这个密钥的额度已用完：24 小时内最多 1 次；请在 24 小时后再试。"),
    ],
)
def test_the_message_says_when_to_come_back(url: str, allowance: Allowance, said: str) -> None:
    async def twice() -> str:
        async with servers(url) as (first, second):
            assert await ask(first, {KEY: allowance}) == "passed"
            with pytest.raises(TooMany) as caught:
                await standing(second, {KEY: allowance})
            return caught.value.message

    assert re.fullmatch(said, asyncio.run(twice()))


def test_in_memory_the_minute_moves() -> None:
    async def asked() -> list[str]:
        clock = Clock()
        limits = RateLimits.at("", clock=clock)
        found: list[str] = []
        for later in (0, 59, 59.5, 60, 61, 119, 120):
            clock.now = 1000.0 + later
            found.append(await ask(limits, {KEY: Allowance(rpm=2)}))
        return found

    passed, refused = "passed", "rate_limited"
    assert asyncio.run(asked()) == [passed, passed, refused, passed, refused, passed, passed]


def test_a_refusal_survives_a_process_border() -> None:
    error = pickle.loads(pickle.dumps(TooMany("daily_limit", "额度已用完。", 5, 60)))
    assert (error.code, error.message, error.limit, error.retry_after) == (
        "daily_limit", "额度已用完。", 5, 60,
    )  # fmt: skip
