"""Single-flight: work that several want at once is done once, and all hear of it.

Whoever comes later hears what was said so far, then the rest; when the last one leaves, the
work is cancelled, unless it has said all and only keeps it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Generic, TypeVar

from tuwen.errors import Busy

Piece = TypeVar("Piece")


class Flights(Generic[Piece]):
    """The work under way, at most so much, by what it is about; `last` knows a last piece."""

    def __init__(self, last: Callable[[Piece], bool], most: int | None = None) -> None:
        self._last, self._most = last, most
        self._under_way: dict[str, _Flight[Piece]] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    def demand_room(self, key: str) -> None:
        """Raise Busy where there is too much to begin more, and `key` is not under way."""
        full = self._most is not None and len(self) >= self._most
        if full and self._current(key) is None:
            raise Busy("busy", "正在写的回答过多；请稍后再试。")

    async def join(
        self, key: str, work: Callable[[], AsyncIterator[Piece]]
    ) -> AsyncGenerator[Piece]:
        """Yield the pieces of the work under `key`, begun now if nobody did.

        Raises as `work`, and Busy where there is too much to begin more.
        """
        self.demand_room(key)
        flight = self._current(key)
        if flight is None:
            flight = self._under_way[key] = _Flight(work())
            flight.task.add_done_callback(lambda _: self._forget(key, flight))
        flight.listeners += 1
        try:
            heard = 0
            while True:
                news = flight.news
                for piece in flight.pieces[heard:]:
                    heard += 1
                    yield piece
                if heard == len(flight.pieces) and flight.task.done():
                    flight.task.result()
                    return
                if news is flight.news and not flight.task.done():
                    await news.wait()
        finally:
            flight.listeners -= 1
            said_all = bool(flight.pieces) and self._last(flight.pieces[-1])
            if not (flight.listeners or said_all):
                self._forget(key, flight)
                flight.task.cancel()

    def _current(self, key: str) -> "_Flight[Piece] | None":
        flight = self._under_way.get(key)
        return None if flight is None or flight.task.done() else flight

    def _forget(self, key: str, flight: "_Flight[Piece]") -> None:
        if self._under_way.get(key) is flight:
            del self._under_way[key]


class _Flight(Generic[Piece]):
    def __init__(self, pieces: AsyncIterator[Piece]) -> None:
        self.pieces: list[Piece] = []
        self.listeners = 0
        self.news = asyncio.Event()
        self.task = asyncio.ensure_future(self._fly(pieces))
        self.task.add_done_callback(self._landed)

    async def _fly(self, pieces: AsyncIterator[Piece]) -> None:
        async for piece in pieces:
            self.pieces.append(piece)
            self._tell()

    def _landed(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled():
            task.exception()  # taken note of, even where everybody has left
        self._tell()

    def _tell(self) -> None:
        news, self.news = self.news, asyncio.Event()
        news.set()
