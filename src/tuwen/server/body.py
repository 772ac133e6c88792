"""Bounds on a request's body, held while it streams in: size and time.

An oversized body is read to its end and thrown away (up to a bound), because a client
that is cut off while sending never sees the answer that says why.
"""

import asyncio
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tuwen.errors import InputError
from tuwen.figure.decode import MAX_BYTES
from tuwen.server.errors import Refused, error_response

FORM_BYTES = 2 * 1024 * 1024  # room for the other fields and the multipart borders
CHAT_BYTES = 2 * MAX_BYTES * 4 // 3 + FORM_BYTES  # two of the largest pictures in base64
DISCARDED_AT_MOST = 4 * MAX_BYTES


class BodyLimit:
    """ASGI middleware: 413 for a body that is too large, 408 for one that takes too long.

    Each of the paths in `larger` has a limit of its own.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int = MAX_BYTES + FORM_BYTES,
        slowest_s: float = 120.0,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._limit = limit
        self._slowest_s = slowest_s
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._limit)
        refused = _too_large(limit if scope["path"] in self._larger else 0)
        body = _Body(receive, limit, self._slowest_s, refused)
        if _declared(scope) <= limit:
            await self._app(scope, body.receive, send)
            return
        try:
            await body.discard()
            await error_response(refused)(scope, receive, send)
        except Refused as slow:
            await error_response(slow.error)(scope, receive, send)


class _Body:
    def __init__(
        self, receive: Receive, limit: int, slowest_s: float, too_large: InputError
    ) -> None:
        self._receive = receive
        self._too_large = too_large
        self._left = limit
        self._complete = False
        self._ends = asyncio.get_running_loop().time() + slowest_s

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()
        message = await self._next()
        if self._left < 0:
            await self.discard()
            raise Refused(self._too_large)
        return message

    async def discard(self) -> None:
        bound = self._left - DISCARDED_AT_MOST
        while not self._complete and self._left > bound:
            await self._next()

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout_at(self._ends):
                message = await self._receive()
        except TimeoutError as error:
            slow = InputError("body_too_slow", "上传过慢，已中止；请检查网络或缩小图片后再试。")
            raise Refused(slow) from error
        self._left -= len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        return message


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _too_large(body_limit: int) -> InputError:
    """Say how large a picture may be, or, where there may be several, how large the body."""
    megabytes = (body_limit or MAX_BYTES) // 1024 // 1024
    if body_limit:
        message = f"请求体超过 {megabytes} MB 的上限；请减少图片，或压缩、缩小后再试。"
        return InputError("body_too_large", message)
    return InputError("file_too_large", f"图片超过 {megabytes} MB 的上限；请压缩或缩小后再试。")
