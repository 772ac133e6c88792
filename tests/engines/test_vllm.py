"""The vllm engine before a small server of vLLM's shape: it comes up, dies, hangs, is ended.

The server is a real process with a child of its own; see small_vllm. Whatever happens, neither
is left behind.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.engines import small_server
from tests.engines.small_server import QUICK, eventually, gone, options, starts, told
from tests.models.small_model import lay, shard

from openai_server import says, serving
from tuwen.engines.base import Finish, Request
from tuwen.engines.options import Options
from tuwen.engines.vllm import VllmEngine
from tuwen.errors import ConfigError, EngineError
from tuwen.figure.types import Figure, Quality
from tuwen.reading.types import Reading
from tuwen.service.sight import look
from tuwen.service.summarizer import Brief, Summarizer
from tuwen.task import Order

READING = Reading(90, 40, "architecture", 0.9)
FIGURE = Figure("a.png", np.full((40, 90, 3), 255, np.uint8), "", "PNG", Quality(0.5, 0.5))
REQUEST = Request(Order("summary"), READING, figure=FIGURE)
TEXT = "网关把请求转给订单服务，订单服务读写数据库。"


@pytest.fixture(autouse=True)
def vllm_is_the_small_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(small_server.PACKAGE))


@contextmanager
def up(tmp_path: Path, mode: str = "", **more: Any) -> Generator[VllmEngine]:
    engine = small_server.engine(tmp_path, mode, **more)
    engine.start()
    try:
        yield engine
    finally:
        engine.close()
        assert gone([process for start in starts(tmp_path) for process in start])


def answer(engine: VllmEngine) -> str:
    return "".join(piece for piece in engine.stream(REQUEST) if isinstance(piece, str))


def code_of(engine: VllmEngine) -> str:
    with pytest.raises(EngineError) as caught:
        answer(engine)
    return caught.value.code


def refusal(engine: VllmEngine) -> EngineError | ConfigError:
    with pytest.raises((EngineError, ConfigError)) as caught:
        engine.start()
    engine.close()
    return caught.value


def test_it_starts_a_server_for_itself_alone_and_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUWEN_API_KEY", "geheim")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with up(tmp_path, vllm_arguments="--enforce-eager --max-model-len 4096") as engine:
        pieces = list(engine.stream(REQUEST))
        assert pieces[-1] == Finish()
        assert "".join(map(str, pieces[:-1])) == TEXT
        assert engine.model == "GLM-Tiny"
    arguments, environment = told(tmp_path)["arguments"], told(tmp_path)["environment"]
    given = dict(pairwise(arguments))
    assert given["--host"] == "127.0.0.1"
    assert given["--model"] == str(tmp_path / "GLM-Tiny")
    assert given["--served-model-name"] == "GLM-Tiny"
    assert given["--dtype"] == "bfloat16"
    assert json.loads(given["--limit-mm-per-prompt"]) == {"image": 1, "video": 0}
    assert given["--max-model-len"] == "4096"  # the last one counts
    assert "--enforce-eager" in arguments
    assert "--trust-remote-code" not in arguments
    assert environment["HF_HUB_OFFLINE"] == environment["VLLM_NO_USAGE_STATS"] == "1"
    assert len(environment["VLLM_API_KEY"]) > 30
    assert environment["VLLM_API_KEY"] not in arguments
    assert not any(name.startswith("TUWEN_") for name in environment)


def test_precision_and_adapter_become_arguments(tmp_path: Path) -> None:
    weights = {"adapter_model.safetensors": shard({"a": b"x"})}
    adapter = lay(tmp_path / "figures", weights | {"adapter_config.json": b'{"r": 20}'})
    with up(tmp_path, precision="int4", adapter=str(adapter)) as engine:
        assert engine.model == "GLM-Tiny+figures"
        assert answer(engine) == TEXT
    arguments: list[str] = told(tmp_path)["arguments"]
    given = dict(pairwise(arguments))
    assert given["--quantization"] == "bitsandbytes"
    module = {"name": "GLM-Tiny+figures", "path": str(adapter)}
    assert json.loads(given["--lora-modules"]) == module
    assert given["--max-lora-rank"] == "32"  # the next that vLLM knows


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"model_path": ""}, "no_model_path", "--model-path"),
        ({"model_path": "nowhere"}, "model_missing", "tuwen model pull"),
        ({"vllm_python": "nowhere/python"}, "no_vllm_python", "--vllm-python"),
        ({"precision": "int8"}, "unknown_precision", "--engine transformers"),
        ({"adapter": "nowhere"}, "model_incomplete", "adapter_config.json"),
        ({"vllm_arguments": "--a 'b"}, "bad_vllm_arguments", "引号"),
    ],
)
def test_what_cannot_work_is_said_before_anything_starts(
    tmp_path: Path, changes: dict[str, str], code: str, words: str
) -> None:
    error = refusal(VllmEngine(replace(options(tmp_path), **changes)))  # pyright: ignore[reportArgumentType]
    assert (error.code, words in error.message) == (code, True)
    assert starts(tmp_path) == []


def test_an_interpreter_without_vllm_says_where_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH")
    error = refusal(small_server.engine(tmp_path))
    assert error.code == "vllm_missing"
    assert sys.executable in error.message
    assert "pip install vllm" in error.message


def test_a_server_that_dies_at_start_says_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    error = refusal(small_server.engine(tmp_path, "dies-at-start"))
    assert error.code == "vllm_not_started"
    assert "ValueError: the model is too odd" in error.message
    assert "Engine core" not in error.message
    (logged,) = [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert "(APIServer pid=1) INFO starting\n" in logged  # without its colours
    assert "See root cause above" in logged
    (both,) = starts(tmp_path)
    assert gone([*both])


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("x.py: error: unrecognized arguments: --ax", "--ax）；请检查 --vllm-arguments"),
        ("torch.OutOfMemoryError: CUDA out of memory. Tried", "--gpu-memory-utilization"),
        ("killed by the system", "内存"),
        ("something odd", "（something odd）；详情见日志。"),
    ],
)
def test_the_last_words_of_a_server_say_what_to_do(
    tmp_path: Path, printed: str, words: str
) -> None:
    error = refusal(
        small_server.engine(tmp_path, "dies-at-start", vllm_arguments=f"--says '{printed}'")
    )
    assert words in error.message


def test_its_lines_go_into_our_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    with up(tmp_path):
        assert "vllm: (APIServer pid=1) INFO starting" in caplog.messages


def test_a_request_whose_server_dies_is_answered_by_the_next(tmp_path: Path) -> None:
    with up(tmp_path, "dies-once") as engine:
        assert answer(engine) == TEXT
        first, _ = starts(tmp_path)
        assert gone([*first])


def test_an_answer_that_breaks_off_is_an_error_and_the_next_is_whole(tmp_path: Path) -> None:
    with up(tmp_path, "stays-silent") as engine:
        stream = engine.stream(REQUEST)
        assert next(stream) == "网关把请求"
        os.kill(starts(tmp_path)[0][0], signal.SIGKILL)
        with pytest.raises(EngineError) as caught:
            next(stream)
        assert caught.value.code == "broken_stream"
        assert next(engine.stream(REQUEST)) == "网关把请求"
        assert len(starts(tmp_path)) == 2


def test_a_server_that_keeps_dying_is_given_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with up(tmp_path, "dies-each-time") as engine:
        assert code_of(engine) in ("broken_stream", "unreachable", "vllm_ended")
        assert eventually(lambda: "is not started again" in caplog.text)
        assert code_of(engine) == "vllm_ended"
        assert len(starts(tmp_path)) == QUICK.falls


def test_waiting_for_a_restart_has_an_end(tmp_path: Path) -> None:
    engine = VllmEngine(options(tmp_path, timeout=0.3), pace=replace(QUICK, first_wait=600.0,
                        longest_wait=600.0))  # fmt: skip
    engine.start()
    os.kill(starts(tmp_path)[0][0], signal.SIGKILL)
    assert gone([*starts(tmp_path)[0]])
    assert code_of(engine) == "vllm_restarting"
    engine.close()  # does not wait for the restart


def test_a_server_that_hangs_is_started_again(tmp_path: Path) -> None:
    with up(tmp_path) as engine:
        (tmp_path / "sick").touch()
        assert gone([*starts(tmp_path)[0]])
        (tmp_path / "sick").unlink()
        assert answer(engine) == TEXT
        assert len(starts(tmp_path)) > 1


def test_a_server_that_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    engine = VllmEngine(options(tmp_path, "ignores-sigterm"), pace=replace(QUICK, grace=0.2))
    engine.start()
    engine.close()
    assert gone([*starts(tmp_path)[0]])


def test_without_its_watchdog_a_server_is_replaced(tmp_path: Path) -> None:
    with up(tmp_path) as engine:
        first = starts(tmp_path)[0]
        watchdog = os.getpgid(first[0])
        assert watchdog != first[0]
        os.kill(watchdog, signal.SIGKILL)
        assert gone([*first])
        assert eventually(lambda: len(starts(tmp_path)) == 2)
        assert answer(engine) == TEXT


def test_closing_ends_a_start_that_takes_long(tmp_path: Path) -> None:
    engine = small_server.engine(tmp_path, "never-ready")
    closer = threading.Thread(
        target=lambda: eventually(lambda: starts(tmp_path)) and engine.close()
    )
    closer.start()
    with pytest.raises(EngineError) as caught:
        engine.start()
    closer.join()
    assert caught.value.code == "closing"
    assert gone([*starts(tmp_path)[0]])
    assert code_of(engine) == "closing"


def test_an_engine_that_was_closed_starts_nothing(tmp_path: Path) -> None:
    engine = small_server.engine(tmp_path)
    engine.close()
    assert refusal(engine).code == "closing"
    assert starts(tmp_path) == []


def test_a_server_that_runs_is_joined() -> None:
    with serving(says(TEXT)) as server:
        engine = VllmEngine(Options(base_url=server.url, model_path="ignored"))
        engine.start()
        assert answer(engine) == TEXT
        assert engine.model == "glm-4.6v-flash"
        engine.close()


def test_auto_takes_it_where_interpreter_and_folder_are_named() -> None:
    folder = Options(model_path="GLM")
    assert not VllmEngine.configured(folder)
    assert VllmEngine.configured(replace(folder, vllm_python="python"))
    assert not VllmEngine.configured(replace(folder, vllm_python="python", base_url="http://a/v1"))


@pytest.mark.parametrize("mode", ["dies-each-time", "dies-at-start"])
def test_under_auto_the_embedded_engine_answers_for_a_dead_server(
    tmp_path: Path, mode: str, diagram_png: Path
) -> None:
    chosen = options(tmp_path, mode, vllm_python=sys.executable, retries=0)
    summarizer = Summarizer("auto", options=chosen)
    assert summarizer.engine.name == "vllm"
    summarizer.start()
    summary = summarizer.summarize(look(str(diagram_png), keep_pixels=True), Brief())
    summarizer.close()
    assert summary.engine == "embedded"
    assert "引擎 vllm 未能作答" in summary.warnings[0]
    assert gone([process for start in starts(tmp_path) for process in start])
