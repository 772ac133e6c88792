"""Allowances hold, whoever counts: one server's memory, or Redis for two servers."""

import asyncio
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from real_redis import RealRedis

from tuwen.errors import ConfigError, TooMany
from tuwen.server.limits import BAD_KEYS, REST_S, Allowance, RateLimits, Standing

KEY = "key:1"
PATIENCE_S = 30.0  # of servers whose Redis is there: this machine may be busy


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str:
    """Where is counted."""
    return "" if request.param == "memory" else request.getfixturevalue("redis").url


@asynccontextmanager
async def servers(
    url: str, patience_s: float = PATIENCE_S, **options: Any
) -> AsyncGenerator[tuple[RateLimits, RateLimits]]:
    """Two servers that count together; in memory they are one."""
    first = RateLimits.at(url, patience_s=patience_s, **options)
    second = RateLimits.at(url, patience_s=patience_s, **options) if url else first
    try:
        yield first, second
    finally:
        await first.close()
        await second.close()


async def ask(limits: RateLimits, subjects: Mapping[str, Allowance]) -> str:
    """One request that ends at once: "passed", or why not."""
    try:
        async with limits.enter(subjects):
            return "passed"
    except TooMany as error:
        return error.code


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


def both_without_redis(
    redis: RealRedis,
    take_away: Callable[[], None],
    bring_back: Callable[[], None],
    patience_s: float = PATIENCE_S,
) -> float:
    """What two servers do while Redis is away and after; the time that forty requests took."""

    async def asked() -> float:
        clock = Clock()
        allowed = {KEY: Allowance(rpm=10, concurrent=10)}
        async with servers(redis.url, patience_s, clock=clock) as both:
            together = [await ask(both[number % 2], allowed) for number in range(11)]
            assert Counter(together) == {"passed": 10, "rate_limited": 1}
            async with both[0].enter({"key:2": Allowance(concurrent=1)}):
                take_away()
                started = time.perf_counter()
                alone = [await ask(both[number % 2], allowed) for number in range(40)]
                took = time.perf_counter() - started
            assert Counter(alone) == {"passed": 20, "rate_limited": 20}  # ten by each
            assert [limits.shared_ok for limits in both] == [False, False]
            bring_back()
            assert await ask(both[0], {"key:3": Allowance(rpm=1)}) == "passed"
            assert not both[0].shared_ok  # it has not been tried yet
            clock.now += REST_S
            again = [await ask(limits, {"key:4": Allowance(rpm=1)}) for limits in both]
            assert again == ["passed", "rate_limited"]
            assert [limits.shared_ok for limits in both] == [True, True]
        return took

    return asyncio.run(asked())


def test_redis_may_crash_and_come_back(redis: RealRedis, caplog: pytest.LogCaptureFixture) -> None:
    both_without_redis(redis, redis.kill, redis.start)
    said = [record.getMessage() for record in caplog.records if record.name == "tuwen.limits"]
    assert len(said) == 4  # each server: gone, back
    assert [text for text in said if "for itself" in text] == said[:2]
    assert [text for text in said if "together" in text] == said[2:]


def test_redis_may_hang_and_go_on(redis: RealRedis) -> None:
    took = both_without_redis(redis, redis.freeze, redis.thaw, patience_s=1)
    assert took < 10  # each server waits for it once


def test_a_request_at_work_outlives_redis(redis: RealRedis) -> None:
    async def at_work() -> None:
        allowed = {KEY: Allowance(concurrent=1)}
        async with servers(redis.url) as (first, _):
            async with first.enter(allowed):
                redis.kill()
            assert await ask(first, allowed) == "passed"

    asyncio.run(at_work())


def test_places_are_held_for_longer_than_a_lease(redis: RealRedis) -> None:
    async def held() -> None:
        allowed = {KEY: Allowance(concurrent=1)}
        async with servers(redis.url, lease_s=1) as (first, second):
            async with first.enter(allowed):
                ends = time.monotonic() + 1.3
                while time.monotonic() < ends:
                    assert await ask(second, allowed) == "too_many_at_once"
            assert await ask(second, allowed) == "passed"

    asyncio.run(held())


TAKES_A_PLACE = """
import asyncio, sys
from tuwen.server.limits import Allowance, RateLimits

async def hold():
    limits = RateLimits.at(sys.argv[1], lease_s=1, patience_s=30)
    async with limits.enter({"key:1": Allowance(concurrent=1)}):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


def test_the_places_of_a_killed_server_come_back(redis: RealRedis) -> None:
    command = [sys.executable, "-c", TAKES_A_PLACE, redis.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"held\n"

        async def wait_for_it() -> list[str]:
            found: list[str] = []
            async with servers(redis.url) as (_, second):
                found.append(await ask(second, {KEY: Allowance(concurrent=1)}))
                os.kill(server.pid, signal.SIGKILL)
                ends = time.monotonic() + 60
                while found[-1] != "passed" and time.monotonic() < ends:
                    found.append(await ask(second, {KEY: Allowance(concurrent=1)}))
            return found

        found = asyncio.run(wait_for_it())
    assert (found[0], found[-1]) == ("too_many_at_once", "passed")


def test_a_redis_that_is_not_there_is_said_at_the_start(redis: RealRedis) -> None:
    redis.kill()
    for url, code in (
        (redis.url, "no_redis"),
        ("redis://127.0.0.1:port/0", "bad_redis_url"),
        ("http://127.0.0.1", "bad_redis_url"),
    ):
        with pytest.raises(ConfigError) as caught:
            RateLimits.at(url)
        assert caught.value.code == code
        assert "TUWEN_REDIS_URL" in caught.value.message


def test_a_redis_that_wants_a_password_is_said_at_the_start(redis: RealRedis) -> None:
    redis.kill()
    redis.start("--requirepass", "geheim")
    for user in ("", ":falsch@"):
        with pytest.raises(ConfigError) as caught:
            RateLimits.at(redis.url.replace("redis://", f"redis://{user}"))
        assert caught.value.code == "redis_refuses"
        assert "密码" in caught.value.message
    RateLimits.at(redis.url.replace("redis://", "redis://:geheim@"))


def test_without_the_redis_package_it_is_said_what_to_install() -> None:
    script = (
        "import sys; sys.modules['redis'] = None\n"
        "from tuwen.server.limits import RateLimits\n"
        "RateLimits.at('')\n"
        "try: RateLimits.at('redis://127.0.0.1')\n"
        "except Exception as error: print(error.code, ascii(error.message))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert found.stdout.startswith(b"no_redis_package")
    assert b"pip install redis" in found.stdout


def test_a_refusal_survives_a_process_border() -> None:
    error = pickle.loads(pickle.dumps(TooMany("daily_limit", "额度已用完。", 5, 60)))
    assert (error.code, error.message, error.limit, error.retry_after) == (
        "daily_limit", "额度已用完。", 5, 60,
    )  # fmt: skip
