"""The vllm engine before a small server of vLLM's shape: what it tells, asks and says of it.

The server is a real process with a child of its own; see small_vllm.
"""

import json
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from tests.engines import small_server
from tests.engines.small_server import (
    REQUEST,
    TEXT,
    answer,
    gone,
    options,
    refusal,
    starts,
    told,
    up,
)
from tests.models.small_model import lay, shard

from openai_server import says, serving
from tuwen.engines.base import Finish
from tuwen.engines.options import Options
from tuwen.engines.vllm import VllmEngine
from tuwen.service.sight import look
from tuwen.service.summarizer import Brief, Summarizer

pytestmark = pytest.mark.usefixtures("small_vllm")


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
        (
            "pydantic.ValidationError: 1 error\nValue error, too long [a=1]",
            "（Value error, too long",
        ),
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
