"""What becomes of a server that is asked ten times what it can do.

    python bench/overload.py [--factor 10] [--seconds 120] [--only WAY]... [--save]

pictures  new ones each time: there is one reader, and the rest of the machine for server and client
model     one picture that is known, new questions, before a model that answers after some seconds

Capacity is what few clients get that ask without a pause. Then so many times that are asked a
second, each over a connection of its own, whether the server keeps up or not; /healthz is asked all
the while. After it one client asks until it is served as before: back to usual.
What should not be: an answer but 200 and a refusal (429, 503) with Retry-After in its form.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from asking import Answer, Client, Health, Sent, paced, watched
from load import MARK
from measuring import heading, parser, publish, quantiles, table
from service_ways import Server, chat, small_picture, started, tuwen, upload

PACKAGES = ("fastapi", "uvicorn", "onnxruntime", "Tuwen")
REFUSALS = ("429", "503")
WATCHED_EVERY_S = 0.1
MODEL_S = 3.0
SERVED_AS_BEFORE = 1.5  # times the usual p95
PATIENCE_S = 60.0
Numbers = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Way:
    """What is asked, by its number, and how many clients it takes to reach the capacity."""

    server: Server
    request: Numbers
    clients: int
    usual: int  # requests one after the other, before


def pictures(stack: ExitStack, folder: Path) -> Way:
    """The reader is what there is too little of."""
    command = tuwen(
        "--engine", "embedded", "--workers", "1", "--store", str(folder / "pictures.db")
    )
    server = stack.enter_context(started(command, "/readyz"))
    return Way(server, lambda number: upload(small_picture(number)), 4, 30)


def model(stack: ExitStack, folder: Path) -> Way:
    """The model is: 64 at once."""
    mock = [sys.executable, "upstream.py", "{port}", str(MODEL_S)]
    upstream = stack.enter_context(started(mock, "/v1/models"))
    url = f"http://127.0.0.1:{upstream.port}/v1"
    engine = ("--engine", "openai", "--base-url", url, "--model", "mock", "--workers", "1")
    server = stack.enter_context(
        started(tuwen(*engine, "--store", str(folder / "model.db")), "/readyz")
    )
    before, after = chat(small_picture(), "mock", prompt_new=True, picture_new=False).split(MARK)
    return Way(server, lambda number: b"%s%012d%s" % (before, number, after), 64, 4)


WAYS = {"pictures": pictures, "model": model}


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("--factor", type=float, default=10.0)
    options.add_argument("--seconds", type=float, default=120.0, help="that the overload lasts")
    options.add_argument("--only", choices=tuple(WAYS), action="append")
    given = options.parse_args()
    rows: list[dict[str, Any]] = []
    wrong: list[str] = []
    for name in given.only or WAYS:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            way = WAYS[name](stack, Path(folder))
            row, found = asyncio.run(_measured(way, given))
        rows.append({"way": name, **row})
        wrong += [f"{name}: {each}" for each in found]
    said = f"two boxes and an arrow; asked {given.factor:g} times the capacity, {given.seconds:g} s"
    turned = [
        {"": key, **{row["way"]: row[key] for row in rows}} for key in rows[0] if key != "way"
    ]
    listed = "\n".join(map("- {}".format, wrong or ["nothing"]))
    text = (
        f"{heading('Overload', said, PACKAGES)}\n{table(turned)}\n\nWhat should not be:\n{listed}"
    )
    publish("overload", text, rows, given)
    sys.exit(bool(wrong))


async def _measured(way: Way, given: Namespace) -> tuple[dict[str, Any], list[str]]:
    numbers = count()
    usual = [await _asked(way, numbers) for _ in range(way.usual)][1:]
    median, slow = quantiles(answer.took_ms for answer in usual)
    capacity = await _capacity(way, numbers, max(given.seconds / 4, 3.0, 3 * median / 1000))
    before = way.server.taken()
    rate = capacity * given.factor
    prepared = [way.request(next(numbers)) for _ in range(int(rate * given.seconds))]
    health, answers, lasted = await _flooded(way.server.port, prepared, rate)
    back = await _back_after(way, numbers, slow * SERVED_AS_BEFORE)
    after = way.server.taken()
    served = [answer.took_ms for answer in answers if answer.status == "200"]
    refused = [answer.took_ms for answer in answers if answer.status in REFUSALS]
    rest = [each for answer in answers if (each := _complaint(answer))]
    healthy = quantiles(health.took_ms)
    row = {
        "usual, p50 / p95 ms": f"{median:.0f} / {slow:.0f}",
        "capacity, a second": f"{capacity:.1f}",
        "asked, a second": f"{len(answers) / lasted:.0f}",
        "answered, a second": f"{len(served) / lasted:.1f}",
        "goodput, % of capacity": f"{100 * len(served) / lasted / capacity:.0f}",
        "answered after, p50 / p95 s": " / ".join(f"{ms / 1000:.1f}" for ms in quantiles(served)),
        "refused": len(refused),
        "refused after, p50 / p95 / max ms": _three(refused),
        "/healthz, p50 / p95 / max ms": f"{healthy[0]:.0f} / {healthy[1]:.0f} / "
        f"{health.slowest_ms:.0f}",
        "/healthz failed": health.failed,
        "back to usual after, s": f"{back:.1f}",
        **{name: f"{old} → {after[name]}" for name, old in before.items()},
    }
    return row, [f"{each} ({rest.count(each)} times)" for each in sorted(set(rest))]


async def _asked(way: Way, numbers: "count[int]") -> Answer:
    client = Client(way.server.port, patience_s=PATIENCE_S)
    return await client.ask(Sent(way.request(next(numbers))))


async def _capacity(way: Way, numbers: "count[int]", seconds: float) -> float:
    """Answers a second, by clients that never rest."""
    answered, ends = 0, time.perf_counter() + seconds

    async def asker() -> None:
        nonlocal answered
        while time.perf_counter() < ends:
            answer = await _asked(way, numbers)
            answered += answer.status == "200"

    begun = time.perf_counter()
    await asyncio.gather(*(asker() for _ in range(way.clients)))
    return answered / (time.perf_counter() - begun)


async def _flooded(
    port: int, prepared: list[bytes], rate: float
) -> tuple[Health, list[Answer], float]:
    """All answers, and how long the sending took."""
    answers: list[asyncio.Task[Answer]] = []
    async with watched(port, WATCHED_EVERY_S) as health:
        begun = time.perf_counter()
        async for data in paced(prepared, rate):
            client = Client(port, patience_s=PATIENCE_S)
            answers.append(asyncio.create_task(client.ask(Sent(data))))
        lasted = time.perf_counter() - begun
    done = [task.result() for task in answers if task.done()]
    for task in answers:
        task.cancel()  # the last ones wait for nothing that is asked here
    await asyncio.gather(*answers, return_exceptions=True)
    return health, done, lasted


async def _back_after(way: Way, numbers: "count[int]", usual_ms: float) -> float:
    """Seconds until a request is sent that is served as before."""
    begun = time.perf_counter()
    while (sent := time.perf_counter()) < begun + PATIENCE_S:
        answer = await _asked(way, numbers)
        if answer.status == "200" and answer.took_ms <= usual_ms:
            break
        await asyncio.sleep(0.05)
    return sent - begun


def _complaint(answer: Answer) -> str:
    if answer.status == "200":
        return ""
    if answer.status not in REFUSALS:
        return f"answered {answer.status}"
    try:
        return "" if json.loads(answer.body)["error"]["message"] else "a refusal without a word"
    except (ValueError, LookupError, TypeError):
        return f"{answer.status} in another form: {answer.body[:80]!r}"


def _three(took_ms: list[float]) -> str:
    if not took_ms:
        return "–"
    median, slow = statistics.median(took_ms), quantiles(took_ms)[1]
    return f"{median:.0f} / {slow:.0f} / {max(took_ms):.0f}"


if __name__ == "__main__":
    main()
