"""The load client of bench/service.py: a process of its own, blocking sockets, kept open.

    python bench/load.py JOB      one JSON object in, one out

JOB names files that hold whole HTTP requests; they are sent in turns. Where a request has MARK,
twelve other digits stand there each time, so that no two are the same: nothing is encoded here.
"""

import json
import socket
import sys
import threading
import time
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

MARK = b"@@MARKMARK@@"
TIMEOUT_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    port: int
    files: list[str]
    connections: int = 1
    requests: int = 0  # in all; 0: as many as there is time for
    seconds: float = 0.0
    first: int = 0  # the number that stands in place of MARK first


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    took_ms: list[float]
    failures: dict[str, int]  # by status


class Connection:
    """One connection that is kept open; HTTP/1.1 as servers speak it here."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def ask(self, parts: list[bytes], number: int) -> tuple[str, bytes]:
        """Send a request whose parts are joined by a number; return status and body."""
        mark = b"%012d" % number
        self._socket.sendall(parts[0])
        for part in parts[1:]:
            self._socket.sendall(mark)
            self._socket.sendall(part)
        head = self._until(b"\r\n\r\n").lower()
        status = head[9:12].decode()
        if b"transfer-encoding: chunked" in head:
            body = b""
            while size := int(self._until(b"\r\n"), 16):
                body += self._exactly(size + 2)[:-2]
            self._until(b"\r\n")
        else:
            body = self._exactly(int(head.partition(b"content-length:")[2].split(b"\r")[0]))
        return status, body

    def close(self) -> None:
        self._socket.close()

    def _until(self, end: bytes) -> bytes:
        while end not in self._left:
            self._receive()
        found, _, self._left = self._left.partition(end)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._left) < size:
            self._receive()
        found, self._left = self._left[:size], self._left[size:]
        return found

    def _receive(self) -> None:
        data = self._socket.recv(1 << 16)
        if not data:
            raise ConnectionError("the server closed the connection")
        self._left += data


def run(job: Job) -> Run:
    """Ask over so many connections at once until requests or time are used up."""
    bodies = [Path(name).read_bytes().split(MARK) for name in job.files]
    numbers = count()
    took: list[float] = []
    failures: dict[str, int] = {}
    started = time.perf_counter()

    def ask() -> None:
        connection = Connection(job.port)
        while not job.seconds or time.perf_counter() < started + job.seconds:
            number = next(numbers)
            if job.requests and number >= job.requests:
                break
            sent = time.perf_counter()
            status, _ = connection.ask(bodies[number % len(bodies)], job.first + number)
            took.append((time.perf_counter() - sent) * 1000)
            if status != "200":
                failures[status] = failures.get(status, 0) + 1
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(job.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Run(time.perf_counter() - started, took, failures)


def main() -> None:
    given: dict[str, Any] = json.loads(sys.argv[1])
    print(json.dumps(asdict(run(Job(**given)))))


if __name__ == "__main__":
    main()
