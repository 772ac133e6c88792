"""The page and its files, each under its own address, with headers that lock it down."""

from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WEB = Path(__file__).parents[1] / "web"

# Inline styles are Mermaid's; scripts are ours alone and come from here alone.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}


class SafeHeaders:
    """ASGI middleware: every answer carries HEADERS, comes whole, and is checked before reuse.

    Parts, which the page's small files are never asked for, have errors in a form of their own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                api = scope["path"].startswith("/v1/")
                headers.setdefault("cache-control", "no-store" if api else "no-cache")
            await send(message)

        if scope["type"] == "http":
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"range"]
        await self._app(scope, receive, send_with_headers)


def add_page(app: FastAPI, web: Path = WEB) -> None:
    """Serve what lies in `web`: "/" is index.html. No catch-all: unknown addresses stay 404."""
    files = StaticFiles(directory=web)

    async def file(request: Request) -> Response:
        path = request.url.path.removeprefix("/") or "index.html"
        return await files.get_response(path, request.scope)

    app.add_route("/", file, methods=["GET"], include_in_schema=False)
    for entry in sorted(web.iterdir()):
        if entry.is_dir():
            app.mount(f"/{entry.name}", StaticFiles(directory=entry))
        else:
            app.add_route(f"/{entry.name}", file, methods=["GET"], include_in_schema=False)
