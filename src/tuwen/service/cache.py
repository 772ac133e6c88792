"""What was read and written before, kept in the store under all that it depends on.

Three kinds of entries: a *copy* leads from the bytes of a file to its pixels' digest, a
*reading* from the digest to what was read, an *answer* from everything to the text. What is
put in is found at once and written a little later, with what else came meanwhile: nobody waits
for the disk. A cache that cannot be used is an empty one: it is logged, and the work is done.
"""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tuwen.errors import StoreError
from tuwen.figure.types import Quality
from tuwen.reading.types import Reading
from tuwen.service.store import Store
from tuwen.service.store.tables import cache as table
from tuwen.summary import Summary

Kind = Literal["copy", "reading", "answer"]
KINDS: tuple[Kind, ...] = ("copy", "reading", "answer")
KEPT_AFTER_TRIM = 0.9  # of the bound, so that not every entry more trims again
ROW_BYTES = 256  # of an entry beside its body, roughly
DEPENDED_ON = (
    "figure", "reading", "writing", "checking", "engines", "service", "article", "summary.py",
    "task.py",
)  # fmt: skip
TOUCHED_AFTER_S = 60.0  # an entry's last use is told to the store no oftener
GATHER_S = 0.25  # that the first entry to be written waits for others
WAITING_AT_MOST = 500  # entries; while the store keeps up, none is left out
Clock = Callable[[], float]
_FOUND = select(table.c.body, table.c.used).where(
    table.c.key == bindparam("key"), table.c.made > bindparam("after")
)
_log = logging.getLogger("tuwen.cache")


@dataclass(frozen=True, slots=True)
class Copy:
    """A file's picture: what is known of it without reading."""

    digest: str
    format: str
    width: int
    height: int
    quality: Quality
    notes: tuple[str, ...]


Body = TypeVar("Body", Copy, Reading, Summary)


@dataclass(frozen=True, slots=True)
class _Entry:
    body: Copy | Reading | Summary
    scope: str
    made: float


@dataclass(frozen=True, slots=True)
class Usage:
    """What the cache holds of one kind."""

    kind: Kind
    entries: int
    bytes: int
    oldest: float  # seconds since the epoch


class Cache:
    """Entries of at most `max_bytes` and `ttl_s` seconds; the longest unused go first."""

    def __init__(
        self, store: Store, *, ttl_s: float, max_bytes: int, clock: Clock = time.time
    ) -> None:
        self._store, self._ttl, self._bound, self._clock = store, ttl_s, max_bytes, clock
        self._added = max_bytes  # bytes since the last trim; the first entry looks
        self._works = True
        self._waiting: dict[str, _Entry] = {}  # to be written
        self._used: dict[str, float] = {}  # keys whose last use the store is to be told
        self._hurry = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None
        self.hits: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        self.misses: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        forms: dict[type, tuple[Kind, TypeAdapter[Any]]] = {
            Copy: ("copy", TypeAdapter(Copy)),
            Reading: ("reading", TypeAdapter(Reading)),
            Summary: ("answer", TypeAdapter(Summary)),
        }
        self._forms = forms

    async def get(self, what: type[Body], key: str) -> Body | None:
        """The entry under `key`, or None; it counts as used."""
        kind, form = self._forms[what]
        waiting = self._waiting.get(key)
        found: Any = waiting.body if waiting else await self._find(form, key)
        (self.misses if found is None else self.hits)[kind] += 1
        return found

    async def _find(self, form: TypeAdapter[Any], key: str) -> Any:
        now = self._clock()
        wanted = {"key": key, "after": now - self._ttl}
        try:
            row = await self._store.first(_FOUND, wanted)
            if row is None:
                return None
        except StoreError as error:
            self._failed(error)
            return None
        if row.used < now - TOUCHED_AFTER_S:
            self._used[key] = now
            self._write_soon()
        try:
            return form.validate_json(row.body)
        except ValidationError:  # of a form that this version does not write
            return None

    def put(self, key: str, body: Copy | Reading | Summary, scope: str = "") -> None:
        """Keep `body` under `key`, in place of what was there."""
        if len(self._waiting) < WAITING_AT_MOST:
            self._waiting[key] = _Entry(body, scope, self._clock())
            self._write_soon()

    async def flush(self) -> None:
        """Write what waits, at once."""
        self._hurry.set()
        if self._writing is not None:
            await self._writing

    def _write_soon(self) -> None:
        if self._writing is None or self._writing.done():
            self._hurry.clear()
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._waiting or self._used:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), GATHER_S)
            batch, (used, self._used) = dict(self._waiting), (self._used, {})
            try:
                async with self._store.writing() as connection:
                    await self._keep(connection, batch)
                    for key, now in used.items():
                        touched = update(table).where(table.c.key == key).values(used=now)
                        await connection.execute(touched)
                self._works = True
            except StoreError as error:
                self._failed(error)
            except Exception:  # a defect of ours must not end the cache
                _log.exception("%d entries of the cache are left out", len(batch))
            for key, entry in batch.items():
                if self._waiting.get(key) is entry:
                    del self._waiting[key]

    async def _keep(self, connection: AsyncConnection, batch: Mapping[str, "_Entry"]) -> None:
        rows = [self._row(key, entry) for key, entry in batch.items()]
        rows = [row for row in rows if row["size"] <= self._bound]
        if not rows:
            return
        await connection.execute(delete(table).where(table.c.key.in_([row["key"] for row in rows])))
        await connection.execute(insert(table), rows)
        self._added += sum(row["size"] for row in rows)
        if self._added > self._bound * (1 - KEPT_AFTER_TRIM):
            await self._trim(connection, self._clock())
            self._added = 0

    def _row(self, key: str, entry: "_Entry") -> dict[str, Any]:
        kind, form = self._forms[type(entry.body)]
        data = form.dump_json(entry.body)
        return {"key": key, "kind": kind, "scope": entry.scope, "body": data,
                "size": len(data) + ROW_BYTES, "made": entry.made, "used": entry.made}  # fmt: skip

    async def _trim(self, connection: AsyncConnection, now: float) -> None:
        await connection.execute(delete(table).where(table.c.made <= now - self._ttl))
        total = func.sum(table.c.size).over(order_by=(table.c.used.desc(), table.c.key))
        ranked = select(table.c.key, total.label("total")).subquery()
        kept = self._bound * KEPT_AFTER_TRIM
        least = select(ranked.c.key).where(ranked.c.total > kept)
        if (await connection.scalar(select(func.sum(table.c.size))) or 0) > self._bound:
            await connection.execute(delete(table).where(table.c.key.in_(least)))

    def _failed(self, error: StoreError) -> None:
        if self._works:
            _log.warning("the cache cannot be used: %s", error.message)
        self._works = False


async def usage(store: Store) -> tuple[Usage, ...]:
    """What a store's cache holds. Raises StoreError."""
    counted = select(
        table.c.kind, func.count(), func.sum(table.c.size), func.min(table.c.made)
    ).group_by(table.c.kind)
    async with store.reading() as connection:
        held = {row[0]: Usage(*row) for row in await connection.execute(counted)}
    return tuple(held.get(kind, Usage(kind, 0, 0, 0.0)) for kind in KINDS)


async def clear(store: Store) -> int:
    """Empty a store's cache; return how many entries there were. Raises StoreError."""
    async with store.writing() as connection:
        return (await connection.execute(delete(table))).rowcount


def key_of(*parts: object) -> str:
    """The key under which something is kept that depends on these parts and on our code."""
    said = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def code_version() -> str:
    """A digest of the code that reads and writes: what another version made is not reused."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.relative_to(package).parts[0] in DEPENDED_ON and path.is_file():
            digest.update(path.read_bytes() if path.suffix in (".py", ".toml") else b"")
            digest.update(f"{path.name}:{path.stat().st_size};".encode())
    return digest.hexdigest()[:16]
