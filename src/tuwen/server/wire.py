"""HTTP/1.1 as it comes over a connection: bounds on all that is not a body.

A body is BodyLimit's affair. What stands before, between and behind bodies is kept by the parser
or by uvicorn until it is complete, and neither of them bounds it, in size or in time.
"""

import json
import sys
from asyncio import TimerHandle, Transport
from contextlib import suppress

from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from tuwen.errors import Busy, InputError, TuwenError
from tuwen.server.errors import error_form, status_of

HEAD_BYTES = 64 * 1024  # of a request's line and headers, trailers included
KEPT_BACK = 200  # of the descriptors that a process may have, for the store, readers and engines
MANY = 65_536  # descriptors; nobody needs more
MOST_AHEAD = 64  # requests sent ahead of an answer; uvicorn keeps each, and counts none
BAD_HTTP = InputError("bad_http", "无法理解这个请求：它不是有效的 HTTP/1.1。")
TOO_LARGE = InputError("head_too_large", "请求行与请求头过大：合计不能超过 64 KB。")
FULL = Busy("busy", "连接过多，暂时无法接受新的连接；请稍后再试。")
TOO_SLOW = InputError("head_too_slow", "请求头发送过慢，已中止；请检查网络后再试。")


def configured(app: ASGIApp, grace: int = 5) -> Config:
    """How uvicorn is to serve an app of ours; `grace` seconds to end in."""
    return Config(
        app,
        http=Wire,
        loop="asyncio",  # it accepts all who wait at once: a queue shows, and can be refused
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # ours knows whom to trust
        timeout_graceful_shutdown=grace,
    )


def descriptors(*, raised: bool = False) -> int:
    """How many descriptors this process may have; `raised`, where it may raise that itself."""
    if sys.platform == "win32":
        return MANY
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if raised and soft != resource.RLIM_INFINITY:
        most = MANY if hard == resource.RLIM_INFINITY else min(MANY, hard)
        with suppress(ValueError, OSError):  # some systems say more than they give
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MANY if soft == resource.RLIM_INFINITY else soft


class _TooLarge(Exception):
    pass


class Wire(HttpToolsProtocol):
    """One connection. Answers 400, 408, 431 or 503 itself, and closes it."""

    head_s = 20.0  # that a request's line and headers may take
    rest_s = 30.0  # that a body may still take once it is answered
    linger_s = 2.0  # that a refused client may go on sending: cut off, it would not see why
    _head = 0  # bytes of the request's line and headers, as far as they are parsed
    _unseen = 0  # bytes since the parser last told of something that goes on elsewhere
    _whole = True  # no request is half received
    _refusal: TuwenError = BAD_HTTP
    _refused = False
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:
        super().connection_made(transport)
        self._patience(self.head_s)
        if len(self.connections) > self.most():
            self._refuse(FULL)

    def most(self) -> int:
        """How many connections there may be at once."""
        return max(KEPT_BACK, descriptors() - KEPT_BACK)

    def connection_lost(self, exc: Exception | None) -> None:
        self._patience(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._unseen += len(data)
        super().data_received(data)
        if self._unseen > HEAD_BYTES and not self._refused:
            self._refuse(TOO_LARGE)
        elif self._whole and self._timer is None and not self._answering():
            self._patience(self.head_s)  # what came is no request yet

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= MOST_AHEAD:
            raise _TooLarge  # and so the end: no answer has its place here
        self._head, self._unseen, self._whole = 0, 0, False
        self._patience(self.head_s)
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._unseen = 0
        self._patience(None)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._unseen = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unseen, self._whole = 0, True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._whole:
            self._patience(self.rest_s)

    def send_400_response(self, msg: str) -> None:
        """Called for whatever the parser, or one of the methods above, does not accept."""
        self._refuse(self._refusal)

    def _unsupported_upgrade_warning(self) -> None:
        """It is answered as if no upgrade was asked for: no reason to fill the log."""

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > HEAD_BYTES:
            self._refusal = TOO_LARGE
            raise _TooLarge

    def _patience(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self._too_slow) if seconds else None

    def _too_slow(self) -> None:
        if self._answering():  # an earlier request that was sent ahead of this one
            self._patience(self.head_s)
        elif self._refused or self._whole or self._current():
            self.transport.close()  # nothing was asked, or it is answered already
        else:
            self._refuse(TOO_SLOW)

    def _answering(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    def _current(self) -> bool:
        """Whether the latest request that the app knows is the one being received."""
        return bool(self.cycle) and self.cycle.scope is self.scope

    def _refuse(self, error: TuwenError) -> None:
        self._refused = True
        if self._answering():
            if self.pipeline or self.cycle.response_started or not self._current():
                self.transport.close()  # no other answer may come into what was asked before
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        body = json.dumps(error_form(error), ensure_ascii=False).encode()
        lines = {
            "content-type": "application/json",
            "content-length": len(body),
            "connection": "close",
        }
        if isinstance(error, Busy):
            lines["retry-after"] = error.retry_after
        said = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self.transport.write(STATUS_LINE[status_of(error)] + f"{said}\r\n".encode() + body)
        self.transport.write_eof()
        self._patience(self.linger_s)
