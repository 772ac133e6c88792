"""One request's way: read once, written once, kept, and told of."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image
from scripted import GOOD, Scripted

from tuwen.engines.base import Request
from tuwen.engines.embedded import EmbeddedEngine
from tuwen.errors import InputError
from tuwen.service.cache import Cache, usage
from tuwen.service.entry import Entry
from tuwen.service.pipeline import Ask, Pipeline
from tuwen.service.reader import reader_pool
from tuwen.service.sections import Section
from tuwen.service.sight import Sight
from tuwen.service.store import Store
from tuwen.service.summarizer import Brief, Piece, Summarizer
from tuwen.service.workers import WorkerPool
from tuwen.summary import Summary


class Counting(EmbeddedEngine):
    """The embedded engine, and how often it wrote; held back until it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.written = 0
        self.may = Event()
        self.may.set()

    def stream(self, request: Request) -> Iterator[str]:
        self.written += 1
        assert self.may.wait(30)
        yield from super().stream(request)


class Desk:
    """A pipeline with a store, and all that it told of its requests."""

    def __init__(self, pipeline: Pipeline, store: Store, entries: list[Entry]) -> None:
        self.pipeline, self.store, self.entries = pipeline, store, entries

    async def pieces(self, ask: Ask) -> list[Sight | Piece]:
        return [piece async for piece in self.pipeline.run(ask, Entry(route="test"))]

    async def summary(self, ask: Ask) -> Summary:
        last = (await self.pieces(ask))[-1]
        assert isinstance(last, Summary)
        return last


Work = Callable[[Desk], Awaitable[None]]
At = Callable[[Work, Summarizer], None]


@pytest.fixture(scope="module")
def readers() -> Iterator[WorkerPool[Sight]]:
    pool = reader_pool(size=1, queue_limit=2)
    pool.start()
    yield pool
    pool.close()


@pytest.fixture
def at(readers: WorkerPool[Sight], tmp_path: Path) -> At:
    def run(work: Work, summarizer: Summarizer) -> None:
        async def whole() -> None:
            store, entries = Store(str(tmp_path / "tuwen.db")), list[Entry]()
            await store.open()
            cache = Cache(store, ttl_s=1000, max_bytes=10**7)
            pipeline = Pipeline(summarizer, readers, cache, (entries.append,))
            try:
                await work(Desk(pipeline, store, entries))
            finally:
                pipeline.close()
                await store.close()

        asyncio.run(whole())

    return run


@pytest.fixture
def ask(diagram_png: Path) -> Ask:
    return Ask(diagram_png.read_bytes(), "diagram.png", Brief(task="summary"))


def recoded(data: bytes, **options: Any) -> bytes:
    """The same pixels in another file."""
    buffer = BytesIO()
    Image.open(BytesIO(data)).save(buffer, "WEBP", lossless=True, exact=True, **options)
    assert buffer.getvalue() != data
    return buffer.getvalue()


def test_the_same_again_comes_from_the_cache(at: At, ask: Ask) -> None:
    engine = Counting()

    async def work(desk: Desk) -> None:
        first, again = await desk.summary(ask), await desk.summary(ask)
        assert (first.cached, again.cached, engine.written) == (False, True, 1)
        assert again.made == first.made
        assert again.text == first.text
        assert again.check == first.check
        assert again.id != first.id
        assert [e.id for e in desk.entries] == [first.id, again.id]
        assert (desk.entries[1].cached, desk.entries[1].read_ms) == (True, 0.0)

    at(work, Summarizer(engine))


def test_a_cached_answer_is_streamed_as_it_was_written(at: At, ask: Ask) -> None:
    async def work(desk: Desk) -> None:
        everything = replace(ask, brief=Brief(task="all"))
        first, again = await desk.pieces(everything), await desk.pieces(everything)
        for pieces in (first, again):
            now, texts = "", dict[str, str]()
            for piece in pieces:
                if isinstance(piece, Section):
                    now = piece.task
                    texts[now] = ""
                elif isinstance(piece, str):
                    texts[now] += piece
            summary = pieces[-1]
            assert isinstance(summary, Summary)
            assert texts == {part.task: part.text for part in summary.parts}
        assert not any(isinstance(piece, Sight) for piece in again)

    at(work, Summarizer(Counting()))


@pytest.mark.parametrize(
    "change",
    [
        {"brief": Brief(task="alt")},
        {"brief": Brief(task="summary", context="文章说的是网关。")},
        {"brief": Brief(task="summary", title="网关")},
        {"brief": Brief(task="summary", language="zh-Hant")},
        {"brief": Brief(task="summary", max_tokens=99)},
        {"brief": Brief(prompt="请写摘要", task="summary")},
        {"fresh": True},
        {"scope": "somebody else"},
    ],
    ids=str,
)
def test_what_the_text_depends_on_is_written_anew(at: At, ask: Ask, change: dict[str, Any]) -> None:
    engine = Counting()

    async def work(desk: Desk) -> None:
        await desk.summary(ask)
        assert not (await desk.summary(replace(ask, **change))).cached
        assert engine.written == 2
        assert (desk.entries[1].read_ms > 0) == ("scope" in change or "fresh" in change)

    at(work, Summarizer(engine))


def test_a_copy_in_another_format_hits_and_another_size_misses(at: At, ask: Ask) -> None:
    async def work(desk: Desk) -> None:
        await desk.summary(ask)
        copy = replace(ask, data=recoded(ask.data), name="copy.webp")
        assert (await desk.summary(copy)).cached
        assert not (wrong := await desk.summary(replace(copy, name="copy.png"))).cached
        assert "WEBP" in wrong.warnings[0]  # which the other must not say
        small = Image.open(BytesIO(ask.data)).resize((210, 60))
        buffer = BytesIO()
        small.save(buffer, "PNG")
        assert not (await desk.summary(replace(ask, data=buffer.getvalue()))).cached

    at(work, Summarizer(Counting()))


def test_a_hundred_equal_requests_at_once_are_one_piece_of_work(at: At, ask: Ask) -> None:
    engine = Counting()

    async def work(desk: Desk) -> None:
        answers = await asyncio.gather(*(desk.summary(ask) for _ in range(100)))
        assert {answer.text for answer in answers} == {answers[0].text}
        assert len({answer.id for answer in answers}) == len(desk.entries) == 100
        assert engine.written == 1

    at(work, Summarizer(engine))


def test_the_name_of_the_file_counts_where_an_article_says_where_it_is(at: At, ask: Ask) -> None:
    async def work(desk: Desk) -> None:
        await desk.summary(ask)
        assert (await desk.summary(replace(ask, name="other.png"))).cached
        told = replace(ask, brief=Brief(task="summary", context="正文 ![](diagram.png)"))
        await desk.summary(told)
        assert not (await desk.summary(replace(told, name="other.png"))).cached

    at(work, Summarizer(Counting()))


def test_the_reading_of_a_cached_answer_is_there_for_who_wants_it(at: At, ask: Ask) -> None:
    async def work(desk: Desk) -> None:
        first = (await desk.pieces(ask))[0]
        again = (await desk.pieces(replace(ask, reading=True, name="b.png")))[0]
        assert isinstance(first, Sight)
        assert isinstance(again, Sight)
        assert again.reading == first.reading
        assert (again.name, again.digest, again.quality) == ("b.png", first.digest, first.quality)

    at(work, Summarizer(Counting()))


def test_an_answer_that_failed_is_not_kept(at: At, ask: Ask) -> None:
    async def work(desk: Desk) -> None:
        with pytest.raises(InputError):
            await desk.summary(replace(ask, data=b"no picture"))
        assert sum(each.entries for each in await usage(desk.store)) == 0
        assert [(e.error, e.output, e.bytes) for e in desk.entries] == [("not_a_picture", "", 10)]

    at(work, Summarizer(Counting()))


def test_another_model_writes_anew(at: At, ask: Ask) -> None:
    engine = Scripted(GOOD, GOOD)

    async def work(desk: Desk) -> None:
        assert not (await desk.summary(ask)).cached
        assert (await desk.summary(ask)).cached
        engine.model = "another"  # as after a change of the set-up
        assert not (await desk.summary(ask)).cached

    at(work, Summarizer(engine))


def test_who_leaves_early_ends_the_work_and_is_noted(at: At, ask: Ask) -> None:
    engine = Counting()
    engine.may.clear()

    async def work(desk: Desk) -> None:
        async with aclosing(desk.pipeline.run(ask, Entry())) as pieces:
            assert isinstance(await anext(pieces), Sight)
            waiting = asyncio.ensure_future(anext(pieces))
            while not engine.written:
                await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.wait((waiting,))
        assert [entry.error for entry in desk.entries] == ["client_gone"]
        engine.may.set()
        assert not (await desk.summary(ask)).cached

    at(work, Summarizer(engine))


def test_an_entry_tells_what_became_of_a_request(at: At, ask: Ask) -> None:
    async def work(desk: Desk) -> None:
        summary = await desk.summary(replace(ask, brief=Brief(prompt="请写一段摘要")))
        entry = desk.entries[0]
        assert entry.output == summary.text
        assert (entry.prompt, entry.task) == ("请写一段摘要", "summary")
        assert (entry.width, entry.height, entry.bytes) == (420, 120, len(ask.data))
        assert entry.kind == "other"
        assert (entry.engine, entry.error, entry.cached) == ("embedded", "", False)
        assert entry.read_ms > 0
        assert entry.total_ms >= entry.read_ms + entry.write_ms
        assert entry.score == summary.check.score
        assert summary.timing_ms["read"] <= summary.timing_ms["total"] <= entry.total_ms

    at(work, Summarizer(Counting()))


def test_a_picture_is_looked_at_without_an_answer(at: At, ask: Ask) -> None:
    engine = Counting()

    async def work(desk: Desk) -> None:
        sight = await desk.pipeline.look(ask, Entry())
        again = await desk.pipeline.look(ask, Entry())
        assert again.reading == sight.reading
        assert [e.error for e in desk.entries] == ["", ""]
        await desk.summary(ask)
        assert engine.written == 1
        first, *others = desk.entries
        assert all(entry.read_ms < first.read_ms for entry in others)

    at(work, Summarizer(engine))
