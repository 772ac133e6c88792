"""`--engine vllm` from the command line, with the small server: answers, and leaves no process."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from tests.engines.small_server import TEXT, eventually, gone, options, starts

from tuwen.cli import main

pytestmark = pytest.mark.usefixtures("small_vllm")


def arguments(tmp_path: Path, mode: str = "") -> list[str]:
    chosen = options(tmp_path, mode)
    return [
        "--engine", "vllm", "--model-path", chosen.model_path,
        "--vllm-python", sys.executable, f"--vllm-arguments={chosen.vllm_arguments}",
    ]  # fmt: skip


@contextmanager
def serving(tmp_path: Path, mode: str = "") -> Generator["subprocess.Popen[str]"]:
    """Run `tuwen serve`; whatever becomes of it, nothing is left when the block is done."""
    command = [sys.executable, "-m", "tuwen", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(
        [*command, *arguments(tmp_path, mode)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            assert gone([each for start in starts(tmp_path) for each in start])


def page(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().removeprefix("页面：").strip()


def test_one_picture_is_summarized(
    tmp_path: Path, diagram_png: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["summarize", str(diagram_png), *arguments(tmp_path)]) == 0
    assert capsys.readouterr().out == TEXT + "\n"
    assert gone([*starts(tmp_path)[0]])


def test_the_server_answers_and_a_signal_ends_everything(tmp_path: Path, diagram_png: Path) -> None:
    with serving(tmp_path) as process:
        answer = requests.post(
            page(process) + "v1/multimodal/completion",
            files={"image": diagram_png.read_bytes()},
            timeout=60,
        ).json()
        assert (answer["text"], answer["engine"], answer["model"]) == (TEXT, "vllm", "GLM-Tiny")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
        assert gone([*starts(tmp_path)[0]])
    assert process.returncode == 0
    assert "vllm: (APIServer pid=1) INFO starting" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("mode", "number"),
    [
        ("", signal.SIGKILL),
        ("never-ready", signal.SIGKILL),
        ("never-ready", signal.SIGTERM),
        ("never-ready", signal.SIGINT),
    ],
)
def test_whatever_ends_the_program_nothing_is_left(
    tmp_path: Path, mode: str, number: signal.Signals
) -> None:
    with serving(tmp_path, mode) as process:
        if mode == "never-ready":
            assert eventually(lambda: starts(tmp_path))
        else:
            assert page(process)
        process.send_signal(number)
        process.wait(timeout=30)
        assert gone([*starts(tmp_path)[0]])


def test_a_server_that_dies_at_start_is_told_in_words(tmp_path: Path) -> None:
    with serving(tmp_path, "dies-at-start") as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "错误：vLLM 没有启动成功（ValueError: the model is too odd）" in err
    assert "INFO starting" in err
    assert "Traceback" not in err


def test_a_bad_folder_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--engine", "vllm", "--model-path", str(tmp_path), "--port", "0"]
    assert main(["serve", *chosen]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"错误：模型文件夹 {tmp_path} 不完整：缺少 config.json")
