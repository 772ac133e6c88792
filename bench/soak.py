"""A server that is asked for long: whether it takes more with time, or becomes slower.

    python bench/soak.py [--requests 200000] [--minutes 5] [--only WAY]... [--save]

mixed     known pictures, new ones, bad requests, clients that leave, in a drawn order
known     1 MB pictures in OpenAI's shape before a mock upstream, so many a second, whose answers
          are known
new       the same with new questions

What should not be: an answer that does not fit its request. What is held is looked at while
requests are under way; the first fifth is warming up.
"""

import asyncio
import random
import sys
import tempfile
import time
from argparse import Namespace
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from asking import Client, Sent, paced
from fuzz import wrong
from fuzz_requests import among, made
from load import MARK
from measuring import EXAMPLES, heading, parser, publish, quantiles, table
from service_ways import Server, chat, large_picture, small_picture, started, tuwen, upload

PACKAGES = ("fastapi", "uvicorn", "onnxruntime", "Tuwen")
PICTURE = EXAMPLES / "k8s-microservices.png"
KINDS = {"known": 92, "new": 2, "bad": 4, "left": 2}  # of a hundred requests
BROKEN = ("heads", "bodies", "headers")
KNOWN = 64
AT_ONCE = 16
FIFTHS = 5
LOOKED_EVERY_S = 2.0
Look = tuple[float, dict[str, int]]


@dataclass(slots=True)
class Told:
    """When each request ended, of what kind it was, how long it took; and what was wrong."""

    ended: list[tuple[float, str, float]] = field(default_factory=list[tuple[float, str, float]])
    wrong: Counter[str] = field(default_factory=Counter[str])
    looks: list[Look] = field(default_factory=list[Look])


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--requests", type=int, default=200_000, help="of the mixed ones")
    options.add_argument("--rate", type=float, default=50.0, help="known questions a second")
    options.add_argument("--new-rate", type=float, default=10.0, help="new questions a second")
    options.add_argument("--minutes", type=float, default=5.0, help="that each of these go on")
    options.add_argument("--only", choices=tuple(WAYS), action="append")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    text = heading(
        "Soak", f"small drawn ones; {PICTURE.stem} with noise that makes it 1 MB", PACKAGES
    )
    records: list[dict[str, Any]] = []
    failed: Counter[str] = Counter()
    for name in given.only or WAYS:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            found, bad = asyncio.run(WAYS[name](stack, Path(folder), given))
        text += f"\n## {name.capitalize()}\n\n{table(found)}\n"
        records += found
        failed.update({f"{name}: {each}": times for each, times in bad.items()})
    listed = "\n".join(f"- {each} ({times} times)" for each, times in failed.items())
    text += f"\nWhat should not be:\n{listed or '- nothing'}\n"
    publish("soak", text, records, given)
    sys.exit(bool(failed))


async def mixed(
    stack: ExitStack, folder: Path, given: Namespace
) -> tuple[list[dict[str, Any]], Counter[str]]:
    """So many requests by clients that never rest; one row for each fifth of them."""
    server = stack.enter_context(
        started(tuwen("--engine", "embedded", "--store", str(folder / "soak.db")), "/readyz")
    )
    asked_before = [Sent(upload(small_picture(number))) for number in range(KNOWN)]
    numbers, told = iter(range(given.requests)), Told()
    among()  # made before the clock runs
    for sent in asked_before:
        assert (await Client(server.port).ask(sent)).status == "200"

    async def asker() -> None:
        client = Client(server.port, kept=True)
        for number in numbers:
            chance = random.Random(f"{given.seed} {number}")
            (kind,) = chance.choices(list(KINDS), list(KINDS.values()))
            took, complaint = await _asked(client, server, asked_before, kind, chance, number)
            told.ended.append((time.perf_counter(), kind, took))
            if complaint:
                told.wrong[f"{kind}: {complaint}"] += 1
        client.close()

    async with _looked_at(server, told):
        await asyncio.gather(*(asker() for _ in range(AT_ONCE)))
    share = max(1, len(told.ended) // FIFTHS)
    parts = [told.ended[n * share : (n + 1) * share] for n in range(FIFTHS)]
    records = [_row(f"fifth {n}", part, "known", told.looks) for n, part in enumerate(parts, 1)]
    return records, told.wrong


async def _asked(
    client: Client, server: Server, old: list[Sent], kind: str, chance: random.Random, number: int
) -> tuple[float, str]:
    """How long it took, and what was wrong."""
    if kind == "left":
        data = upload(small_picture(KNOWN + number))
        await Client(server.port).abandon(data[: chance.choice((len(data), len(data) // 2))])
        return 0.0, ""
    if kind == "bad":
        answer = await Client(server.port).ask(made(0, chance.choice(BROKEN), number))
        return answer.took_ms, wrong(answer.status, answer.body)
    answer = await client.ask(
        Sent(upload(small_picture(KNOWN + number))) if kind == "new" else chance.choice(old)
    )
    return answer.took_ms, "" if answer.status == "200" else f"answered {answer.status}"


async def known(
    stack: ExitStack, folder: Path, given: Namespace
) -> tuple[list[dict[str, Any]], Counter[str]]:
    """Questions that were asked before."""
    return await _steady(stack, folder, "known", given.rate, given.minutes * 60)


async def new(
    stack: ExitStack, folder: Path, given: Namespace
) -> tuple[list[dict[str, Any]], Counter[str]]:
    """Questions that were not."""
    return await _steady(stack, folder, "new", given.new_rate, given.minutes * 60)


async def _steady(
    stack: ExitStack, folder: Path, name: str, rate: float, seconds: float
) -> tuple[list[dict[str, Any]], Counter[str]]:
    """So many requests a second, whether they are answered or not; one row for each fifth."""
    upstream = stack.enter_context(started([sys.executable, "upstream.py", "{port}"], "/v1/models"))
    url = f"http://127.0.0.1:{upstream.port}/v1"
    engine = ("--engine", "openai", "--base-url", url, "--model", "mock", "--workers", "1")
    server = stack.enter_context(
        started(tuwen(*engine, "--store", str(folder / "steady.db")), "/readyz")
    )
    found = await _steadily(server, name, rate, seconds)
    begun, ends = found.ended[0][0], found.ended[-1][0]
    records: list[dict[str, Any]] = []
    for n in range(FIFTHS):
        first, last = (begun + (ends - begun) * part / FIFTHS for part in (n, n + 1))
        part = [each for each in found.ended if first <= each[0] <= last]
        if part:
            records.append(_row(f"fifth {n + 1}", part, name, found.looks))
    return records, found.wrong


async def _steadily(server: Server, name: str, rate: float, seconds: float) -> Told:
    large = large_picture(PICTURE)
    parts = chat(large, "mock", prompt_new=name == "new", picture_new=False).split(MARK)
    told, under_way = Told(), set[asyncio.Task[None]]()

    async def ask(number: int) -> None:
        data = (b"%012d" % number).join(parts)
        answer = await Client(server.port).ask(Sent(data))
        told.ended.append((time.perf_counter(), name, answer.took_ms))
        if answer.status != "200":
            told.wrong[f"answered {answer.status}"] += 1

    await ask(0)
    told.ended.clear()
    async with _looked_at(server, told):
        async for number in paced(range(1, int(rate * seconds)), rate):
            task = asyncio.create_task(ask(number))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
    return told


WAYS: dict[str, Callable[..., Any]] = {"mixed": mixed, "known": known, "new": new}


@asynccontextmanager
async def _looked_at(server: Server, told: Told) -> AsyncGenerator[None]:
    async def look() -> None:
        while True:
            told.looks.append((time.perf_counter(), server.taken()))
            await asyncio.sleep(LOOKED_EVERY_S)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()


def _row(
    name: str, part: list[tuple[float, str, float]], kind: str, looks: list[Look]
) -> dict[str, Any]:
    """One part of the time: how many requests, how fast those of a kind, what was held."""
    first, last = part[0][0], max(part[-1][0], part[0][0] + 0.001)
    held = [taken for when, taken in looks if first <= when <= last] or [looks[-1][1]]
    middle, slow = quantiles(took for _, each, took in part if each == kind)
    return {
        "part": name,
        "requests": len(part),
        "a second": f"{len(part) / (last - first):.0f}",
        "p50 ms": f"{middle:.1f}",
        "p95 ms": f"{slow:.1f}",
        **{key: round(median(taken[key] for taken in held)) for key in held[0]},
    }


if __name__ == "__main__":
    main()
