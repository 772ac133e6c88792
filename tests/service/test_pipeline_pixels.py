"""What a model is shown of a picture is made once, however often it is asked about."""

import asyncio
from pathlib import Path

from scripted import GOOD, Scripted

from tuwen.service.cache import Cache
from tuwen.service.entry import Entry
from tuwen.service.pipeline import Ask, Pipeline
from tuwen.service.reader import reader_pool
from tuwen.service.store import Store
from tuwen.service.summarizer import Brief, Summarizer


def test_another_question_shows_the_picture_without_reading_it_again(
    tmp_path: Path, diagram_png: Path
) -> None:
    engine, entries = Scripted(GOOD, GOOD), [Entry(), Entry()]
    engine.needs_pixels = True
    readers = reader_pool(size=1)
    readers.start()

    async def work() -> None:
        store = Store(str(tmp_path / "tuwen.db"))
        await store.open()
        cache = Cache(store, ttl_s=1000, max_bytes=10**7)
        pipeline = Pipeline(Summarizer(engine), readers, cache)
        for entry, prompt in zip(entries, ("写一段摘要", "图里有什么？"), strict=True):
            ask = Ask(diagram_png.read_bytes(), "a.png", Brief(prompt))
            _ = [piece async for piece in pipeline.run(ask, entry)]
        pipeline.close()
        await cache.flush()
        await store.close()

    try:
        asyncio.run(work())
    finally:
        readers.close()
    first, again = engine.requests
    assert first.shown is not None
    assert again.shown == first.shown
    assert [entry.read_ms > 0 for entry in entries] == [True, False]
