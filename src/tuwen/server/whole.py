"""Requests whose body is parsed once it is all there: many small pieces cost more than one."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from pydantic_core import from_json
from starlette.formparsers import MultiPartParser
from starlette.responses import Response

from tuwen.figure.decode import MAX_BYTES

MultiPartParser.spool_max_size = MAX_BYTES  # it is all in memory anyway: no file on its way


class WholeRequest(Request):
    """A request in one piece; its JSON is parsed to a bounded depth."""

    async def stream(self) -> AsyncGenerator[bytes]:
        """The body, bounded by BodyLimit."""
        if not hasattr(self, "_body"):
            self._body = b"".join([piece async for piece in Request.stream(self)])
        yield self._body

    async def json(self) -> Any:
        """The body. Raises ValueError."""
        return from_json(await self.body())


class WholeRoute(APIRoute):
    """Gives its handler a WholeRequest."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, as FastAPI calls it."""
        handle = super().get_route_handler()

        async def whole(request: Request) -> Response:
            return await handle(WholeRequest(request.scope, request.receive))

        return whole
