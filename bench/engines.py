"""How fast a model answers in different ways: naive, by Tuwen, by other servers, by both.

python bench/engines.py [--model DIR] [--vllm-python PYTHON] [--save]
One checkpoint, the same requests, 1, 4 and 16 at once, all ways in turns. Pictures differ in size
and are new in every turn, so that no cache knows them; encoding them counts, whoever asks. Who asks
comes again three times, so that answers overlap. Engines are asked with a Reading at hand: what
reading a picture takes is measured by bench/read.py. A tiny model with random weights is made where
none is given. vLLM and `transformers serve` are measured where --vllm-python names an environment
that has them, and accelerate.
"""

import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import deque
from contextlib import ExitStack
from importlib.metadata import version
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

import model_ways
import numpy as np
from measuring import heading, parser, publish, quantiles, table
from model_ways import Timed, Way
from tests.checkpoints import glm
from tests.openai_server import says, serving

from tuwen.engines.base import Request
from tuwen.engines.openai import OpenAIEngine
from tuwen.engines.options import Options
from tuwen.figure.shown import shown
from tuwen.reading.types import Reading
from tuwen.task import Order

REQUESTS = 16
TOKENS = 32
AGAIN = 3  # times that each asker asks at least, where many ask at once
AT_ONCE = (1, 4, 16)
_seeds = count()


def requests() -> list[Request]:
    """Requests of the same sizes every time, about pictures never seen before."""
    made: list[Request] = []
    for each in range(REQUESTS):
        height, width = 60 + 14 * each, 90 + 28 * (each * 3 % 7)
        noise = np.random.default_rng(next(_seeds)).integers(0, 255, (height, width, 3))
        reading = Reading(width, height, "architecture", 0.9)
        copy = shown(noise.astype(np.uint8))
        made.append(Request(Order("alt"), reading, shown=copy, max_tokens=TOKENS))
    return made


def together(way: Way, askers: int) -> tuple[float, list[Timed]]:
    """Have so many ask at once; return the seconds it took, and how each request went."""
    wanted = [each for _ in range(max(1, AGAIN * askers // REQUESTS)) for each in requests()]
    waiting = deque(wanted)
    times: list[Timed] = []

    def ask() -> None:
        while waiting:
            try:
                request = waiting.popleft()
            except IndexError:
                return
            times.append(way.ask(request))

    start = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == len(wanted), f"{way.name} lost requests"
    return time.perf_counter() - start, times


def measured(ways: list[Way], rounds: int) -> list[dict[str, Any]]:
    runs: dict[tuple[str, int], list[tuple[float, list[Timed]]]] = {}
    for way in ways:  # the first time pays for what later ones find done
        together(way, AT_ONCE[-1])
    for _ in range(rounds):
        for askers in AT_ONCE:
            for way in ways:
                runs.setdefault((way.name, askers), []).append(together(way, askers))
    return [_row(way, askers, runs[way.name, askers]) for askers in AT_ONCE for way in ways]


def _row(way: Way, askers: int, runs: list[tuple[float, list[Timed]]]) -> dict[str, Any]:
    first, _ = quantiles(each.first for _, times in runs for each in times)
    p50, p95 = quantiles(each.total for _, times in runs for each in times)
    rates = [len(times) / seconds for seconds, times in runs]
    tokens = [sum(each.tokens for each in times) / seconds for seconds, times in runs]
    return {
        "at once": askers, "way": way.name,
        "requests/s": round(statistics.median(rates), 2),
        "range": f"{min(rates):.2f} to {max(rates):.2f}",
        "tokens/s": round(statistics.median(tokens)),
        "TTFT p50 ms": round(first * 1000), "p50 ms": round(p50 * 1000),
        "p95 ms": round(p95 * 1000), "peak MB": model_ways.memory(way.pid),
    }  # fmt: skip


def added(rounds: int = 20) -> list[dict[str, Any]]:
    """What Tuwen adds to a request: a server that answers at once, asked in turns."""
    spent: dict[str, list[float]] = {"asked straight": [], "by Tuwen": []}
    with (
        serving(says(*["甲调用乙。"] * TOKENS)) as server,
        model_ways.client(server.server_port) as client,
    ):
        engine = OpenAIEngine(Options(base_url=server.url))
        engine.start()
        for request in requests() * rounds:
            spent["asked straight"].append(model_ways.asked(client, "tiny", request).total)
            spent["by Tuwen"].append(model_ways.told(engine, request).total)
        engine.close()
    rows: list[dict[str, Any]] = []
    for name, each in spent.items():
        p50, p95 = (round(seconds * 1000, 2) for seconds in quantiles(each))
        rows.append({"a server that answers at once": name, "p50 ms": p50, "p95 ms": p95})
    return rows


def ratios(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the aims are about."""
    rate = {(row["way"], row["at once"]): row["requests/s"] for row in rows}
    wanted = (
        ("Tuwen, transformers engine", "naive app"),
        ("transformers serve", "naive app"),
        ("vLLM, by Tuwen", "vLLM, asked straight"),
    )
    return [
        {"ratio of requests/s": f"{one} : {other}",
         **{f"{n} at once": round(rate[one, n] / rate[other, n], 2) for n in AT_ONCE}}
        for one, other in wanted
        if (one, 1) in rate and (other, 1) in rate
    ]  # fmt: skip


def _ended(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)  # by way of every `finally`, so that the servers are ended too


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--model", default="", help="a model folder")
    arguments.add_argument("--vllm-python", default="", help="a Python that has vLLM")
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    signal.signal(signal.SIGTERM, _ended)
    with ExitStack() as stack:
        folder = given.model or str(glm(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        ways = [stack.enter_context(model_ways.naive(folder))]
        ways.append(stack.enter_context(model_ways.local(folder)))
        if given.vllm_python:
            ways.append(stack.enter_context(model_ways.served(given.vllm_python, folder)))
            ways += stack.enter_context(model_ways.vllm(given.vllm_python, folder))
        rows = measured(ways, given.rounds)
    small = added()
    said = f"{REQUESTS} noisy ones of different size, at most {TOKENS} tokens each"
    told = heading("Answers of a model in different ways", said)
    libraries = ", ".join(f"{each} {version(each)}" for each in ("torch", "transformers"))
    model = "the model given" if given.model else "a GLM-4.6V of five million random weights"
    told += f"\nModel: {model}, float32, greedy; {libraries}. Medians of {given.rounds} rounds.\n"
    parts = [told, table(rows), table(ratios(rows)), table(small)]
    publish("engines", "\n\n".join(parts), {"ways": rows, "added": small}, given)


if __name__ == "__main__":
    main()
