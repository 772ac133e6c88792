"""Runs one HTTP request's picture through the pipeline, for as long as the client is there."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.requests import Request

from tuwen.errors import InputError
from tuwen.server.calls import new_entry
from tuwen.service.pipeline import Ask, Pipeline
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Brief, Piece


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

    A client that goes away ends the work, unless somebody else wants the same.
    """
    pipeline: Pipeline = request.app.state.pipeline
    entry = new_entry(request, route)
    fresh = "no-cache" in request.headers.get("cache-control", "").lower()
    ask = Ask(*picture, brief, fresh=fresh, strict=strict, reading=reading)
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        async with aclosing(pipeline.run(ask, entry)) as pieces:
            while True:
                piece = asyncio.ensure_future(anext(pieces, None))
                await asyncio.wait((piece, gone), return_when=asyncio.FIRST_COMPLETED)
                if not piece.done():
                    piece.cancel()
                    await asyncio.wait((piece,))
                    raise InputError("client_gone", "客户端已断开。")
                if (found := piece.result()) is None:
                    return
                yield found
    finally:
        gone.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
