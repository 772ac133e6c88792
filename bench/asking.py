"""The asynchronous client of the benches that do a server harm, and what they watch meanwhile."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

Item = TypeVar("Item")
PATIENCE_S = 30.0
UNFINISHED_S = 1.0  # until a request that may be unfinished is ended from here


@dataclass(frozen=True, slots=True)
class Sent:
    """The bytes of a request; whether the server has all that it could wait for."""

    data: bytes
    whole: bool = True


HEALTHZ = Sent(b"GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body; `closed` where the server closed without a word, `hang` where it is mute.

    `away` where nobody listened.
    """

    status: str
    body: bytes
    took_ms: float


@dataclass(slots=True)
class Health:
    """How long /healthz took, each time, and how often it failed."""

    took_ms: list[float] = field(default_factory=list[float])
    failed: int = 0

    @property
    def slowest_ms(self) -> float:
        return max(self.took_ms, default=0.0)


class Client:
    """Asks one request after the other; over one connection where it is `kept`."""

    def __init__(self, port: int, *, kept: bool = False, patience_s: float = PATIENCE_S) -> None:
        self._port, self._kept, self._patience_s = port, kept, patience_s
        self._ends: tuple[StreamReader, StreamWriter] | None = None

    async def ask(self, sent: Sent) -> Answer:
        """What came of a request, whatever that is; counted from before the connection."""
        asked = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience_s):
                status, body = await self._exchanged(sent)
        except TimeoutError:
            status, body = "hang", b""
        except (OSError, asyncio.IncompleteReadError):
            status, body = "closed" if self._ends else "away", b""
        if not (self._kept and status.isdigit()):
            self.close()
        return Answer(status, body, (time.perf_counter() - asked) * 1000)

    async def abandon(self, data: bytes) -> None:
        """Send something over a connection of its own, and leave."""
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(data)
            await writer.drain()
            writer.transport.abort()

    def close(self) -> None:
        """Leave, whatever is under way."""
        if self._ends is not None:
            self._ends[1].transport.abort()
            self._ends = None

    async def _exchanged(self, sent: Sent) -> tuple[str, bytes]:
        if self._ends is None or self._ends[0].at_eof():
            self.close()
            self._ends = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._ends
        writer.write(sent.data)
        answering = asyncio.ensure_future(_answer(reader, sent.data.startswith(b"HEAD ")))
        try:
            if not sent.whole:
                await asyncio.wait((answering,), timeout=UNFINISHED_S)
                if not answering.done():  # the server may well wait for more
                    writer.write_eof()
            return await answering
        finally:
            answering.cancel()
            with suppress(Exception, asyncio.CancelledError):
                await answering


@asynccontextmanager
async def watched(port: int, every_s: float) -> AsyncGenerator[Health]:
    """Ask for /healthz all the while, each time over a new connection."""
    health, client = Health(), Client(port)

    async def watch() -> None:
        while True:
            answer = await client.ask(HEALTHZ)
            health.took_ms.append(answer.took_ms)
            health.failed += answer.status != "200"
            await asyncio.sleep(every_s)

    watching = asyncio.create_task(watch())
    try:
        yield health
    finally:
        watching.cancel()
        client.close()


async def paced(items: Iterable[Item], rate: float) -> AsyncGenerator[Item]:
    """Yield so many a second; after a delay as many as were due meanwhile."""
    begun = time.perf_counter()
    for number, item in enumerate(items):
        wait = begun + number / rate - time.perf_counter()
        await asyncio.sleep(max(0.0, wait))
        yield item


async def _answer(reader: StreamReader, bare: bool) -> tuple[str, bytes]:
    status = "100"
    head = b""
    while status.startswith("1"):
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = head[9:12].decode("latin-1")
    _, found, rest = head.partition(b"\r\ncontent-length:")
    size = int(rest.split(b"\r")[0]) if found and not bare else 0
    return status, await reader.readexactly(size)
