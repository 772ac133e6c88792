"""Two servers and one Redis: which may crash, hang, come back, or not be there at all."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import pytest
from counting import KEY, PATIENCE_S, Clock, ask, servers
from real_redis import RealRedis

from tuwen.errors import ConfigError
from tuwen.server.limits import REST_S, Allowance, RateLimits


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
