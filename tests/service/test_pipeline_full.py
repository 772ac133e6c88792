"""Where there is no room to write an answer, nothing is read for it; who asks the same may wait."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from tuwen.engines.base import Request
from tuwen.engines.embedded import EmbeddedEngine
from tuwen.errors import Busy
from tuwen.service.cache import Cache
from tuwen.service.entry import Entry
from tuwen.service.pipeline import WAITING, Ask, Pipeline
from tuwen.service.reader import reader_pool
from tuwen.service.store import Store
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.summary import Summary

EXAMPLES = Path(__file__).parents[2] / "examples"


class Held(EmbeddedEngine):
    """The embedded engine, one answer at a time, each held back until it is let."""

    at_once = 1

    def __init__(self) -> None:
        super().__init__()
        self.may = Event()

    def stream(self, request: Request) -> Iterator[str]:
        assert self.may.wait(60)
        yield from super().stream(request)


def test_nothing_is_read_for_an_answer_that_nobody_can_write(
    tmp_path: Path, diagram_png: Path
) -> None:
    engine, readers = Held(), reader_pool(size=1)
    readers.start()

    async def work() -> None:
        store = Store(str(tmp_path / "tuwen.db"))
        await store.open()
        pipeline = Pipeline(Summarizer(engine), readers, Cache(store, ttl_s=1000, max_bytes=10**7))

        async def asked(data: bytes, number: int) -> object:
            ask = Ask(data, "a.png", Brief(f"第 {number} 个组件是什么？"))
            return [piece async for piece in pipeline.run(ask, Entry(route="test"))][-1]

        known = diagram_png.read_bytes()
        waiting = [asyncio.ensure_future(asked(known, n)) for n in range(1 + WAITING)]
        while pipeline.under_way[1] <= WAITING:
            await asyncio.wait(waiting, timeout=0.01)
        with pytest.raises(Busy):
            await asked((EXAMPLES / "cache-aside.png").read_bytes(), 0)
        with pytest.raises(Busy):
            await asked(known, -1)
        assert pipeline.under_way[0] == 0
        same = asyncio.ensure_future(asked(known, 0))
        await asyncio.wait((same,), timeout=0.01)
        assert not same.done()
        engine.may.set()
        assert all(isinstance(each, Summary) for each in await asyncio.gather(*waiting, same))
        pipeline.close()
        await store.close()

    try:
        asyncio.run(work())
    finally:
        readers.close()
