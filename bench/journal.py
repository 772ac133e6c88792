"""How fast the journal answers with a million entries.

    python bench/journal.py [--entries 1000000] [--store FILE]

Fills a new SQLite file (or takes the one that is there), asks what operators ask, and prints
one JSON object of seconds.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from tuwen.service.entry import Entry
from tuwen.service.journal import DAY_S, Journal
from tuwen.service.journal.search import Wanted, find, one
from tuwen.service.journal.stats import stats
from tuwen.service.store import Store
from tuwen.service.store.tables import journal as table

DAYS = 90
STEP = 10_000
OUTPUT = "这张架构图展示了服务网格的数据面与控制面，请求经网关到达各个服务。" * 5


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description="the journal with many entries")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = arguments.store or Path(folder) / "tuwen.db"
        print(json.dumps(asyncio.run(measured(str(place), arguments.entries))))


async def measured(place: str, entries: int) -> dict[str, float]:
    """Seconds by what was asked."""
    store, now = Store(place), time.time()
    await store.open()
    found: dict[str, float] = {}

    async def timed(name: str, work: Awaitable[Any]) -> Any:
        started = time.perf_counter()
        result = await work
        found[name] = round(time.perf_counter() - started, 3)
        return result

    await timed("fill", fill(store, entries, now))
    for name, days in (("stats_24h", 1), ("stats_7d", 7), ("stats_all", DAYS)):
        await timed(name, stats(store, now - days * DAY_S, now))
    page = await timed("newest_50", find(store, Wanted(), 50))
    await timed("next_50_errors_of_a_key", find(store, Wanted(errors=True, key="k3"), 50,
                                                page[-1]["id"]))  # fmt: skip
    await timed("one", one(store, page[0]["id"]))
    await timed("one_by_its_beginning", one(store, page[0]["id"][:12]))
    await timed("write_1000", written(store, 1_000))
    await store.close()
    return found


async def fill(store: Store, entries: int, now: float) -> None:
    """Have as many entries as wanted, spread over DAYS."""
    async with store.reading() as connection:
        there = await connection.scalar(select(func.count()).select_from(table)) or 0
    names = [column.name for column in table.columns]
    dice = random.Random(there)
    for _ in range(there, entries, STEP):
        made = (entry(dice, now - dice.random() * DAYS * DAY_S) for _ in range(STEP))
        rows = [{name: getattr(each, name) for name in names} | {"verdicts": "[]"} for each in made]
        async with store.writing() as connection:
            await connection.execute(insert(table), rows)


def entry(dice: random.Random, at: float) -> Entry:
    """A request as they come."""
    error = dice.choice([*[""] * 20, "busy", "too_many_pixels"])
    return Entry(
        at=at, key=f"k{dice.randrange(20)}", route="completion", digest="d" * 64, bytes=100_000,
        width=800, height=600, kind="flowchart", task=dice.choice(["summary", "alt", "ask"]),
        prompt="请根据图片内容生成一段技术博文摘要", output=OUTPUT, error=error,
        engine=dice.choice(["embedded", "vllm"]), model="m", queue_ms=dice.expovariate(0.1),
        read_ms=dice.expovariate(0.002), write_ms=dice.expovariate(0.001),
        total_ms=dice.expovariate(0.0005), prompt_tokens=900, completion_tokens=300,
        score=dice.random(), cached=dice.random() < 0.3,
    )  # fmt: skip


async def written(store: Store, count: int) -> None:
    """Note some entries and wait until they are there."""
    journal = Journal(store, days=0)
    await journal.start()
    for _ in range(count):
        journal.note(entry(random.Random(), time.time()))
    await journal.close()


if __name__ == "__main__":
    main()
