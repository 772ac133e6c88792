"""Hostile input: bad heads, bodies, headers and spoilt pictures against a server of its own.

    python bench/fuzz.py --count 25000 --seconds 300 --save
    python bench/fuzz.py --schemathesis-python PYTHON      also what the OpenAPI document leads to
    python bench/fuzz.py --show heads:17                   one of the requests, as it is sent

Every request comes from the seed, its part and its number. What should not be: an answer of 5xx
but for a 503 that says busy, none within 30 s, an error in another than the common form.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asking import PATIENCE_S, Client, watched
from fuzz_pictures import decoder
from fuzz_requests import PARTS, among, made
from measuring import heading, parser, publish, table
from service_ways import Server, started, tuwen

AT_ONCE = 64
PICTURES_AT_ONCE = 24  # below the server's queue
WARM_UP = 0.1  # of a part: what the server takes only once
WATCHED_EVERY_S = 0.25
SETTLED_S = 8.0  # kept connections are closed after 5 s
PACKAGES = ("Tuwen", "uvicorn", "httptools", "Pillow")
SETTINGS = {
    "TUWEN_TRUSTED_PROXIES": "127.0.0.1",
    "TUWEN_CORS_ORIGINS": "https://blog.example.com",
    "TUWEN_CACHE_MB": "64",
}


@dataclass(slots=True)
class Told:
    """What became of a part's requests."""

    statuses: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])
    slowest_s: float = 0.0
    seconds: float = 0.0


def main() -> None:
    """Send and print."""
    options = parser(__doc__)
    options.add_argument("--count", type=int, default=2000, help="requests of each part")
    options.add_argument("--seconds", type=float, default=60.0, help="for each part, at most")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="the first number")
    options.add_argument("--only", choices=(*PARTS, "decoder"), action="append")
    options.add_argument("--show", default="", metavar="PART:NUMBER")
    options.add_argument("--schemathesis-python", default="", help="of an environment with it")
    given = options.parse_args()
    if given.show:
        part, _, number = given.show.partition(":")
        print(made(given.seed, part, int(number)).data)
        return
    chosen = given.only or [*PARTS, "decoder"]
    rows: list[dict[str, Any]] = []
    wrong: list[str] = []
    text = heading("Hostile input", "drawn ones of every format, spoilt", PACKAGES)
    among()  # made before the clock runs
    with tempfile.TemporaryDirectory() as folder:
        command = tuwen("--engine", "embedded", "--workers", "1", "--store", f"{folder}/store.db")
        with started(command, "/readyz", SETTINGS) as server:
            for part in [part for part in chosen if part in PARTS]:
                row, found = asyncio.run(_part(server, part, given))
                rows.append(row)
                wrong += found
            if given.schemathesis_python:
                text += f"\n## Schemathesis\n\n{_schemathesis(server, given)}\n"
    if rows:
        text += f"\n## Requests\n\n{table(rows)}\n"
        text += "\n".join(
            ["", "What should not be:", *map("- {}".format, wrong or ["nothing"]), ""]
        )
    if "decoder" in chosen:
        row = decoder(given.seed, given.count, given.seconds)
        codes = row.pop("codes")
        rows.append({"part": "decoder", **row})
        text += f"\n## The decoder alone\n\n{table([row])}\n\n{codes}\n"
    publish("fuzz", text, rows, given)
    sys.exit(bool(wrong))


async def _part(
    server: Server, part: str, given: argparse.Namespace
) -> tuple[dict[str, Any], list[str]]:
    """Send a part's requests, the first of them before anything is measured."""
    told = Told()
    last, warm = given.first + given.count, given.first + int(given.count * WARM_UP)
    async with watched(server.port, WATCHED_EVERY_S) as health:
        await _sent(server.port, part, given, told, iter(range(given.first, warm)), WARM_UP)
        await asyncio.sleep(min(SETTLED_S, given.seconds / 8))
        before = server.taken()
        await _sent(server.port, part, given, told, iter(range(warm, last)), 1 - WARM_UP)
        await asyncio.sleep(min(SETTLED_S, given.seconds / 8))
        after = server.taken()
    if health.failed:
        told.wrong.append(f"{part}: /healthz failed {health.failed} times")
    said = ", ".join(f"{status}: {n}" for status, n in sorted(told.statuses.items()))
    row = {
        "part": part,
        "requests": told.statuses.total(),
        "s": round(told.seconds),
        "answers": said,
        "wrong": len(told.wrong),
        "slowest s": round(told.slowest_s, 1),
        "/healthz": f"{len(health.took_ms)} asked, {health.failed} failed, "
        f"{health.slowest_ms:.0f} ms",
        **{name: f"{old} → {after[name]}" for name, old in before.items()},
    }
    return row, told.wrong


async def _sent(
    port: int,
    part: str,
    given: argparse.Namespace,
    told: Told,
    numbers: Iterator[int],
    share: float,
) -> None:
    """Send the requests of these numbers, in so much of the time."""
    begun = time.perf_counter()

    async def sender() -> None:
        client = Client(port)
        for number in numbers:
            answer = await client.ask(made(given.seed, part, number))
            told.slowest_s = max(told.slowest_s, answer.took_ms / 1000)
            told.statuses[answer.status] += 1
            if complaint := wrong(answer.status, answer.body):
                told.wrong.append(f"{part}:{number}: {complaint}")
            if time.perf_counter() > begun + given.seconds * share:
                return

    at_once = PICTURES_AT_ONCE if part == "pictures" else AT_ONCE
    await asyncio.gather(*(sender() for _ in range(at_once)))
    told.seconds += time.perf_counter() - begun


def wrong(status: str, body: bytes) -> str:
    """What is wrong with an answer, if anything."""
    if status == "hang":
        return "no answer in time"
    if status == "closed" or status < "400":
        return ""
    try:
        error = json.loads(body)["error"] if body else {"code": "", "message": "of a HEAD"}
        code, message = error["code"], error["message"]
    except (ValueError, LookupError, TypeError):
        return (
            ""
            if status == "400" and body.startswith(b"Disallowed CORS")
            else (f"{status} in another form: {body[:80]!r}")
        )
    if status >= "500" and not (status == "503" and code == "busy"):
        return f"{status} {code}"
    return "" if message else f"{status} without a message"


def _schemathesis(server: Server, given: argparse.Namespace) -> str:
    """The lines that it sums up with."""
    program = Path(given.schemathesis_python).absolute().with_name("schemathesis")
    command = [
        str(program), "--no-color", "run", f"http://127.0.0.1:{server.port}/openapi.json",
        "--checks", "not_a_server_error", "--max-examples", str(max(1, given.count // 50)),
        "--seed", str(given.seed), "--request-timeout", str(PATIENCE_S), "--max-time",
        str(int(given.seconds)), "--generation-database", "none",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    summary = done.stdout.partition("SUMMARY")[2].strip(" =\n") or done.stdout[-2000:]
    return f"```\n{summary}\n```"


if __name__ == "__main__":
    main()
