"""Statistics of the journal over a stretch of time, in SQL that both databases know."""

import math
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from tuwen.service.journal.search import Record, Wanted, record_of
from tuwen.service.store import Store
from tuwen.service.store.tables import journal as table
from tuwen.service.store.tables import keys

SAMPLE = 20_000  # entries from which percentiles are taken; of more, every n-th
TOP = 10  # of what is listed
MOST_KEYS = 50
BUCKETS_AT_MOST = 200
SIZES = tuple(hours * 3_600 for hours in (1, 24, 7 * 24, 30 * 24, 365 * 24))
c = table.c


@dataclass(frozen=True, slots=True)
class Stage:
    """How long a stage took with an engine: milliseconds, of requests without an error."""

    stage: str  # total, queue, read, write
    engine: str
    count: int  # of the entries looked at
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """What happened from `start` on, for the length of a bucket."""

    start: float
    count: int = 0
    errors: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class KeyShare:
    """What came with one key; an empty key is nobody's."""

    key: str
    name: str
    count: int
    errors: int
    cached: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What the journal says of a stretch of time."""

    since: float
    until: float
    count: int
    errors: int
    cached: int
    prompt_tokens: int
    completion_tokens: int
    by_code: dict[str, int]  # errors, the most frequent first
    by_key: tuple[KeyShare, ...]
    stages: tuple[Stage, ...]
    sampled: int  # percentiles are those of every n-th entry
    bucket_s: int
    buckets: tuple[Bucket, ...]
    slowest: tuple[Record, ...]
    worst: tuple[Record, ...]  # the lowest check scores


async def stats(store: Store, since: float, until: float) -> Stats:
    """Look at the entries from `since` to `until`, seconds since the epoch."""
    within = Wanted(since=since, until=until).conditions()
    coded = select(c.error, func.count()).where(*within, c.error != "").group_by(c.error)
    async with store.reading() as connection:
        size, buckets = await _buckets(connection, since, until)
        count = sum(bucket.count for bucket in buckets)
        sampled = max(1, math.ceil(count / SAMPLE))
        codes = [(row[0], row[1]) for row in await connection.execute(coded)]
        return Stats(
            since=since,
            until=until,
            count=count,
            errors=sum(bucket.errors for bucket in buckets),
            cached=sum(bucket.cached for bucket in buckets),
            prompt_tokens=sum(bucket.prompt_tokens for bucket in buckets),
            completion_tokens=sum(bucket.completion_tokens for bucket in buckets),
            by_code=dict(sorted(codes, key=lambda each: (-each[1], each[0]))),
            by_key=await _by_key(connection, within),
            stages=await _stages(connection, within, sampled),
            sampled=sampled,
            bucket_s=size,
            buckets=buckets,
            slowest=await _top(connection, within, c.total_ms.desc()),
            worst=await _top(connection, [*within, c.score.is_not(None)], c.score),
        )


def _sum(what: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(what), 0), BigInteger)


def _counts() -> tuple[ColumnElement[int], ColumnElement[int]]:
    return _sum(cast(c.error != "", Integer)), _sum(cast(c.cached, Integer))


async def _buckets(
    connection: AsyncConnection, since: float, until: float
) -> tuple[int, tuple[Bucket, ...]]:
    """All of the stretch from its first entry on, in at most BUCKETS_AT_MOST parts."""
    within = Wanted(since=since, until=until).conditions()
    first = await connection.scalar(select(func.min(c.at)).where(*within))
    if first is None:
        return SIZES[0], ()
    size = next((s for s in SIZES if (until - first) / s < BUCKETS_AT_MOST), SIZES[-1])
    shift = time.localtime(until).tm_gmtoff  # days begin at midnight here
    number = (cast(c.at, BigInteger) + shift) // size
    tokens = (_sum(c.prompt_tokens), _sum(c.completion_tokens))
    counted = select(number.label("n"), func.count(), *_counts(), *tokens).where(*within)
    found = {row[0]: row[1:] for row in await connection.execute(counted.group_by("n"))}
    numbers = range(min(found), max(int(until + shift) // size, *found) + 1)
    return size, tuple(Bucket(n * size - shift, *found.get(n, ())) for n in numbers)


async def _by_key(
    connection: AsyncConnection, within: list[ColumnElement[bool]]
) -> tuple[KeyShare, ...]:
    tokens = _sum(c.prompt_tokens) + _sum(c.completion_tokens)
    shares = select(c.key, func.count().label("n"), *_counts(), tokens).where(*within)
    shares = shares.group_by(c.key).order_by(func.count().desc(), c.key).limit(MOST_KEYS)
    rows = (await connection.execute(shares)).all()
    named = select(keys.c.id, keys.c.name).where(keys.c.id.in_([row[0] for row in rows]))
    names = {row[0]: row[1] for row in await connection.execute(named)}
    return tuple(KeyShare(row[0], names.get(row[0], ""), *row[1:]) for row in rows)


async def _stages(
    connection: AsyncConnection, within: list[ColumnElement[bool]], sampled: int
) -> tuple[Stage, ...]:
    """The 50th and 95th percentile by nearest rank; a time of 0: the stage was not needed."""
    sound = [*within, c.error == ""]
    if sampled > 1:
        sound.append(cast(c.at * 1000, BigInteger) % sampled == 0)
    times = (c.total_ms, c.queue_ms, c.read_ms, c.write_ms)
    seen = select(c.engine, c.cached, *times).where(*sound).cte("seen")
    s = seen.c
    needed = {"total": true(), "queue": s.cached.is_(False), "read": s.read_ms > 0,
              "write": s.write_ms > 0}  # fmt: skip
    ranked = union_all(
        *(_ranked(stage, s.engine, s[f"{stage}_ms"], need) for stage, need in needed.items())
    ).subquery()
    r = ranked.c
    chosen = or_(*(r.rank == (r.of * percent + 99) // 100 for percent in (50, 95)))
    found: dict[tuple[str, int], list[Any]] = {}
    for row in await connection.execute(select(ranked).where(chosen).order_by(r.rank)):
        found.setdefault((row.engine, list(needed).index(row.stage)), []).append(row)
    return tuple(
        Stage(rows[0].stage, engine, rows[0].of, rows[0].ms, rows[-1].ms)
        for (engine, _), rows in sorted(found.items())
    )


def _ranked(
    stage: str, engine: ColumnElement[str], ms: ColumnElement[float], needed: ColumnElement[bool]
) -> "Select[str, str, float, int, int]":
    rank = func.row_number().over(partition_by=engine, order_by=ms).label("rank")
    count = func.count().over(partition_by=engine).label("of")
    said = literal(stage).label("stage")
    return select(said, engine.label("engine"), ms.label("ms"), rank, count).where(needed)


async def _top(
    connection: AsyncConnection, within: list[ColumnElement[bool]], order: ColumnElement[Any]
) -> tuple[Record, ...]:
    """The first in this order; found in the index, their texts fetched afterwards."""
    ids = select(c.id).where(*within).order_by(order, c.id).limit(TOP).subquery()
    rows = select(table).join(ids, ids.c.id == c.id).order_by(order, c.id)
    return tuple(record_of(row) for row in (await connection.execute(rows)).mappings())
