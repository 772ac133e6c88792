"""Servers on loopback that stand for public hosts, and a transport that leads to them."""

import asyncio
import os
import socket
import ssl
import struct
import subprocess
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2
from PIL import Image

from tuwen.errors import InputError
from tuwen.service.fetch import Fetcher

ALLOWED = "img.example.com,*.cdn.example.com,93.184.216.34"
URL = "https://img.example.com/a.png"
PUBLIC, OTHER_PUBLIC = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"
Answer = Callable[["PictureServer", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A key and a certificate that vouches for itself."""

    key: Path
    certificate: Path

    @classmethod
    def made(cls, folder: Path, *names: str) -> Self:
        made = cls(folder / "key.pem", folder / "certificate.pem")
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                   "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=tuwen test",
                   "-addext", f"subjectAltName={','.join(names)}",
                   "-keyout", str(made.key), "-out", str(made.certificate)]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        return made

    def serving(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def trusting(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.certificate)
        return context


@dataclass
class PictureServer:
    """Answers by path; keeps the heads of requests and the names that TLS was asked for."""

    answers: dict[str, Answer]
    certificate: Certificate | None  # none: speaks no TLS
    heads: list[str] = field(default_factory=list[str])
    names: list[str | None] = field(default_factory=list[str | None])
    released: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def __aenter__(self) -> Self:
        tls = self.certificate.serving() if self.certificate else None
        if tls:
            tls.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        self._server.close()
        await asyncio.gather(*self._tasks)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.create_task(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            if self.certificate is None:
                await reader.read(1)
                await reply(400)(self, writer)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
            self.heads.append(head.lower())
            self.came.set()
            await self.answers[head.split()[1]](self, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


@dataclass
class Roads(httpx2.AsyncBaseTransport):
    """The real transport, led to a server on loopback where an address has one."""

    tls: ssl.SSLContext
    ports: dict[str, int]
    dialled: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])

    def __post_init__(self) -> None:
        self._real = httpx2.AsyncHTTPTransport(verify=self.tls)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        address = request.url.host
        self.dialled.append((address, request.url.port or 443))
        if address not in self.ports:
            raise (httpx2.ConnectError, httpx2.ConnectTimeout)[len(self.dialled) % 2](
                "nobody there"
            )
        request.url = request.url.copy_with(host="127.0.0.1", port=self.ports[address])
        return await self._real.handle_async_request(request)


@dataclass
class Names:
    """A resolver: each name's answers in turn, of which the last one stays."""

    answers: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list[str])

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        answers = self.answers.get(host)
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return answers.pop(0) if len(answers) > 1 else answers[0]


def reply(status: int, body: bytes = b"", **headers: str) -> Answer:
    """An answer; header names have _ for -."""
    given = {"content_length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value]
    head = "\r\n".join([f"HTTP/1.1 {status} Text", *lines, "", ""]).encode()

    async def answer(_: PictureServer, writer: asyncio.StreamWriter) -> None:
        writer.write(head + body)
        await writer.drain()

    return answer


def turn(goal: str, status: int = 302) -> Answer:
    """A redirect that also sets a cookie."""
    return reply(status, location=goal, set_cookie="session=1")


def silent(sent: bytes = b"") -> Answer:
    """Send this, then nothing more until the test is over."""

    async def answer(server: PictureServer, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await server.released.wait()

    return answer


def dripping(head: bytes) -> Answer:
    """Send a byte every few milliseconds, without end."""

    async def answer(server: PictureServer, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not server.released.is_set():
            writer.write(b"x")
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(server.released.wait(), 0.005)

    return answer


def garbling(sent: bytes) -> Answer:
    """Send this, then bytes that are no TLS."""

    async def answer(server: PictureServer, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()
        os.write(writer.get_extra_info("socket").fileno(), b"\x17\x03\x03\x00\x20" + bytes(32))
        await server.released.wait()

    return answer


def resetting(sent: bytes) -> Answer:
    """Send this, then reset the connection."""

    async def answer(_: PictureServer, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await writer.drain()
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    return answer


def png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (60, 40), "white").save(buffer, "PNG")
    return buffer.getvalue()


PNG = png()
GOOD = reply(200, PNG, content_type="image/png")


@dataclass
class Visit:
    """One fetch: what came of it, and what the world saw of it."""

    data: bytes = b""
    code: str = ""
    message: str = ""
    dialled: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    looked_up: list[str] = field(default_factory=list[str])
    heads: list[str] = field(default_factory=list[str])
    names: list[str | None] = field(default_factory=list[str | None])


def visit(
    certificate: Certificate,
    answers: dict[str, Answer] | Answer = GOOD,
    url: str = URL,
    *,
    allow: str = ALLOWED,
    names: dict[str, list[list[str]]] | None = None,
    serving: Certificate | None = None,
    plain: bool = False,
    seconds: float = 20.0,
) -> Visit:
    """Fetch once from a server at two public addresses and, for who falls for it, at this one."""
    paths = answers if isinstance(answers, dict) else {"/a.png": answers}
    known = names or {"img.example.com": [[PUBLIC]], "a.cdn.example.com": [[OTHER_PUBLIC]]}
    seen = Visit()

    async def run() -> None:
        async with PictureServer(paths, None if plain else serving or certificate) as server:
            near = (PUBLIC, OTHER_PUBLIC, "127.0.0.1", "::1")
            ports: dict[str, int] = dict.fromkeys(near, server.port)
            roads, resolver = Roads(certificate.trusting(), ports), Names(known)
            fetcher = Fetcher(allow, resolve=resolver, transport=roads, seconds=seconds)
            try:
                seen.data = await fetcher.fetch(url)
            except InputError as error:
                seen.code, seen.message = error.code, error.message
        seen.dialled, seen.looked_up = roads.dialled, resolver.asked
        seen.heads, seen.names = server.heads, server.names

    asyncio.run(run())
    assert seen.data or seen.message.endswith("。")
    return seen
