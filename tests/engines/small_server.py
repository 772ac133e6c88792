"""The small server in small_vllm, and the processes that it leaves or does not leave."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.models.small_model import files, lay

from tuwen.engines.base import Request
from tuwen.engines.options import Options
from tuwen.engines.supervisor import Pace
from tuwen.engines.vllm import VllmEngine
from tuwen.errors import ConfigError, EngineError
from tuwen.figure.shown import shown
from tuwen.reading.types import Reading
from tuwen.task import Order

QUICK = Pace(poll=0.02, check=0.05, first_wait=0.05, longest_wait=0.1, falls=3, grace=5.0)
PATIENCE = 30.0  # seconds, far more than anything here takes
READING = Reading(90, 40, "architecture", 0.9)
SHOWN = shown(np.full((40, 90, 3), 255, np.uint8))
REQUEST = Request(Order("summary"), READING, shown=SHOWN)
TEXT = "网关把请求转给订单服务，订单服务读写数据库。"


def options(tmp_path: Path, mode: str = "", **more: Any) -> Options:
    """Options of a server on a small model, which behaves as `mode` says."""
    folder = lay(tmp_path / "GLM-Tiny", files())
    arguments = f"--record '{tmp_path}' --mode '{mode}' {more.pop('vllm_arguments', '')}"
    return Options(model_path=str(folder), vllm_arguments=arguments, **more)


def engine(tmp_path: Path, mode: str = "", **more: Any) -> VllmEngine:
    """An engine in front of such a server."""
    return VllmEngine(options(tmp_path, mode, **more), first_wait=0.001, pace=QUICK)


def starts(tmp_path: Path) -> list[tuple[int, int]]:
    """The process and its child, of every start there was."""
    record = tmp_path / "processes"
    lines = record.read_text().splitlines() if record.exists() else []
    return [(int(one), int(other)) for one, other in map(str.split, lines)]


def told(tmp_path: Path) -> dict[str, Any]:
    """What the server was told last."""
    return json.loads((tmp_path / "told.json").read_text("utf-8"))


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(processes: list[int]) -> bool:
    """Wait until none of these runs any more; False where one stays."""
    return eventually(lambda: not any(map(alive, processes)))


def eventually(true: Any) -> bool:
    """Wait until it is true; False where it stays false."""
    wake = threading.Event()
    return any(true() or wake.wait(0.02) for _ in range(round(PATIENCE / 0.02)))


@contextmanager
def up(tmp_path: Path, mode: str = "", **more: Any) -> Generator[VllmEngine]:
    """An engine that is up inside the block; when it is done, no process is left."""
    started = engine(tmp_path, mode, **more)
    started.start()
    try:
        yield started
    finally:
        started.close()
        assert gone([process for start in starts(tmp_path) for process in start])


def answer(engine: VllmEngine) -> str:
    """What it says to the request."""
    return "".join(piece for piece in engine.stream(REQUEST) if isinstance(piece, str))


def code_of(engine: VllmEngine) -> str:
    """The code of the error that is its answer."""
    with pytest.raises(EngineError) as caught:
        answer(engine)
    return caught.value.code


def refusal(engine: VllmEngine) -> EngineError | ConfigError:
    """Why it does not start."""
    with pytest.raises((EngineError, ConfigError)) as caught:
        engine.start()
    engine.close()
    return caught.value
