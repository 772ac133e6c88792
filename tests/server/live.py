"""A real server on a free port of this machine, for clients that know only an address."""

import base64
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import uvicorn

from tuwen.server.app import create_app
from tuwen.server.wire import configured
from tuwen.service.reader import reader_pool
from tuwen.service.summarizer import Summarizer


class Told(uvicorn.Server):
    """Says when it is there."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.there = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.there.set()


@contextmanager
def live(summarizer: Summarizer) -> Generator[str]:
    """The address of a server that is up inside the block."""
    readers: Any = reader_pool(size=1, queue_limit=32, polite=True)
    server = Told(configured(create_app(summarizer, readers)))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert server.there.wait(30)
        readers.wait_until_ready()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def data_url(picture: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(picture).decode()}"


def says(*parts: str | bytes) -> dict[str, Any]:
    """A user message: a str is a text, bytes are a picture."""
    return {
        "role": "user",
        "content": [
            {"type": "text", "text": part}
            if isinstance(part, str)
            else {"type": "image_url", "image_url": {"url": data_url(part), "detail": "high"}}
            for part in parts
        ],
    }
