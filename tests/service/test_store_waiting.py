"""Many who write to a store that another program holds are all told so in time."""

import asyncio
import sqlite3
import time
from pathlib import Path

from sqlalchemy import text

from tuwen.errors import StoreError
from tuwen.service.store import Store

SHORT_S = 0.1


async def write(store: Store) -> None:
    async with store.writing() as connection:
        await connection.execute(text("DELETE FROM cache"))


def test_who_waits_behind_others_for_a_locked_file_waits_no_longer(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")

    async def work() -> None:
        store = Store(place, SHORT_S)
        await store.open()
        other = sqlite3.connect(place, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        each = await asyncio.gather(*(write(store) for _ in range(40)), return_exceptions=True)
        assert all(isinstance(e, StoreError) and "另一个程序正占用它" in str(e) for e in each)
        assert time.monotonic() - begun < 20 * SHORT_S  # one after the other it took 40
        other.execute("ROLLBACK")
        other.close()
        await write(store)
        await store.close()

    asyncio.run(work())
