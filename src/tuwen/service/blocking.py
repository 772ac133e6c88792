"""What blocks, heard piece by piece on an event loop."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")


async def threaded(threads: ThreadPoolExecutor, pieces: Iterator[Item]) -> AsyncGenerator[Item]:
    """Yield what an iterator gives that may block; it runs in one thread."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()

    def say(what: str, said: Any) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, (what, said))

    def work() -> None:
        try:
            for piece in pieces:
                say("piece", piece)
        except BaseException as error:
            say("error", error)
        else:
            say("end", None)

    future = threads.submit(work)
    try:
        while True:
            what, said = await queue.get()
            if what == "end":
                return
            if what == "error":
                raise said
            yield said
    finally:
        future.cancel()
