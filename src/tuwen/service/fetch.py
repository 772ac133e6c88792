"""Pictures by URL: the one place that asks another machine for what a stranger named.

Every hop is judged anew, by its URL (`hosts.py`) and by all addresses of its name; the request
then goes to an address that was judged, while TLS and the Host header keep the name.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

import httpx2

from tuwen.errors import Busy, InputError
from tuwen.figure.decode import MAX_BYTES, check_start, too_large
from tuwen.service.hosts import ImageHosts, Place, forbidden, is_public

_log = logging.getLogger("tuwen.fetch")
MAX_REDIRECTS: Final = 3
ADDRESSES_TRIED: Final = 3
CONNECT_SECONDS: Final = 4.0  # for each address
REDIRECTS: Final = (301, 302, 303, 307, 308)
BYTES_OF_ANY_KIND: Final = ("application/octet-stream", "binary/octet-stream")
CONTENT: Final = "该网址的内容"

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, by the machine's resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def name_of(url: str) -> str:
    """The file's name at a URL's end, by which an article may call the picture; "" for none."""
    try:
        return unquote(urlsplit(url).path).rpartition("/")[2]
    except ValueError:
        return ""


class Fetcher:
    """Fetches pictures from the hosts that the operator allows; from none by default."""

    def __init__(
        self,
        allow: str = "",
        *,
        resolve: Resolve = look_up,
        transport: httpx2.AsyncBaseTransport | None = None,
        seconds: float = 15.0,
        at_once: int = 8,
    ) -> None:
        """Take the hosts parted by commas (see `ImageHosts`). Raises ConfigError.

        `seconds` bound a whole fetch: names, redirects and the wait for one of `at_once` turns.
        `transport` is given requests for addresses only, never for names.
        """
        self._hosts = ImageHosts(allow)
        self._resolve = resolve
        self._given_transport = transport
        self._seconds = seconds
        self._turns = asyncio.Semaphore(at_once)

    @property
    def active(self) -> bool:
        """Whether any host is allowed."""
        return bool(self._hosts)

    @cached_property
    def _transport(self) -> httpx2.AsyncBaseTransport:
        """One that goes by no proxy; made late, since it reads the certificates."""
        return self._given_transport or httpx2.AsyncHTTPTransport()

    async def fetch(self, url: str) -> bytes:
        """The picture's bytes, at most MAX_BYTES and not yet decoded.

        Raises InputError, and Busy where other fetches took all turns for the whole time.
        """
        place = self._hosts.place(url)
        begun = False
        try:
            async with asyncio.timeout(self._seconds), self._turns:
                begun = True
                return await self._followed(place)
        except TimeoutError as error:
            if not begun:
                raise Busy("busy", "正在取图的请求过多；请稍后再试，或直接上传图片。") from error
            raise _too_slow(place) from error

    async def _followed(self, place: Place) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            async with self._answered(place) as response:
                goal = response.headers.get("location")
                if response.status_code not in REDIRECTS or goal is None:
                    return await _picture(response)
            place = self._redirected(place, goal)
        message = f"该网址转向超过 {MAX_REDIRECTS} 次；请改用图片最终的网址，或直接上传图片。"
        raise InputError("url_too_many_redirects", message)

    def _redirected(self, place: Place, goal: str) -> Place:
        try:
            url = urljoin(f"https://{place.authority}{place.target}", goal)
        except ValueError:  # a torn IPv6 address
            url = goal
        try:
            return self._hosts.place(url)
        except InputError as error:
            raise InputError(error.code, f"该网址转向了别处：{error.message}") from error

    @asynccontextmanager
    async def _answered(self, place: Place) -> AsyncGenerator[httpx2.Response]:
        """The answer's head, with its body to be read inside the block."""
        response: httpx2.Response | None = None
        try:
            response = await self._asked(place, await self._addresses(place))
            yield response
        except (httpx2.HTTPError, OSError) as error:
            _log.info("%s: %s: %s", place.authority, type(error).__name__, error)
            raise _failure(place, error) from error
        finally:
            if response is not None:
                await response.aclose()

    async def _addresses(self, place: Place) -> list[str]:
        """All addresses of the place, each of the public network. Raises InputError, OSError."""
        found = await self._resolve(place.host, place.port)
        if not all(is_public(address) for address in found):
            _log.warning("%s has an address that is not public: %s", place.authority, found)
            raise forbidden(place)
        if not found:
            raise OSError("the name has no address")
        return list(dict.fromkeys(found))[:ADDRESSES_TRIED]

    async def _asked(self, place: Place, addresses: list[str]) -> httpx2.Response:
        """Ask the first address that can be reached. Raises httpx2.HTTPError."""
        *others, last = addresses
        for address in others:
            try:
                return await self._transport.handle_async_request(_request(place, address))
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                _log.info("%s at %s: %s", place.authority, address, error)
        return await self._transport.handle_async_request(_request(place, last))


def _request(place: Place, address: str) -> httpx2.Request:
    """A request to an address, in the name of the place; its connection serves no other."""
    url = httpx2.URL(
        scheme="https", host=address, port=place.port, raw_path=place.target.encode("ascii")
    )
    headers = {
        "host": place.authority,
        "accept": "image/*",
        "accept-encoding": "identity",
        "user-agent": "tuwen",
        "connection": "close",
    }
    times = httpx2.Timeout(None, connect=CONNECT_SECONDS).as_dict()
    named = {"sni_hostname": place.host, "timeout": times}
    return httpx2.Request("GET", url, headers=headers, extensions=named)


async def _picture(response: httpx2.Response) -> bytes:
    """The body, if it is a picture. Raises InputError, httpx2.HTTPError."""
    if response.status_code != 200:
        message = f"该网址返回 {response.status_code}；请在浏览器中确认它能打开，或直接上传图片。"
        raise InputError("url_bad_status", message)
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        message = "该网址的图片经过压缩传输，不能读取；请直接上传图片。"
        raise InputError("url_bad_encoding", message)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (kind.startswith("image/") or kind in BYTES_OF_ANY_KIND):
        message = (
            "该网址给出的不是图片，可能是网页；"
            "请改用图片本身的网址（在图片上点右键，复制图片地址），或直接上传图片。"
        )
        raise InputError("not_a_picture", message)
    if _declared(response) > MAX_BYTES:
        raise too_large(CONTENT)
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MAX_BYTES:
            raise too_large(CONTENT)
    data = bytes(body)
    check_start(data, CONTENT)
    return data


def _declared(response: httpx2.Response) -> int:
    length = response.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


def _failure(place: Place, error: Exception) -> InputError:
    """What went wrong on the way, in words."""
    if _is_of_certificate(error):
        message = f"主机 {place.authority} 的证书无效，不能安全取图；请直接上传图片。"
        return InputError("url_bad_certificate", message)
    message = (
        f"连不上主机 {place.authority}，或连接中断；请在浏览器中确认该网址能打开，或直接上传图片。"
    )
    return InputError("url_unreachable", message)


def _too_slow(place: Place) -> InputError:
    message = f"从主机 {place.authority} 取图过慢，已中止；请稍后再试，或直接上传图片。"
    return InputError("url_too_slow", message)


def _is_of_certificate(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None
