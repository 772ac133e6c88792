"""Requests whose body is parsed once it is all there: many small pieces cost more than one."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import numpy as np
from fastapi import Request
from fastapi.routing import APIRoute
from pydantic_core import from_json
from starlette.formparsers import MultiPartParser
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tuwen.errors import InputError
from tuwen.figure.decode import MAX_BYTES
from tuwen.server.errors import Refused

MOST_VALUES = 10_000  # of a JSON body; each takes memory and time that its size does not tell
MultiPartParser.spool_max_size = MAX_BYTES  # it is all in memory anyway: no file on its way


class WholeRequest(Request):
    """A request in one piece; its JSON is parsed to a bounded depth and number of values."""

    async def stream(self) -> AsyncGenerator[bytes]:
        """The body, bounded by BodyLimit."""
        if not hasattr(self, "_body"):
            self._body = b"".join([piece async for piece in Request.stream(self)])
        yield self._body

    async def json(self) -> Any:
        """The body. Raises ValueError, Refused."""
        body = await self.body()
        demand_few_values(body)
        return from_json(body)


class WholeRoute(APIRoute):
    """Gives its handler a WholeRequest."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, as FastAPI calls it."""
        handle = super().get_route_handler()

        async def whole(request: Request) -> Response:
            return await handle(WholeRequest(request.scope, request.receive))

        return whole


class FewValues:
    """ASGI app: another one that gets its JSON body whole, and none of too many values."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await WholeRequest(scope, receive).body()
        except ClientDisconnect:
            return
        demand_few_values(body)
        first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def received() -> Message:
            return first.pop() if first else await receive()

        await self._app(scope, received, send)


def demand_few_values(body: bytes) -> None:
    """Raises Refused for a JSON text that may hold more than MOST_VALUES."""
    if most_values_of(body) > MOST_VALUES:
        message = f"请求体中的值过多（超过 {MOST_VALUES} 个）；请减少消息与参数后再试。"
        raise Refused(InputError("body_too_complex", message))


def most_values_of(body: bytes) -> int:
    """How many values a JSON text may hold, by the marks outside of its strings; never too few.

    Only where marks inside of strings, too, make many are the strings told apart.
    """
    codes = np.frombuffer(body, np.uint8)
    marks = sum(int(np.count_nonzero(codes == ord(mark))) for mark in ",[{") + 1
    if marks <= MOST_VALUES:
        return marks
    unescaped = body.replace(rb"\\", b"").replace(rb"\"", b"")
    parts = unescaped.split(b'"', 4 * MOST_VALUES)  # a value has a string, and its key one
    marks = sum(part.count(mark) for part in parts[::2] for mark in (b",", b"[", b"{"))
    return max(marks + 1, len(parts) // 4 + 1)
