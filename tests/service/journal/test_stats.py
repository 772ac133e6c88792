"""Statistics are those that one would count by hand."""

import time
from typing import Any

from journal_store import WithStore, Write

from tuwen.service.entry import Entry
from tuwen.service.journal.stats import BUCKETS_AT_MOST, SAMPLE, Bucket, Stage, stats
from tuwen.service.store import Store
from tuwen.service.store.tables import journal, keys

HOUR = 3_600.0
BEGIN = 500_000 * HOUR  # an hour begins


def test_an_empty_journal_has_statistics_too(with_store: WithStore) -> None:
    async def work(store: Store) -> None:
        found = await stats(store, 0.0, BEGIN)
        assert (found.count, found.buckets, found.stages, found.by_code) == (0, (), (), {})

    with_store(work)


def test_counts_by_code_key_and_hour(with_store: WithStore, write: Write) -> None:
    tokens: Any = {"prompt_tokens": 100, "completion_tokens": 10}
    entries = [
        Entry(at=BEGIN - 1, error="busy"),  # before the stretch that is asked for
        Entry(at=BEGIN + 10, key="k1", **tokens),
        Entry(at=BEGIN + 20, key="k1", cached=True),
        Entry(at=BEGIN + 30, key="k2", error="engine_failed", **tokens),
        Entry(at=BEGIN + 2 * HOUR, error="busy"),
        Entry(at=BEGIN + 2 * HOUR + 1, key="k1", error="busy"),
        Entry(at=BEGIN + 3 * HOUR),  # after it
    ]
    key = {"id": "k1", "name": "博客", "hash": "", "hint": "", "rpm": 0, "concurrent": 0,
           "daily": 0, "operator": False, "created": 0.0}  # fmt: skip

    async def work(store: Store) -> None:
        async with store.writing() as connection:
            await connection.execute(keys.insert(), key)
        await write(store, *entries, days=0)
        found = await stats(store, BEGIN, BEGIN + 3 * HOUR - 1)
        assert (found.count, found.errors, found.cached) == (5, 3, 1)
        assert (found.prompt_tokens, found.completion_tokens) == (200, 20)
        assert list(found.by_code.items()) == [("busy", 2), ("engine_failed", 1)]
        shares = [(k.key, k.name, k.count, k.errors, k.cached, k.tokens) for k in found.by_key]
        assert shares == [
            ("k1", "博客", 3, 1, 1, 110), ("", "", 1, 1, 0, 0), ("k2", "", 1, 1, 0, 110),
        ]  # fmt: skip
        assert found.bucket_s == HOUR
        assert found.buckets == (
            Bucket(BEGIN, 3, 1, 1, 200, 20), Bucket(BEGIN + HOUR), Bucket(BEGIN + 2 * HOUR, 2, 2),
        )  # fmt: skip

    with_store(work)


def test_a_long_stretch_has_wider_buckets_that_begin_at_midnight(
    with_store: WithStore, write: Write
) -> None:
    async def work(store: Store) -> None:
        await write(store, Entry(at=BEGIN), Entry(at=BEGIN + 90 * 24 * HOUR), days=0)
        found = await stats(store, 0.0, BEGIN + 90 * 24 * HOUR + 1)
        assert found.bucket_s == 24 * HOUR
        assert len(found.buckets) == 91 <= BUCKETS_AT_MOST
        assert {time.localtime(b.start)[3:6] for b in found.buckets} == {(0, 0, 0)}
        assert sum(bucket.count for bucket in found.buckets) == 2

    with_store(work)


def test_percentiles_by_engine_and_stage(with_store: WithStore, write: Write) -> None:
    entries = [
        Entry(at=BEGIN, engine="a", total_ms=n, queue_ms=1.0, read_ms=2.0 * n, write_ms=0.0)
        for n in range(1, 101)
    ]
    entries += [
        Entry(at=BEGIN, engine="b", total_ms=7.0, cached=True),
        Entry(at=BEGIN, engine="b", total_ms=9_999.0, error="busy"),
    ]

    async def work(store: Store) -> None:
        await write(store, *entries, days=0)
        found = await stats(store, BEGIN, BEGIN + 1)
        assert found.sampled == 1
        assert found.stages == (
            Stage("total", "a", 100, 50.0, 95.0),
            Stage("queue", "a", 100, 1.0, 1.0),
            Stage("read", "a", 100, 100.0, 190.0),
            Stage("total", "b", 1, 7.0, 7.0),  # of a cached answer nothing else took time
        )

    with_store(work)


def test_of_very_many_a_sample_is_looked_at(with_store: WithStore, write: Write) -> None:
    count = 2 * SAMPLE + 1

    async def work(store: Store) -> None:
        first = Entry(at=BEGIN, engine="a")
        await write(store, first, days=0)
        async with store.writing() as connection:
            row = (await connection.execute(journal.select())).mappings().one()
            rows = [
                {**row, "id": f"tw-{n}", "at": BEGIN + n / 1000, "total_ms": n % 1000}
                for n in range(1, count)
            ]
            await connection.execute(journal.insert(), rows)
        found = await stats(store, BEGIN, BEGIN + count)
        total = found.stages[0]
        assert (found.count, found.sampled) == (count, 3)
        assert abs(total.count - count / 3) < 0.01 * count
        assert abs(total.p50 - 500) < 15
        assert abs(total.p95 - 950) < 15

    with_store(work)


def test_the_slowest_and_the_worst_come_first_with_their_texts(
    with_store: WithStore, write: Write
) -> None:
    entries = [
        Entry(id=f"tw-{n:02}", at=BEGIN, total_ms=float(n), output=f"回答 {n}",
              score=None if n % 2 else n / 100)
        for n in range(30)
    ]  # fmt: skip

    async def work(store: Store) -> None:
        await write(store, *entries, days=0)
        found = await stats(store, BEGIN, BEGIN + 1)
        assert [r["id"] for r in found.slowest[:3]] == ["tw-29", "tw-28", "tw-27"]
        assert [r["id"] for r in found.worst[:3]] == ["tw-00", "tw-02", "tw-04"]
        assert found.worst[1]["output"] == "回答 2"
        assert len(found.slowest) == len(found.worst) == 10

    with_store(work)
