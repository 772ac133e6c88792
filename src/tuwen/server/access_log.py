"""One line a request: what was asked, how it went, how long it took. No picture bytes."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger("tuwen.access")
QUIET = ("/healthz", "/readyz", "/metrics")


class AccessLog:
    """ASGI middleware; a route may leave size, dimensions and digest in `state.picture`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in QUIET:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            took = (time.perf_counter() - started) * 1000
            picture = scope.get("state", {}).get("picture", "")
            path = ascii(scope["path"])[1:-1]  # an address may hold line breaks
            _log.info("%s %s %d %.0fms %s", scope["method"], path, status, took, picture)
