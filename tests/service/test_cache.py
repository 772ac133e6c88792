"""What was read and written is kept, for a time and within a bound."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

import tuwen
from tuwen.figure.types import Quality
from tuwen.service.cache import DEPENDED_ON, Cache, Copy, clear, key_of, usage
from tuwen.service.store import Store

COPY = Copy("d" * 64, "PNG", 4, 3, Quality(0.5, 1.0), ("动图只读了第一帧。",))
DAY = 86_400.0


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def with_cache(
    folder: Path,
    work: Callable[[Cache, Clock, Store], Awaitable[None]],
    max_bytes: int = 10**6,
    patience_s: float = 5.0,
) -> None:
    async def run() -> None:
        store, clock = Store(str(folder / "tuwen.db"), patience_s), Clock()
        await store.open()
        try:
            cache = Cache(store, ttl_s=DAY, max_bytes=max_bytes, clock=clock)
            await work(cache, clock, store)
            await cache.flush()
        finally:
            await store.close()

    asyncio.run(run())


def test_what_is_kept_is_found_again_whole(tmp_path: Path) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        for copy in (COPY, replace(COPY, width=5)):
            cache.put("k", copy)
            assert await cache.get(Copy, "k") == copy  # before it is written
            await cache.flush()
            assert await cache.get(Copy, "k") == copy
        assert await cache.get(Copy, "other") is None

    with_cache(tmp_path, work)


def test_an_entry_lasts_for_its_time_however_often_it_is_used(tmp_path: Path) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        cache.put("k", COPY)
        await cache.flush()
        for hours in (10, 23):
            clock.now = Clock.now + hours * 3600
            assert await cache.get(Copy, "k") == COPY
        clock.now = Clock.now + DAY
        assert await cache.get(Copy, "k") is None
        cache.put("new", COPY)
        await cache.flush()
        assert sum(each.entries for each in await usage(store)) <= 2

    with_cache(tmp_path, work)


def test_the_longest_unused_go_when_it_is_full(tmp_path: Path) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        for number in range(40):
            clock.now += 100
            cache.put(f"k{number}", COPY)
            await cache.flush()
            assert await cache.get(Copy, "k0") == COPY  # in use all the time
        held = (await usage(store))[0]
        assert held.bytes <= 10_000
        assert held.entries >= 10
        assert await cache.get(Copy, "k39") == COPY
        assert await cache.get(Copy, "k1") is None

    with_cache(tmp_path, work, max_bytes=10_000)


def test_a_locked_store_keeps_nobody_waiting_for_what_it_has(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        cache.put("k", COPY)
        await cache.flush()
        clock.now += 100
        with sqlite3.connect(tmp_path / "tuwen.db", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            for _ in range(3):
                async with asyncio.timeout(0.9):
                    assert await cache.get(Copy, "k") == COPY
                cache.put("more", COPY)
            await cache.flush()
            other.execute("ROLLBACK")
        assert caplog.text.count("the cache cannot be used") == 1
        await cache.get(Copy, "k")
        await cache.flush()
        async with store.reading() as connection:
            assert await connection.scalar(text("SELECT used FROM cache")) == clock.now

    with_cache(tmp_path, work, patience_s=1.0)


def test_requests_that_come_together_are_written_together(tmp_path: Path) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        async with store.reading() as connection:
            before = await connection.scalar(text("PRAGMA data_version"))
            for number in range(20):
                cache.put(f"k{number}", COPY)
                await asyncio.sleep(0)
            await cache.flush()
            assert await connection.scalar(text("PRAGMA data_version")) == before + 1
        assert (await usage(store))[0].entries == 20

    with_cache(tmp_path, work)


def test_what_cannot_be_written_keeps_the_rest_from_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        cache.put("bad", replace(COPY, format="\ud800"))
        await cache.flush()
        cache.put("k", COPY)
        await cache.flush()
        assert await cache.get(Copy, "k") == COPY
        assert await cache.get(Copy, "bad") is None
        assert "1 entries of the cache are left out" in caplog.text

    with_cache(tmp_path, work)


def test_what_is_larger_than_the_bound_is_not_kept(tmp_path: Path) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        cache.put("k", replace(COPY, notes=("长" * 1000,)))
        await cache.flush()
        assert await cache.get(Copy, "k") is None

    with_cache(tmp_path, work, max_bytes=1000)


def test_it_is_told_what_it_holds_and_emptied(tmp_path: Path) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        cache.put("k", COPY)
        await cache.flush()
        copies, readings, answers = await usage(store)
        assert (copies.entries, readings.entries, answers.entries) == (1, 0, 0)
        assert copies.oldest == Clock.now
        assert await clear(store) == 1
        assert await cache.get(Copy, "k") is None

    with_cache(tmp_path, work)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'{"digest": 1}'])
def test_an_entry_of_another_form_is_a_miss(tmp_path: Path, body: bytes) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        cache.put("k", COPY)
        await cache.flush()
        with sqlite3.connect(tmp_path / "tuwen.db") as other:
            other.execute("UPDATE cache SET body = ?", (body,))
        assert await cache.get(Copy, "k") is None

    with_cache(tmp_path, work)


def test_without_its_store_it_is_empty_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(cache: Cache, clock: Clock, store: Store) -> None:
        await store.close()
        for _ in range(3):
            cache.put("k", COPY)
            await cache.flush()
            assert await cache.get(Copy, "k") is None
        assert [r.name for r in caplog.records] == ["tuwen.cache"]
        await store.open()
        cache.put("k", COPY)
        await cache.flush()
        assert await cache.get(Copy, "k") == COPY

    with_cache(tmp_path, work)


def test_keys_tell_their_parts_apart() -> None:
    assert key_of("a", "bc") != key_of("ab", "c") != key_of("abc")
    assert key_of('a","b') != key_of("a", "b")
    assert key_of("\ud800")  # half a character, as JSON bodies may hold
    assert key_of("图") == key_of("图")


def test_all_that_answers_depend_on_is_there() -> None:
    package = Path(tuwen.__file__).parent
    assert [name for name in DEPENDED_ON if not (package / name).exists()] == []
