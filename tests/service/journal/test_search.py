"""Entries are found by what an operator asks for, newest first, page after page."""

import pytest
from journal_store import WithStore, Write

from tuwen.errors import InputError
from tuwen.service.entry import Entry
from tuwen.service.journal.search import PAGE, Wanted, each, find, one, span
from tuwen.service.store import Store


def test_filters_and_pages(with_store: WithStore, write: Write) -> None:
    entries = [
        Entry(
            id=f"tw-{n:02}", at=1_000.0 + n // 2, key="a" if n % 2 else "b",
            task="alt" if n % 3 else "ask", error="busy" if n % 5 == 0 else "",
            engine="embedded" if n < 10 else "vllm",
        )
        for n in range(20)
    ]  # fmt: skip

    async def work(store: Store) -> None:
        await write(store, *entries, days=0)

        async def ids(limit: int = 50, before: str = "", **wanted: object) -> list[int]:
            found = await find(store, Wanted(**wanted), limit, before)  # type: ignore[arg-type]
            return [int(record["id"][3:]) for record in found]

        assert await ids() == list(range(19, -1, -1))
        assert await ids(5) == [19, 18, 17, 16, 15]
        assert await ids(5, before="tw-15") == [14, 13, 12, 11, 10]
        assert await ids(5, before="tw-00") == []
        assert await ids(5, before="tw-unknown") == []
        assert await ids(key="a", task="ask") == [15, 9, 3]
        assert await ids(errors=True, engine="embedded") == [5, 0]
        assert await ids(since=1_009.0) == [19, 18]
        assert await ids(until=1_001.0) == [1, 0]

    with_store(work)


def test_one_is_found_by_its_id_or_by_a_beginning_that_only_it_has(
    with_store: WithStore, write: Write
) -> None:
    async def work(store: Store) -> None:
        await write(store, Entry(id="tw-ab1"), Entry(id="tw-ab12"), Entry(id="tw-cd"))
        assert (await one(store, "tw-ab1"))["id"] == "tw-ab1"  # whole, though another begins so
        assert (await one(store, "tw-c"))["id"] == "tw-cd"
        with pytest.raises(InputError) as caught:
            await one(store, "tw-ab")
        assert caught.value.code == "ambiguous_id"
        for id in ("", "%", "tw-x' OR 1=1 --", "TW-C"):
            with pytest.raises(InputError) as caught:
                await one(store, id)
            assert caught.value.code == "no_such_entry", id

    with_store(work)


def test_all_come_in_turn_over_many_pages(with_store: WithStore, write: Write) -> None:
    count = 2 * PAGE + 3

    async def work(store: Store) -> None:
        # Many of one moment, so that a page ends among them.
        entries = [Entry(id=f"tw-{n:05}", at=float(n // 300)) for n in range(count)]
        await write(store, *reversed(entries), days=0)
        assert [r["id"] async for r in each(store, Wanted())] == [e.id for e in entries]
        assert [r["id"] async for r in each(store, Wanted(since=3.0))] == [
            entry.id for entry in entries if entry.at >= 3
        ]

    with_store(work)


def test_spans_of_time() -> None:
    assert [span(text) for text in ("30m", "24h", "7d", " 4W ")] == [1800, 86400, 604800, 2419200]
    for text in ("", "7", "d", "0d", "-1d", "1.5h", "1y", "9999999d", "１d", "7d\n7d"):
        with pytest.raises(InputError, match="24h"):
            span(text)
