"""How many answers a second a local model gives: one at a time, and in one batch.

python bench/engines.py [MODEL] (a tiny model with random weights is made where none is given)
The library's own loop, one request after the other, against the engine with so many asking at
once. Pictures differ in size; every answer has the same number of tokens at most.
"""

import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from measuring import heading, table
from tests.checkpoints import glm

from tuwen.engines.base import Request
from tuwen.engines.checkpoint import load
from tuwen.engines.options import Options
from tuwen.engines.prompt import messages, picture
from tuwen.engines.transformers import TransformersEngine
from tuwen.figure.types import Figure, Quality
from tuwen.reading.types import Reading
from tuwen.task import Order

REQUESTS = 16
TOKENS = 32
ROUNDS = 5


def requests() -> list[Request]:
    made: list[Request] = []
    for number in range(REQUESTS):
        height, width = 60 + 14 * number, 90 + 28 * (number * 3 % 7)
        noise = np.random.default_rng(number).integers(0, 255, (height, width, 3), dtype=np.uint8)
        figure = Figure(f"{number}.png", noise, str(number), "PNG", Quality(0.5, 1.0))
        reading = Reading(width, height, "architecture", 0.9)
        made.append(Request(Order("alt"), reading, figure=figure, max_tokens=TOKENS))
    return made


def one_at_a_time(options: Options) -> float:
    checkpoint = load(options)
    start = time.perf_counter()
    for request in requests():
        assert request.figure
        encoded = checkpoint.encoder.encode(*messages(request), picture(request.figure))
        checkpoint.model.generate(
            input_ids=torch.tensor([encoded.ids]),
            attention_mask=torch.ones((1, len(encoded.ids)), dtype=torch.long),
            mm_token_type_ids=torch.tensor([encoded.kinds]),
            **encoded.picture,
            max_new_tokens=TOKENS,
            do_sample=False,
        )
    return REQUESTS / (time.perf_counter() - start)


def together(engine: TransformersEngine, askers: int) -> float:
    waiting = deque(requests())

    def ask() -> None:
        while waiting:
            try:
                request = waiting.popleft()
            except IndexError:
                return
            for _ in engine.stream(request):
                pass

    start = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(askers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return REQUESTS / (time.perf_counter() - start)


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else str(glm(Path(tempfile.mkdtemp())))
    options = Options(model_path=folder, precision="fp32", device="cpu")
    engine = TransformersEngine(options)
    engine.start()
    ways: dict[str, Callable[[], float]] = {
        "library, one at a time": partial(one_at_a_time, options)
    }
    ways |= {f"engine, {n} at once": partial(together, engine, n) for n in (1, 4, 16)}
    for way in ways.values():
        way()  # the first time pays for what later ones find done
    rounds = [{name: way() for name, way in ways.items()} for _ in range(ROUNDS)]
    rows = [
        {"way": name, "requests/s": round(float(np.median([each[name] for each in rounds])), 1)}
        for name in ways
    ]
    said = f"{REQUESTS} requests of at most {TOKENS} tokens, float32, median of {ROUNDS} rounds"
    print(heading("Answers of a local model", said))
    print(table(rows))
    engine.close()


if __name__ == "__main__":
    main()
