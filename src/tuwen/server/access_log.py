"""One line a request: what was asked, how it went, how long it took. No picture bytes, no texts."""

import asyncio
import logging
import time
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tuwen.errors import Busy
from tuwen.server.calls import CURRENT, Call, begin
from tuwen.server.errors import error_response

_log = logging.getLogger("tuwen.access")
QUIET = ("/healthz", "/readyz", "/metrics")
LONGEST_PATH = 200
STOPPING = "服务正在停止；请稍后再试。"
OF_ENTRIES = (
    "digest", "bytes", "width", "height", "kind", "task", "engine", "model", "cached",
    "queue_ms", "read_ms", "write_ms", "score",
)  # fmt: skip


class AccessLog:
    """ASGI middleware: gives each request its id, answers with it, and logs the request.

    Leaves a Call in `state.call`; what failed leaves its code in `state.error`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status, call = 0, begin(scope)

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = call.id
            await send(message)

        token = CURRENT.set(call)
        try:
            await self._app(scope, receive, watched)
        except asyncio.CancelledError:  # the server stops, and waits no longer
            if not status:
                await error_response(Busy("stopping", STOPPING))(scope, receive, watched)
        finally:
            if scope["path"] not in QUIET:
                _told(scope, call, status or 500, (time.perf_counter() - started) * 1000)
            CURRENT.reset(token)


def _told(scope: Scope, call: Call, status: int, took: float) -> None:
    path = ascii(scope["path"])[1:-1][:LONGEST_PATH]  # an address may hold line breaks
    error = scope["state"].get("error") or next((e.error for e in call.entries if e.error), "")
    fields: dict[str, Any] = {
        "method": scope["method"], "path": path, "status": status, "ms": round(took, 1),
        "error": error, "key": getattr(scope["state"].get("key"), "id", ""),
        "client_request_id": call.theirs,
    }  # fmt: skip
    if call.entries:
        fields |= {name: getattr(call.entries[0], name) for name in OF_ENTRIES}
        fields["pictures"] = len(call.entries)
    line = [scope["method"], path, str(status), f"{took:.0f}ms", error]
    line += [f"{e.bytes}B {e.width}x{e.height} {e.digest[:16]}" for e in call.entries]
    _log.info(
        "%s",
        " ".join(part.strip() for part in line if part),
        extra={
            "fields": {name: value for name, value in fields.items() if value not in ("", None)}
        },
    )
