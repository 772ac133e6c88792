"""What counting a request costs: in memory, and in a Redis on the same machine.

    python bench/limiting.py [--requests 2000]

Each request counts with a key and an address, a minute, a day and at once, as the server does.
Starts a redis-server of its own, which has to be on PATH.
"""

import asyncio
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

from measuring import heading, parser, publish, quantiles, table

from tuwen.server.limits import Allowance, RateLimits

KEYS = 500
AT_ONCE = (1, 16)
AMPLE = Allowance(rpm=10**6, concurrent=10**6, daily=10**6)


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--requests", type=int, default=2000)
    arguments = options.parse_args()
    if shutil.which("redis-server") is None:
        raise SystemExit("redis-server is not on PATH")
    with redis() as url:
        records = [
            asyncio.run(measured(name, at, arguments.requests, at_once))
            for name, at in (("memory", ""), ("Redis", url))
            for at_once in AT_ONCE
        ]
    said = f"none; {arguments.requests} requests by {KEYS} keys and as many addresses"
    head = heading("Cost of counting a request", said, ("redis", "Tuwen"))
    publish("limiting", f"{head}\n{table(records)}", records, arguments)


async def measured(name: str, url: str, requests: int, at_once: int) -> dict[str, Any]:
    """Enter and leave so many times, `at_once` at a time."""
    limits = RateLimits.at(url, patience_s=30)
    took: list[float] = []
    numbers = iter(range(requests))

    async def ask() -> None:
        for number in numbers:
            subjects: Mapping[str, Allowance] = {
                f"address:{number % KEYS}": AMPLE,
                f"key:{number % KEYS}": AMPLE,
            }
            started = time.perf_counter()
            async with limits.enter(subjects):
                pass
            took.append((time.perf_counter() - started) * 1e6)

    await asyncio.gather(*(ask() for _ in range(at_once)))
    took.clear()
    numbers = iter(range(requests))
    started, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*(ask() for _ in range(at_once)))
    whole, work = time.perf_counter() - started, time.process_time() - worked
    assert limits.shared_ok
    await limits.close()
    median, p95 = quantiles(took)
    return {
        "counted in": name,
        "at once": at_once,
        "median µs": round(median),
        "p95 µs": round(p95),
        "own CPU µs": round(work / requests * 1e6),
        "requests a second": round(requests / whole),
    }


@contextmanager
def redis() -> Generator[str]:
    """Run one on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        with subprocess.Popen(
            [*command, "--dir", folder], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if "eady to accept connections" in line:
                    break
            try:
                yield f"redis://127.0.0.1:{port}/0"
            finally:
                process.kill()


if __name__ == "__main__":
    main()
