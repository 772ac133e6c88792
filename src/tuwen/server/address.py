"""Who asks: the client's address, taken from a proxy's word only where the proxy is trusted."""

import re
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TYPE_CHECKING

from tuwen.errors import ConfigError

if TYPE_CHECKING:  # settings are checked here too, in commands that start no server
    from starlette.types import ASGIApp, Receive, Scope, Send

Networks = tuple[IPv4Network | IPv6Network, ...]

_WITH_PORT = re.compile(r"\[(.+)\](?::\d{1,5})?|([\d.]+):\d{1,5}")


def networks(text: str) -> Networks:
    """Read addresses and networks (CIDR), parted by commas. Raises ConfigError."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    try:
        return tuple(ip_network(part, strict=False) for part in parts)
    except ValueError as error:
        message = (
            f"trusted_proxies 无效：{text}；应为以逗号分隔的 IP 地址或网段，"
            "例如 127.0.0.1,10.0.0.0/8。"
        )
        raise ConfigError("bad_trusted_proxies", message) from error


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine and no other; a name may lead anywhere."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def client_of(peer: str, forwarded: str, trusted: Networks) -> str:
    """The client's address: the peer's, or what trusted proxies wrote into X-Forwarded-For.

    Each proxy appends whom it saw, so the list is read from the right for as long as the
    address at hand is a trusted proxy's. An entry that is no address ends the reading.
    """
    address = _address(peer)
    if address is None:
        return peer
    for hop in reversed(forwarded.split(",")):
        before = _address(hop) if _is_among(address, trusted) else None
        if before is None:
            break
        address = before
    return str(address)


def counted_as(host: str) -> str:
    """Name whom an address is counted with: IPv6 by its /64, which one subscriber has whole."""
    address = _address(host)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return host if address is None else str(address)


class TrustedProxies:
    """ASGI middleware: `client` and `scheme` of a request that came through trusted proxies.

    uvicorn's own `proxy_headers` has to be off: it trusts the loopback addresses unasked.
    """

    def __init__(self, app: "ASGIApp", trusted: Networks) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] == "http" and scope.get("client"):
            scope = {**scope, **self._seen_through(scope)}
        await self._app(scope, receive, send)

    def _seen_through(self, scope: "Scope") -> "Scope":
        peer, port = scope["client"]
        if not _is_among(_address(peer), self._trusted):
            return {}
        client = client_of(peer, _header(scope, b"x-forwarded-for"), self._trusted)
        scheme = _header(scope, b"x-forwarded-proto").rsplit(",", 1)[-1].strip().lower()
        return {
            "client": (client, port if client == peer else 0),
            "scheme": scheme if scheme in ("http", "https") else scope["scheme"],
        }


def _is_among(address: IPv4Address | IPv6Address | None, wanted: Networks) -> bool:
    return address is not None and any(address in network for network in wanted)


def _header(scope: "Scope", name: bytes) -> str:
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if match := _WITH_PORT.fullmatch(text):
        text = match[1] or match[2]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
