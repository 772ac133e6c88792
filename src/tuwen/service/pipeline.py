"""The way of one request: the picture read, the answer written, each once for all who ask.

Knows no HTTP: every surface that serves many (HTTP, OpenAI's shapes, MCP) runs its requests
through here, so that cache, single-flight, moderation and journal hold for all of them.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from tuwen.engines.base import Cancellation
from tuwen.errors import TuwenError
from tuwen.reading.types import Reading
from tuwen.service.blocking import threaded
from tuwen.service.cache import Cache, Copy, code_version, key_of
from tuwen.service.entry import Entry
from tuwen.service.flights import Flights
from tuwen.service.moderation import Moderator, Review
from tuwen.service.reviewing import reviewed, reviewed_input
from tuwen.service.sections import Section
from tuwen.service.shelf import Shelf
from tuwen.service.sight import Sight, demand_legible
from tuwen.service.summarizer import Brief, Piece, Summarizer
from tuwen.service.workers import WorkerPool
from tuwen.summary import Summary

WAITING = 64  # answers that may wait for their turn to be written
COPIES = 4096  # files whose pixels are known by heart
SHOWN_BYTES = 64 * 1024 * 1024  # of what models see: the latest pictures are asked about again
STORE_PATIENCE_S = 10.0
Observer = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: a picture, what is wanted of it, and for whom."""

    data: bytes
    name: str
    brief: Brief
    scope: str = ""  # whose cache it is: a key's id, or empty for all
    fresh: bool = False  # nothing from the cache
    strict: bool = False  # too poor a picture is an error
    reading: bool = False  # the Sight is wanted too, even of a cached answer


class Pipeline:
    """Runs requests; what became of each is told to the observers."""

    def __init__(
        self,
        summarizer: Summarizer,
        readers: WorkerPool[Sight],
        cache: Cache | None = None,
        observers: Sequence[Observer] = (),
        moderator: Moderator | None = None,
    ) -> None:
        self.summarizer = summarizer
        self.readers = readers
        self._cache = cache
        self._moderator = moderator or Moderator()
        self._observers = tuple(observers)
        self._version = code_version() if cache else ""
        self._copies, self._shown = Shelf[Copy](COPIES), Shelf[bytes](SHOWN_BYTES, len)
        self._sights = Flights[Sight](lambda _: True)
        at_once = summarizer.engine.at_once
        self._answers = Flights[Piece](lambda it: isinstance(it, Summary), at_once + WAITING)
        self._writers = ThreadPoolExecutor(at_once, thread_name_prefix="tuwen-writer")

    @property
    def needs_pixels(self) -> bool:
        """Whether its readers have to keep pixels."""
        return self.summarizer.engine.needs_pixels or self._moderator.needs_pixels

    @property
    def under_way(self) -> tuple[int, int]:
        """How many pictures are being seen, and how many answers written."""
        return len(self._sights), len(self._answers)

    def close(self) -> None:
        """Begin nothing more."""
        self._writers.shutdown(wait=False, cancel_futures=True)

    async def run(self, ask: Ask, entry: Entry) -> AsyncGenerator[Sight | Piece]:
        """Yield the Sight, then the answer's pieces, the Summary last. Raises TuwenError.

        Of a cached answer the Sight comes only where it is asked for. `entry` is filled in.
        """
        started, review = time.perf_counter(), self._moderator.review()
        with self._noted(ask, entry, review, started):
            async with aclosing(self._run(ask, entry, review, started)) as pieces:
                async for piece in pieces:
                    yield piece

    async def look(self, ask: Ask, entry: Entry) -> Sight:
        """The Sight alone; `entry` is filled in. Raises TuwenError."""
        started, review = time.perf_counter(), self._moderator.review()
        with self._noted(ask, entry, review, started):
            sight = await self._see(ask, self._copy_key(ask))
            _seen(entry, sight, started)
            if self._moderator.active:
                _, sight = await reviewed_input(review, ask.brief, sight)
            return sight

    @contextmanager
    def _noted(self, ask: Ask, entry: Entry, review: Review, started: float) -> Generator[None]:
        entry.bytes, entry.prompt = len(ask.data), ask.brief.prompt
        try:
            yield
        except TuwenError as error:
            entry.error = error.code
            raise
        except (GeneratorExit, asyncio.CancelledError):
            entry.error = "" if entry.output else entry.error or "client_gone"
            raise
        except Exception:
            entry.error = "internal_error"
            raise
        finally:
            entry.total_ms = _since(started)
            entry.verdicts = tuple(verdict.as_json() for verdict in review.verdicts)
            for observe in self._observers:
                observe(entry)

    async def _run(
        self, ask: Ask, entry: Entry, review: Review, started: float
    ) -> AsyncGenerator[Sight | Piece]:
        order = self.summarizer.check_brief(ask.brief)
        entry.task, entry.engine = order.task, self.summarizer.engine.name
        copy_key = self._copy_key(ask)
        copy, known = await self._copy(ask, copy_key), None
        moderated = self._moderator.active
        if copy is not None:
            _picture(entry, copy)
            if not (moderated or ask.reading or ask.strict):
                known = await self._known(ask, Summary, self._answer_key(ask, copy))
        if known is not None:
            for piece in told(known):
                yield _finished(piece, entry, started)
            return
        self._answers.demand_room(_flight(ask, self._answer_key(ask, copy)) if copy else "")
        sight = await self._see(ask, copy_key)
        _seen(entry, sight, started)
        if ask.strict:
            demand_legible(sight)
        brief, shown = ask.brief, sight
        if moderated:
            brief, shown = await reviewed_input(review, brief, sight)
        yield shown
        async with aclosing(self._answer(replace(ask, brief=brief), sight)) as answer:
            async for piece in reviewed(review, answer) if moderated else answer:
                yield _finished(piece, entry, started)

    async def _see(self, ask: Ask, key: str) -> Sight:
        seen = self._sights.join(_flight(ask, key), lambda: self._read(ask, key))
        async with aclosing(seen) as sights:
            async for sight in sights:
                return replace(sight, name=ask.name)
        raise AssertionError("seen, or an error raised")

    async def _read(self, ask: Ask, copy_key: str) -> AsyncGenerator[Sight]:
        if copy := await self._copy(ask, copy_key):
            shown = self._shown.get(copy.digest)
            reading_key = self._key(ask, "reading", copy.digest)
            if (shown or not self.needs_pixels) and (
                reading := await self._known(ask, Reading, reading_key)
            ):
                again: dict[str, Any] = _fields(copy) | {"reading": reading, "shown": shown}
                yield Sight(ask.name, timing_ms={"read": 0.0}, **again)
                return
        loop = asyncio.get_running_loop()
        before: list[Reading | None] = []

        def known(digest: str) -> Reading | None:  # called in a thread of the pool
            found = self._known(ask, Reading, self._key(ask, "reading", digest))
            waited = asyncio.run_coroutine_threadsafe(found, loop)
            try:
                before.append(waited.result(STORE_PATIENCE_S))
            except TimeoutError:  # the reader is not to blame
                waited.cancel()
                before.append(None)
            return before[-1]

        work = self.readers.submit(ask.data, ask.name, self.needs_pixels, answering=known)
        sight = await asyncio.wrap_future(work)
        yield sight
        if self._cache is not None:
            if sight.shown is not None:
                self._shown.put(sight.digest, sight.shown)
            self._cache.put(copy_key, Copy(**_fields(sight)), ask.scope)
            if before[-1] is None:
                key = self._key(ask, "reading", sight.digest)
                self._cache.put(key, sight.reading, ask.scope)

    def _answer(self, ask: Ask, sight: Sight) -> AsyncGenerator[Piece]:
        key = self._answer_key(ask, sight)
        return self._answers.join(_flight(ask, key), lambda: self._write(ask, sight, key))

    async def _write(self, ask: Ask, sight: Sight, key: str) -> AsyncGenerator[Piece]:
        if known := await self._known(ask, Summary, key):  # kept since somebody looked
            for piece in told(known):
                yield piece
            return
        cancellation, engine = Cancellation(), self.summarizer.engine
        pieces = self.summarizer.stream(sight, ask.brief, cancellation)
        try:
            async with aclosing(threaded(self._writers, pieces)) as written:
                async for piece in written:
                    yield piece
                    if isinstance(piece, Summary) and self._cache and piece.engine == engine.name:
                        self._cache.put(key, piece, ask.scope)
        finally:
            cancellation.set()

    async def _copy(self, ask: Ask, key: str) -> Copy | None:
        """What is known of the file; it never changes, so the latest are kept in memory too."""
        if ask.fresh:
            return None
        copy = self._copies.get(key)
        if copy is None and (copy := await self._known(ask, Copy, key)):
            self._copies.put(key, copy)
        return copy

    async def _known(self, ask: Ask, what: Any, key: str) -> Any:
        return await self._cache.get(what, key) if self._cache and not ask.fresh else None

    def _key(self, ask: Ask, *parts: object) -> str:
        return key_of(self._version, ask.scope, *parts)

    def _copy_key(self, ask: Ask) -> str:
        """The file and the ending of its name: where that is wrong, a note says so."""
        ending = PurePath(ask.name).suffix.lower()
        return self._key(ask, "copy", hashlib.sha256(ask.data).hexdigest(), ending)

    def _answer_key(self, ask: Ask, picture: Copy | Sight) -> str:
        """Everything that the text depends on. The file's name tells where it is in the article."""
        brief, engine = ask.brief, self.summarizer.engine
        return self._key(
            ask, "answer", picture.digest, picture.notes, brief.prompt, brief.task, brief.title,
            brief.context, ask.name if brief.context.strip() else "",
            brief.language.strip() or self.summarizer.language, brief.max_tokens,
            engine.name, engine.model, repr(engine.options),
        )  # fmt: skip


_COPIED = ("digest", "format", "width", "height", "quality", "notes")


def _fields(copy: Copy | Sight) -> dict[str, Any]:
    return {name: getattr(copy, name) for name in _COPIED}


def _flight(ask: Ask, key: str) -> str:
    return f"{key} {id(ask)}" if ask.fresh else key


def _picture(entry: Entry, picture: Copy | Sight) -> None:
    entry.digest, entry.width, entry.height = picture.digest, picture.width, picture.height


def _seen(entry: Entry, sight: Sight, started: float) -> None:
    """What others had read when they asked for the same took no longer than this waited."""
    took = _since(started)
    _picture(entry, sight)
    entry.kind, entry.read_ms = sight.reading.kind, min(sum(sight.timing_ms.values()), took)
    entry.queue_ms = took - entry.read_ms


def _finished(piece: Piece, entry: Entry, started: float) -> Piece:
    """A Summary gets the request's own id and time, and the entry all that it tells."""
    if not isinstance(piece, Summary):
        return piece
    summary, timing = piece, piece.timing_ms
    entry.engine, entry.model, entry.cached = summary.engine, summary.model, summary.cached
    entry.write_ms = timing.get("write", 0.0) + timing.get("check", 0.0)
    entry.prompt_tokens = summary.usage.prompt_tokens
    entry.completion_tokens = summary.usage.completion_tokens
    entry.output = "\n\n".join(part.text for part in summary.texts)
    entry.score = min((p.check.score for p in summary.texts if p.check.judged), default=None)
    told = {**timing, "queue": round(entry.queue_ms, 1), "total": _since(started)}
    return replace(summary, id=entry.id, timing_ms=told)


def told(summary: Summary) -> Iterator[Piece]:
    """A kept Summary as its stream told it."""
    for part in summary.texts:
        if summary.parts:
            yield Section(part.task)
        yield part.text
    yield replace(summary, cached=True, timing_ms={})


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
