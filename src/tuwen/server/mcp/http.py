"""The tools over streamable HTTP: one address, guarded against pages that rebind a name.

A browser can be made to send requests to this machine; it cannot be made to lie about Host and
Origin, so these must be names that the server is known by.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from mcp.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.routing import Route

from tuwen.server.access_log import AccessLog
from tuwen.server.address import TrustedProxies
from tuwen.server.body import FORM_BYTES, BodyLimit
from tuwen.server.errors import Refused, answer_error
from tuwen.server.features import Features
from tuwen.server.keys import KeyCheck
from tuwen.server.mcp.pictures import MAX_BASE64
from tuwen.server.mcp.tools import Tools
from tuwen.server.whole import FewValues

PATH: Final = "/mcp"
THIS_MACHINE: Final = ("127.0.0.1", "localhost", "[::1]")
MAX_BODY: Final = MAX_BASE64 + FORM_BYTES
MAX_SESSIONS: Final = 1_000
IDLE_S: Final = 600.0


def sessions(server: "Server[Any]", names: Sequence[str] = ()) -> StreamableHTTPSessionManager:
    """The server on HTTP, for one life: enter `run()`, then mount StreamableHTTPASGIApp of it.

    `names` are hosts that it is reached under besides this machine's own, without a port.
    """
    hosts = (*THIS_MACHINE, *names)
    return StreamableHTTPSessionManager(
        server,
        security_settings=TransportSecuritySettings(
            allowed_hosts=[f"{host}{port}" for host in hosts for port in ("", ":*")],
            allowed_origins=[
                f"{scheme}://{host}{port}"
                for scheme in ("http", "https")
                for host in hosts
                for port in ("", ":*")
            ],
        ),
        max_request_body_size=MAX_BODY,
        session_idle_timeout=IDLE_S,
        max_sessions=MAX_SESSIONS,
    )


def create_mcp_app(tools: Tools, features: Features, names: Sequence[str] = ()) -> Starlette:
    """The tools as an app of its own, at PATH, behind the features' gate.

    The desk, which is of the same features, is opened when the app starts.
    """
    manager = sessions(tools.server(), names)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncGenerator[None]:
        async with manager.run():
            await tools.open()
            yield

    app = Starlette(routes=[Route(PATH, FewValues(StreamableHTTPASGIApp(manager)))], lifespan=life)
    app.add_exception_handler(Refused, answer_error)
    app.add_middleware(BodyLimit, limit=MAX_BODY)
    if features.gate is not None:
        origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in names]
        app.add_middleware(KeyCheck, gate=features.gate, guesses=features.limits, origins=origins)
    app.add_middleware(AccessLog)
    app.add_middleware(TrustedProxies, trusted=features.trusted_proxies)
    return app
