"""The journal: what became of each request, in the store. Never any bytes of a picture.

A request only leaves its Entry here; one task writes them down. While the store cannot be
used, entries wait in memory up to a bound, and what finds no room is counted, not written.
"""

import asyncio
import json
import logging
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import Any

from sqlalchemy import Column, delete, insert, select

from tuwen.errors import StoreError
from tuwen.service.entry import Entry
from tuwen.service.store import Store
from tuwen.service.store.tables import journal as table

WAITING_AT_MOST = 5_000
BATCH = 200  # entries a transaction
TEXT_AT_MOST = 20_000  # characters of a prompt or an output
QUOTING = ("words", "reason")  # of a verdict, what may quote a text
WHOLE_AT_MOST = 2**31 - 1  # what an INTEGER holds everywhere
GATHER_S = 0.25  # that the first of a batch waits for others
FIRST_DELAY_S, LONGEST_DELAY_S = 0.5, 30.0  # before a failed write is tried again
DAY_S = 86_400
TRIM_EVERY_S = 3_600.0
TRIM_STEP = 500  # entries a transaction, so that requests get their turn in between
TRIM_PAUSE_S = 0.1
Wait = Callable[[float], Awaitable[None]]
_log = logging.getLogger("tuwen.journal")


class Journal:
    """Entries of the last `days` days (0: all); `texts=False` keeps no prompt and no output."""

    def __init__(
        self,
        store: Store,
        *,
        texts: bool = True,
        days: float = 90,
        room: int = WAITING_AT_MOST,
        clock: Callable[[], float] = time.time,
        wait: Wait = asyncio.sleep,
    ) -> None:
        self.dropped = 0  # entries lost since the start
        self._store, self._texts, self._days, self._room = store, texts, days, room
        self._clock, self._wait = clock, wait
        self._waiting: deque[dict[str, Any]] = deque()
        self._noted, self._closing = asyncio.Event(), asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._works = True

    def note(self, entry: Entry) -> None:
        """Have the entry written, as it is now. Returns at once; call it on the event loop."""
        if len(self._waiting) >= self._room:
            self.dropped += 1
            return
        self._waiting.append(_row(entry, texts=self._texts))
        self._noted.set()

    @property
    def waiting(self) -> int:
        """How many entries are not written yet."""
        return len(self._waiting)

    async def start(self) -> None:
        """Begin to write, and to delete what is too old."""
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._sweep())]

    async def close(self) -> None:
        """Write what waits, unless the store fails, and end."""
        self._closing.set()
        self._noted.set()
        await asyncio.gather(*self._tasks)
        if self._waiting:
            self.dropped += len(self._waiting)
            _log.warning("%d entries of the journal could not be written", len(self._waiting))
            self._waiting.clear()

    async def trim(self) -> int:
        """Delete what is too old in small steps; return how many. Raises StoreError."""
        before, deleted = self._clock() - self._days * DAY_S, 0
        old = select(table.c.id).where(table.c.at < before).order_by(table.c.at).limit(TRIM_STEP)
        while self._days and not self._closing.is_set():
            async with self._store.writing() as connection:
                step = await connection.execute(delete(table).where(table.c.id.in_(old)))
            deleted += step.rowcount
            if step.rowcount < TRIM_STEP:
                break
            await self._pause(TRIM_PAUSE_S)
        return deleted

    async def _write(self) -> None:
        delay = FIRST_DELAY_S
        while True:
            if not self._waiting:
                if self._closing.is_set():
                    return
                self._noted.clear()
                await self._noted.wait()
                await self._pause(GATHER_S)
                continue
            batch = list(islice(self._waiting, BATCH))
            if await self._done(batch):
                delay = FIRST_DELAY_S
                for _ in batch:
                    self._waiting.popleft()
            elif self._closing.is_set():
                return
            else:
                await self._pause(delay)
                delay = min(2 * delay, LONGEST_DELAY_S)

    async def _done(self, batch: list[dict[str, Any]]) -> bool:
        """Write a batch; a part of it may be there already, where a commit's answer was lost."""
        ids = [row["id"] for row in batch]
        try:
            async with self._store.writing() as connection:
                await connection.execute(delete(table).where(table.c.id.in_(ids)))
                await connection.execute(insert(table), batch)
        except StoreError as error:
            self._failed(error)
            return False
        except Exception:  # a defect of ours must not end the journal
            self.dropped += len(batch)
            _log.exception("%d entries of the journal are left out", len(batch))
            return True
        if not self._works:
            _log.info("the journal is written again; %d entries were dropped", self.dropped)
        self._works = True
        return True

    async def _sweep(self) -> None:
        while not self._closing.is_set():
            try:
                await self.trim()
            except StoreError as error:
                self._failed(error)
            await self._pause(TRIM_EVERY_S)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not on when the journal is to be closed."""
        waits = {
            asyncio.ensure_future(self._wait(seconds)),
            asyncio.ensure_future(self._closing.wait()),
        }
        _, left = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for each in left:
            each.cancel()

    def _failed(self, error: StoreError) -> None:
        if self._works:
            _log.warning("the journal cannot be written: %s", error.message)
        self._works = False


def _row(entry: Entry, *, texts: bool) -> dict[str, Any]:
    row = {column.name: _fit(column, getattr(entry, column.name)) for column in table.columns}
    verdicts: Any = entry.verdicts
    if not texts:
        row |= {"prompt": None, "output": None}
        verdicts = [{k: v for k, v in each.items() if k not in QUOTING} for each in verdicts]
    row["verdicts"] = json.dumps(verdicts, default=str)
    return row


def _fit(column: Column[Any], value: Any) -> Any:
    """What the column can hold of a value, in every database: a row is never refused for it."""
    match value:
        case str():
            most = getattr(column.type, "length", None) or TEXT_AT_MOST
            return value[:most].replace("\0", "\ufffd").encode("utf-8", "replace").decode()
        case bool():
            return value
        case int():
            return max(0, min(value, WHOLE_AT_MOST))
        case float() if not math.isfinite(value):
            return None if column.nullable else 0.0
        case _:
            return value
