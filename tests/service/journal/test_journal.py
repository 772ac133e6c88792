"""Every request is noted, whatever is in it and whatever becomes of the store."""

import asyncio
import logging
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as run_with
from hypothesis import strategies as st
from journal_store import WithStore, Write
from sqlalchemy import text

from tuwen.errors import ConfigError
from tuwen.service.entry import Entry
from tuwen.service.journal import DAY_S, TRIM_STEP, Journal
from tuwen.service.journal.search import Wanted, find, one
from tuwen.service.store import Store

NASTY = (
    "'; DROP TABLE journal; -- \r\nSet-Cookie: a=b\x1b[2J\x1b]0;title\x07 \u202eabc \0 \ud800"
    "<script>alert(1)</script>"
)


class Waits:
    """Waits that end when the test says so."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[tuple[float, asyncio.Event]] = asyncio.Queue()

    async def __call__(self, seconds: float) -> None:
        go_on = asyncio.Event()
        self.asked.put_nowait((seconds, go_on))
        await go_on.wait()

    async def next(self, below: float = 60.0) -> tuple[float, asyncio.Event]:
        """The next wait that is shorter; the long one is between two sweeps."""
        while True:
            seconds, go_on = await self.asked.get()
            if seconds < below:
                return seconds, go_on


async def until_written(store: Store, id: str) -> None:
    async with asyncio.timeout(20):
        while not any(r["id"] == id for r in await find(store, Wanted(), 200)):
            await asyncio.sleep(0)


def test_all_of_an_entry_is_kept(with_store: WithStore, write: Write) -> None:
    entry = Entry(
        at=1_000_000.5, key="k1", route="completion", trace="0" * 31 + "1", digest="d" * 64,
        bytes=10, width=4, height=3, kind="flowchart", task="summary", prompt="写摘要",
        output="正文。", engine="embedded", model="m", queue_ms=1.5, read_ms=2.5, write_ms=3.5,
        total_ms=7.5, prompt_tokens=5, completion_tokens=6, score=0.25, cached=True, error="busy",
        verdicts=({"stage": "prompt", "outcome": "warn"},),
    )  # fmt: skip

    async def work(store: Store) -> None:
        await write(store, entry)
        kept = await one(store, entry.id)
        assert kept.pop("verdicts") == [{"stage": "prompt", "outcome": "warn"}]
        assert kept == {name: getattr(entry, name) for name in kept}
        assert len(kept) == 24

    with_store(work)


def test_no_text_of_a_stranger_does_harm(with_store: WithStore, write: Write) -> None:
    names = ("key", "route", "trace", "digest", "kind", "task", "prompt", "output", "engine",
             "model", "error")  # fmt: skip

    async def work(store: Store) -> None:
        entry = Entry(**dict.fromkeys(names, NASTY), verdicts=({"found": NASTY},))
        await write(store, entry)
        kept = await one(store, entry.id)
        as_kept = NASTY.replace("\0", "\ufffd").replace("\ud800", "?")
        assert (kept["prompt"], kept["output"]) == (as_kept, as_kept)
        assert as_kept.startswith(kept["key"])
        assert len(await find(store, Wanted(key=kept["key"], errors=True), 9)) == 1
        assert await find(store, Wanted(engine="' OR '1'='1"), 9) == []

    with_store(work)


@given(
    texts=st.text(max_size=300),
    number=st.integers(),
    score=st.one_of(st.none(), st.floats()),
)
@run_with(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_there_is_can_be_written(
    with_store: WithStore, write: Write, texts: str, number: int, score: float | None
) -> None:
    async def work(store: Store) -> None:
        entry = Entry(
            model=texts, prompt=texts, output=texts * 200, engine=texts, prompt_tokens=number,
            score=score, total_ms=score or 0.0,
        )  # fmt: skip
        await write(store, entry)
        assert (await one(store, entry.id))["id"] == entry.id

    with_store(work)


def test_texts_can_be_left_out(with_store: WithStore, write: Write) -> None:
    async def work(store: Store) -> None:
        verdict = {"stage": "prompt", "words": ["秘密"], "reason": "含有秘密"}
        entry = Entry(prompt="秘密", output="秘密", task="ask", verdicts=(verdict,))
        await write(store, entry, texts=False)
        kept = await one(store, entry.id)
        assert (kept["prompt"], kept["output"], kept["task"]) == (None, None, "ask")
        assert kept["verdicts"] == [{"stage": "prompt"}]
        assert "秘密" not in str(kept)

    with_store(work)


def test_an_entry_is_there_at_once_and_as_it_was(with_store: WithStore) -> None:
    async def work(store: Store) -> None:
        journal = Journal(store)
        await journal.start()
        entry = Entry(task="alt")
        journal.note(entry)
        entry.task = "changed"
        await until_written(store, entry.id)
        assert (await one(store, entry.id))["task"] == "alt"
        await journal.close()

    with_store(work)


def test_under_load_many_share_a_transaction(with_store: WithStore) -> None:
    async def work(store: Store) -> None:
        journal = Journal(store)
        for _ in range(1_000):
            journal.note(Entry())
        await journal.start()
        await journal.close()
        async with store.reading() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM journal")) == 1_000
        assert journal.dropped == 0

    with_store(work)


def test_a_locked_store_holds_nothing_up_and_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "tuwen.db"

    async def work() -> None:
        store, waits = Store(str(path)), Waits()
        await store.open()
        async with store.writing() as connection:
            await connection.execute(text("PRAGMA busy_timeout = 0"))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        journal = Journal(store, room=3, wait=waits)
        await journal.start()
        ids = [f"tw-{n}" for n in range(5)]
        for id in ids:
            journal.note(Entry(id=id))  # returns at once, though nothing can be written
        first, go_on = await waits.next()
        go_on.set()
        second, go_on = await waits.next()
        assert second > first
        other.execute("ROLLBACK")
        other.close()
        go_on.set()
        await until_written(store, ids[2])
        kept = [record["id"] for record in await find(store, Wanted(), 9)]
        assert sorted(kept) == ids[:3]
        assert journal.dropped == 2
        await journal.close()
        await store.close()

    with caplog.at_level(logging.INFO, "tuwen.journal"):
        asyncio.run(work())
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2, said
    assert "另一个程序正占用它" in said[0]
    assert "written again; 2 entries were dropped" in said[1]


@pytest.mark.parametrize("trouble", ["full", "readonly", "gone"])
def test_a_store_that_fails_ends_nothing(
    tmp_path: Path, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        store = Store(str(tmp_path / "tuwen.db"))
        await store.open()
        async with store.writing() as connection:
            if trouble == "full":
                await connection.execute(text("PRAGMA max_page_count = 1"))
            elif trouble == "readonly":
                await connection.execute(text("PRAGMA query_only = 1"))
            else:
                await connection.execute(text("DROP TABLE journal"))
        journal = Journal(store)
        await journal.start()
        for _ in range(3):
            journal.note(Entry(output="长" * 20_000))
        await journal.close()
        assert journal.dropped == 3
        await store.close()

    asyncio.run(work())
    assert "the journal cannot be written" in caplog.text
    assert "Traceback" not in caplog.text


def test_a_store_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / "tuwen.db").write_bytes(os.urandom(5_000))

    async def work() -> None:
        await Store(str(tmp_path / "tuwen.db")).open()

    with pytest.raises(ConfigError) as caught:
        asyncio.run(work())
    assert "不是数据库" in caught.value.message


def test_what_is_too_old_goes_in_small_steps(with_store: WithStore, write: Write) -> None:
    now = 100 * DAY_S
    old = [Entry(at=n, prompt="x") for n in range(2 * TRIM_STEP + 7)]
    young = [Entry(at=now - 89 * DAY_S), Entry(at=now)]

    async def work(store: Store) -> None:
        await write(store, *old, *young, days=0)
        pauses: list[float] = []

        async def wait(seconds: float) -> None:
            pauses.append(seconds)

        assert await Journal(store, days=0, clock=lambda: now, wait=wait).trim() == 0
        assert await Journal(store, days=90, clock=lambda: now, wait=wait).trim() == len(old)
        assert len(pauses) == 2
        kept = {record["id"] for record in await find(store, Wanted(), 99)}
        assert kept == {entry.id for entry in young}

    with_store(work)


def test_the_server_deletes_by_itself_what_is_too_old(with_store: WithStore, write: Write) -> None:
    async def work(store: Store) -> None:
        await write(store, Entry(at=1.0), Entry(at=91.0 * DAY_S), days=0)
        waits = Waits()
        journal = Journal(store, clock=lambda: 92.0 * DAY_S, wait=waits)
        await journal.start()
        await waits.next(below=10_000)  # the pause after the first sweep
        assert len(await find(store, Wanted(), 9)) == 1
        await journal.close()

    with_store(work)


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    path = tmp_path / "tuwen.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "tuwen.service.store:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()

    async def work() -> dict[str, Any]:
        store = Store(str(path))
        await store.open()
        async with store.reading() as connection:
            rows = await connection.execute(text("PRAGMA index_list('journal')"))
            found = {row[1] for row in rows}
        await store.close()
        return {"indices": found}

    indices = asyncio.run(work())["indices"]
    assert "journal_stats" in indices
    assert "journal_at" not in indices
