"""The vllm engine with vLLM itself, on a tiny checkpoint in float32: what it says is the same.

Every start takes the better part of a minute, so all tests share one server; that a restarted one
answers again is tested with a small one, in test_vllm.py.
"""

import http.client
import os
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

import asked
import numpy as np
import pytest
from tests.engines.small_server import alive, eventually, gone

from tuwen.engines.base import Cancellation, Engine, Finish, Request
from tuwen.engines.options import Options
from tuwen.engines.transformers import TransformersEngine
from tuwen.engines.vllm import VllmEngine
from tuwen.errors import EngineError
from tuwen.figure.shown import shown

PYTHON = os.environ.get("TUWEN_TEST_VLLM", "")
pytestmark = pytest.mark.skipif(
    not PYTHON, reason="TUWEN_TEST_VLLM names no interpreter that has vLLM; see .ci/vllm"
)
EAGER = "--enforce-eager --max-num-seqs 16"
SIZES = ((112, 84), (84, 140), (280, 196), (56, 448), (308, 420), (560, 476))


def request(number: int, **changes: Any) -> Request:
    """Ask about noise whose sides are multiples of 28, patch times merge.

    Such a picture is not resized: vLLM's torchvision and our Pillow round a resize differently.
    """
    width, height = SIZES[number]
    noise = np.random.default_rng(number).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return replace(asked.request(number), shown=shown(noise), **changes)


@pytest.fixture(scope="module")
def options(models: Path) -> Options:
    return Options(
        model_path=str(models / "glm4v"), precision="fp32", device="cpu", timeout=300.0,
        vllm_python=PYTHON, vllm_arguments=EAGER,
    )  # fmt: skip


@pytest.fixture(scope="module")
def engine(options: Options) -> Iterator[VllmEngine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VLLM_CPU_KVCACHE_SPACE", "1")  # GiB
        made = VllmEngine(options)
        made.start()
        processes = server()
        yield made
        made.close()
    assert len(processes) > 2
    assert gone(processes)
    assert server() == []


def server() -> list[int]:
    """The watchdog that is our child, and all of its process group."""
    found: list[tuple[int, int]] = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            found.append((int(process), int(words[2])))
    ours = {p for p, group in found if p == group and b"watchdog.py" in command(p)}
    return [process for process, group in found if group in ours and alive(process)]


def command(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def api_server() -> tuple[int, int]:
    """Its process and its port."""
    (found,) = [
        p for p in server() if b"api_server" in command(p) and b"watchdog" not in command(p)
    ]
    words = command(found).split(b"\0")
    return found, int(words[words.index(b"--port") + 1])


def running() -> float:
    """How many requests the server works on."""
    connection = http.client.HTTPConnection("127.0.0.1", api_server()[1], timeout=30)
    with closing(connection):
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    return sum(float(n) for n in re.findall(r"^vllm:num_requests_running\{.*\} (\S+)", text, re.M))


def answered(engine: Engine, request: Request) -> tuple[str, Finish]:
    *pieces, finish = engine.stream(request)
    assert isinstance(finish, Finish)
    return "".join(map(str, pieces)), finish


def test_greedy_answers_are_those_of_the_transformers_engine(
    engine: VllmEngine, options: Options
) -> None:
    requests = [request(number) for number in range(len(SIZES))]
    local = TransformersEngine(options)
    local.start()
    expected = [answered(local, each) for each in requests]
    local.close()
    with ThreadPoolExecutor(len(requests)) as pool:
        found = list(pool.map(answered, repeat(engine), requests))
    assert found == expected  # the texts, the numbers of tokens, and what was cut off
    assert len({text for text, _ in found}) == len(SIZES)


def test_a_request_that_is_cancelled_is_no_longer_worked_on(engine: VllmEngine) -> None:
    cancellation = Cancellation()
    stream = engine.stream(request(2, max_tokens=8000, cancellation=cancellation))
    assert next(stream)
    assert running() == 1
    cancellation.set()
    with pytest.raises(EngineError) as caught:
        list(stream)
    assert caught.value.code == "cancelled"
    assert eventually(lambda: running() == 0)


def test_a_server_that_is_killed_leaves_nothing_and_is_started_again(engine: VllmEngine) -> None:
    stream = engine.stream(request(2, max_tokens=8000))
    assert next(stream)
    processes = server()
    os.kill(api_server()[0], signal.SIGKILL)
    with pytest.raises(EngineError):
        list(stream)
    assert gone(processes)
    assert eventually(lambda: bool(server()))  # the end of the fixture ends what is starting
