"""A server on loopback that speaks OpenAI's chat completions, well or badly, as a test says."""

import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request by the next of the server's scripts; the last one stays."""

    server: "Server"  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers), {}))
        self.reply(200, {"data": [{"id": "glm-4.6v-flash"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((self.path, dict(self.headers), body))
        scripts = self.server.scripts
        (scripts.pop(0) if len(scripts) > 1 else scripts[0])(self, body)

    def reply(self, status: int, body: Any, **headers: str) -> None:
        self.send_response(status)
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def stream(self, *events: Any) -> None:
        """Send events; a str goes out as it stands."""
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for event in events:
            data = event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)
            self.wfile.write(f"data: {data}\n\n".encode())
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Keeps what it was asked: (path, headers, body)."""

    daemon_threads = True

    def __init__(self, *scripts: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.scripts = list(scripts)
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [body for path, _, body in self.asked if path.endswith("/chat/completions")]


@contextmanager
def serving(*scripts: Answer) -> Generator[Server]:
    """A server that is up inside the block."""
    server = Server(*scripts)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def piece(text: str, reason: str | None = None) -> dict[str, Any]:
    """One event of a stream."""
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}


def says(*texts: str, reason: str = "stop") -> Answer:
    """A good answer in pieces, with its usage."""
    usage = {"choices": [], "usage": {"prompt_tokens": 320, "completion_tokens": len(texts)}}
    events = [*map(piece, texts), piece("", reason), usage, "[DONE]"]
    return lambda handler, _: handler.stream(*events)


def fails(status: int, body: Any = "{}", **headers: str) -> Answer:
    """An answer with a status other than 200."""
    return lambda handler, _: handler.reply(status, body, **headers)


def sends(*events: Any) -> Answer:
    """A stream of these events, and no proper end."""
    return lambda handler, _: handler.stream(*events)


def hangs(*events: Any) -> Answer:
    """These events, then silence until the test is over."""

    def script(handler: Handler, _: dict[str, Any]) -> None:
        handler.stream(*events)
        handler.server.released.wait(20)

    return script
