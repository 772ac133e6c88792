"""Counts HTTP requests as they come in and go out, whatever they are about."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
BYTES = (10_000, 100_000, 500_000, 1_000_000, 5_000_000, 20_000_000)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"


class Few:
    """The first `most` values are themselves, all later ones "other"."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: set[str] = set()

    def __call__(self, value: str) -> str:
        if value not in self._known:
            if len(self._known) >= self._most:
                return OTHER
            self._known.add(value)
        return value


class Counted:
    """ASGI middleware; an error's answer leaves its code in `state.error`.

    Stands around all that hands on the scope it was given, for the route is read from there.
    """

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._codes = Few(200)
        self._in_flight = Gauge(
            "tuwen_http_in_flight", "HTTP requests under way", registry=registry
        )
        self._requests = Counter(
            "tuwen_http_requests", "HTTP requests",
            ("method", "route", "status"), registry=registry,
        )  # fmt: skip
        self._errors = Counter(
            "tuwen_http_errors", "Answers that are errors, those of limits and keys included",
            ("code",), registry=registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "tuwen_http_request_seconds", "Until the answer's last byte",
            ("route",), buckets=SECONDS, registry=registry,
        )  # fmt: skip
        self._bytes = Histogram(
            "tuwen_http_request_bytes", "Size of requests that have a body",
            ("route",), buckets=BYTES, registry=registry,
        )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status, size = 500, 0

        async def received() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            return message

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._in_flight.inc()
        try:
            await self._app(scope, received, sent)
        finally:
            self._in_flight.dec()
            self._record(scope, status, size, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else OTHER
        route = _template(scope.get("route"))
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if size:
            self._bytes.labels(route).observe(size)
        unsaid = "internal_error" if status == 500 else ""  # is answered further out
        if code := scope.get("state", {}).get("error", unsaid):
            self._errors.labels(self._codes(code)).inc()


def _template(route: BaseRoute | None) -> str:
    """The address as it is declared, not as it was asked for."""
    return route.path if isinstance(route, Route | Mount) else OTHER
