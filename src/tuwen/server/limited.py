"""The limits laid around the app: who asks too much gets 429 and is told when to come back."""

from contextlib import AsyncExitStack, suppress
from typing import Protocol

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tuwen.errors import TooMany
from tuwen.server.address import counted_as
from tuwen.server.errors import Refused, allowance_headers, error_response
from tuwen.server.limits import Allowance, RateLimits


class Keyed(Protocol):
    """What authentication leaves in `scope["state"]["key"]`."""

    @property
    def id(self) -> str: ...
    @property
    def allowance(self) -> Allowance: ...


class Limited:
    """ASGI middleware: requests under /v1/ count with their key, or without one with their address.

    A platform's own server sends much from one address: its key says how much.

    Stands inside what tells the client's address and what checks the key, which leaves a
    `Keyed` in `scope["state"]["key"]`. Places are held until the answer's last byte.
    """

    def __init__(self, app: ASGIApp, limits: RateLimits, per_address: Allowance) -> None:
        self._app = app
        self._limits = limits
        self._per_address = per_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        async with AsyncExitStack() as stack:
            try:
                standing = await stack.enter_async_context(
                    self._limits.enter(subjects(scope, self._per_address))
                )
            except TooMany as error:
                await _read_to_the_end(receive)
                await error_response(error)(scope, receive, send)
                return

            async def watched(message: Message) -> None:
                if message["type"] == "http.response.start" and standing is not None:
                    said = allowance_headers(standing.limit, standing.remaining, standing.reset)
                    MutableHeaders(scope=message).update(said)
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    await stack.aclose()  # before the client can send its next request
                await send(message)

            await self._app(scope, receive, watched)


def subjects(scope: Scope, per_address: Allowance) -> dict[str, Allowance]:
    """With whom a request counts, and what is allowed there."""
    key: Keyed | None = scope.get("state", {}).get("key")
    if key is not None:
        return {f"key:{key.id}": key.allowance}
    host = scope["client"][0] if scope.get("client") else "unknown"
    return {f"address:{counted_as(host)}": per_address}


async def _read_to_the_end(receive: Receive) -> None:
    """Who is cut off while sending never sees the answer."""
    with suppress(Refused):
        while (await receive()).get("more_body"):
            pass
