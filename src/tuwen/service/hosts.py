"""Where pictures may be fetched from: the operator's list of hosts, and the public network.

Judgement on strings alone: nothing here looks up a name or opens a connection.
"""

import re
import string
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import quote

from tuwen.errors import ConfigError, InputError

LONGEST_URL: Final = 2048
HTTPS_PORT: Final = 443
# One grammar for URLs and the list: no user, no zone, no escapes, nothing beyond ASCII.
_AUTHORITY: Final = r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?"
_URL: Final = re.compile(
    rf"https://{_AUTHORITY}(?P<target>[/?][^#\\ ]*)?(?:#.*)?", re.ASCII | re.IGNORECASE
)
_ENTRY: Final = re.compile(rf"(?P<below>\*\.)?{_AUTHORITY}", re.ASCII | re.IGNORECASE)
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label that makes it an address

_UNICAST: Final = IPv6Network("2000::/3")  # all of IPv6 that is routed to anybody
# Beyond what `is_global` knows, or knows only in later Pythons.
_NOT_PUBLIC: Final = tuple(
    ip_network(block)
    for block in (
        "168.63.129.16/32",  # Azure's own services, on every machine there
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """What one request asks for; `host` is a lower-case name or an address, unbracketed."""

    host: str
    port: int
    target: str  # path and query, ASCII

    @property
    def authority(self) -> str:
        """Host and port as a URL and the Host header have them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == HTTPS_PORT else f"{host}:{self.port}"


class ImageHosts:
    """The hosts that the operator allows, and what URLs say in their light."""

    def __init__(self, text: str = "") -> None:
        """Read hosts parted by commas: `img.example.com`, `*.example.com`, `host:8443`,
        `93.184.216.34`, `[2606:2800::1]`. Raises ConfigError.
        """
        entries = [entry.strip() for entry in text.split(",")]
        self._entries = frozenset(_entry(entry) for entry in entries if entry)

    def __bool__(self) -> bool:
        return bool(self._entries)

    def place(self, url: str) -> Place:
        """Take a URL apart if it may be asked for. Raises InputError."""
        if not self:
            message = (
                "本服务没有开启按网址取图；请直接上传图片，"
                "或请管理员启动服务时加 --allow-image-host 主机名。"
            )
            raise InputError("url_not_allowed", message)
        place = _parsed(url)
        if _is_address(place.host) and not is_public(place.host):
            raise forbidden(place)
        if not self._lists(place):
            message = (
                f"主机 {place.authority} 不在允许取图之列；请直接上传图片，"
                f"或请管理员启动服务时加 --allow-image-host {place.authority}。"
            )
            raise InputError("url_not_allowed", message)
        return place

    def _lists(self, place: Place) -> bool:
        if (False, place.host, place.port) in self._entries:
            return True
        labels = place.host.split(".")
        above = (".".join(labels[start:]) for start in range(1, len(labels)))
        return any((True, host, place.port) in self._entries for host in above)


def is_public(address: str) -> bool:
    """Whether this address, in its usual notation, is one of the public network.

    Not private, this machine's, link-local, shared (100.64.0.0/10), multicast, reserved, nor
    an IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo).
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (found.scope_id or found not in _UNICAST):
        return False
    return (
        found.is_global
        and not (found.is_multicast or found.is_reserved)
        and not any(found in block for block in _NOT_PUBLIC)
    )


def forbidden(place: Place) -> InputError:
    """What is said of a host that leads into somebody's own network."""
    message = f"主机 {place.authority} 指向内部或保留的网络地址，不能取图；请直接上传图片。"
    return InputError("url_forbidden_address", message)


def _entry(text: str) -> tuple[bool, str, int]:
    """Whether names below the host are meant, the host, the port."""
    match = _ENTRY.fullmatch(text)
    host = _canonical(match["host"]) if match else None
    port = _port(match["port"]) if match else None
    below = bool(match and match["below"])
    if host is None or port is None or (below and (_is_address(host) or "." not in host)):
        message = (
            f"--allow-image-host 的 {text!r} 无效；"
            "应形如 img.example.com、*.example.com 或 img.example.com:8443。"
        )
        raise ConfigError("bad_image_host", message)
    if _is_address(host) and not is_public(host):
        message = f"--allow-image-host 的 {text!r} 不是公网地址，不能取图；请去掉它。"
        raise ConfigError("bad_image_host", message)
    return below, host, port


def _parsed(url: str) -> Place:
    if len(url) > LONGEST_URL:
        message = f"网址超过 {LONGEST_URL} 个字符；请改用更短的网址，或直接上传图片。"
        raise InputError("url_bad", message)
    if url[:8].lower() != "https://":
        message = "只支持以 https:// 开头的图片网址；请改用 https 网址，或直接上传图片。"
        raise InputError("url_not_https", message)
    match = _URL.fullmatch(url) if url.isprintable() else None
    host = _canonical(match["host"]) if match else None
    port = _port(match["port"]) if match else None
    if match is None or host is None or port is None:
        message = (
            "图片网址写法有误；应形如 https://img.example.com/a.png，"
            "不含用户名、空格与反斜杠，主机名用英文字母（中文域名请写成 xn-- 形式）。"
        )
        raise InputError("url_bad", message)
    target = quote(match["target"] or "/", safe=string.punctuation)
    return Place(host, port, target if target.startswith("/") else f"/{target}")


def _canonical(host: str) -> str | None:
    """The host as it is compared; None for an address in an unusual notation and for no name."""
    host = host.lower()
    try:
        if host.startswith("["):
            return str(IPv6Address(host[1:-1]))
        if _NUMBER.fullmatch(host.rpartition(".")[2]):
            return str(IPv4Address(host))
    except ValueError:
        return None
    return host if _NAME.fullmatch(host) else None


def _port(digits: str | None) -> int | None:
    port = HTTPS_PORT if digits is None else int(digits)
    return port if 0 < port < 65536 else None


def _is_address(host: str) -> bool:
    """Of a canonical host: no name ends in a number, and only IPv6 has colons."""
    return ":" in host or host.rpartition(".")[2].isdigit()
