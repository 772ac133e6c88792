"""Runs an HTTP request's pictures through the pipeline, for as long as the client is there."""

import asyncio
from asyncio import FIRST_COMPLETED
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from copy import copy

from starlette.requests import Request

from tuwen.errors import EngineError, InputError, TuwenError
from tuwen.server.calls import new_entry
from tuwen.server.keys import caller
from tuwen.service.entry import Entry
from tuwen.service.pipeline import Ask, Pipeline
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Piece
from tuwen.summary import Summary


async def run(
    request: Request,
    route: str,
    picture: tuple[bytes, str],
    brief: Brief,
    *,
    strict: bool = False,
    reading: bool = False,
) -> AsyncGenerator[Sight | Piece]:
    """Yield as `Pipeline.run` for a picture's bytes and name. Raises TuwenError.

    A client that goes away ends the work, unless somebody else wants the same, and so does the
    deadline.
    """
    pipeline: Pipeline = request.app.state.pipeline
    features, clock = request.app.state.features, asyncio.get_running_loop().time
    ends = clock() + features.deadline_s
    key, entry = caller(request), new_entry(request, route)
    entry.key = key.id if key else ""
    scope = "" if features.shared_cache else entry.key
    fresh = "no-cache" in request.headers.get("cache-control", "").lower()
    ask = Ask(*picture, brief, scope, fresh=fresh, strict=strict, reading=reading)
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        async with aclosing(pipeline.run(ask, entry)) as pieces:
            while True:
                piece = asyncio.ensure_future(anext(pieces, None))
                try:
                    left = max(0.0, ends - clock())
                    await asyncio.wait((piece, gone), timeout=left, return_when=FIRST_COMPLETED)
                    if not piece.done():
                        raise _ended(entry, gone=gone.done(), after=features.deadline_s)
                finally:  # a stream is cancelled when its client goes away
                    if not piece.done():
                        piece.cancel()
                        await asyncio.wait((piece,))
                if (found := piece.result()) is None:
                    return
                yield found
                if isinstance(found, Summary):  # nobody waits until it is kept
                    return
    finally:
        gone.cancel()


def _ended(entry: Entry, *, gone: bool, after: float) -> TuwenError:
    entry.error = "client_gone" if gone else "deadline"
    if gone:
        return InputError("client_gone", "客户端已断开。")
    return EngineError("deadline", f"超过 {after:g} 秒仍未写完，已中止；请稍后再试。")


async def in_turn(
    runs: Sequence[AsyncGenerator[Sight | Piece]], names: Sequence[str]
) -> AsyncGenerator[tuple[int, Sight | Piece]]:
    """Run several at once; yield what the first gives, then the second, each with its place.

    Nothing is yielded before each has given something. Raises as they do, at their turn; a
    `name` that is not empty stands before what went wrong.
    """
    heard: list[asyncio.Queue[Sight | Piece | Exception | None]] = [asyncio.Queue() for _ in runs]
    work = [
        asyncio.ensure_future(_heard(run, queue)) for run, queue in zip(runs, heard, strict=True)
    ]
    try:
        begun = [await queue.get() for queue in heard]
        for item, name in zip(begun, names, strict=True):
            if isinstance(item, Exception):
                raise _named(item, name)
        for place, item in enumerate(begun):
            while item is not None:
                if isinstance(item, Exception):
                    raise _named(item, names[place])
                yield place, item
                item = await heard[place].get()
    finally:
        for each in work:
            each.cancel()
        await asyncio.wait(work)


async def _heard(
    run: AsyncGenerator[Sight | Piece], queue: asyncio.Queue[Sight | Piece | Exception | None]
) -> None:
    try:
        async with aclosing(run):
            async for piece in run:
                queue.put_nowait(piece)
        queue.put_nowait(None)
    except Exception as error:
        queue.put_nowait(error)


def _named(error: Exception, name: str) -> Exception:
    """The error with the picture's name in its words; others may hold the same error."""
    if name and isinstance(error, TuwenError):
        named = copy(error)
        named.message = name + error.message
        named.args = (named.message,)
        return named
    return error


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
