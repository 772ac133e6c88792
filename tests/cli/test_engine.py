"""Which engine writes, by option and by environment."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from openai_server import Server, says, serving
from tuwen.cli import main

Capture = pytest.CaptureFixture[str]
TEXT = "Gateway 接收请求，并从 MySQL 读写数据。"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(says(TEXT)) as server:
        yield server


def test_a_named_server_writes(diagram_png: Path, server: Server, capsys: Capture) -> None:
    arguments = ["--engine", "openai", "--base-url", server.url, "--model", "glm"]
    assert main(["summarize", str(diagram_png), *arguments]) == 0
    assert capsys.readouterr().out == TEXT + "\n"
    assert server.bodies[0]["model"] == "glm"


def test_the_environment_sets_it_up_and_the_key_stays_out_of_sight(
    diagram_png: Path, server: Server, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUWEN_BASE_URL", server.url)
    monkeypatch.setenv("TUWEN_API_KEY", "geheim")
    assert main(["summarize", str(diagram_png), "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["engine"] == "openai"
    assert "geheim" not in out + err
    assert server.asked[-1][1]["authorization"] == "Bearer geheim"


def test_a_folder_goes_through_the_model(
    diagram_png: Path, server: Server, tmp_path: Path, capsys: Capture
) -> None:
    out = tmp_path / "out.jsonl"
    arguments = ["--base-url", server.url, "--jsonl", str(out)]
    assert main(["summarize", str(diagram_png.parent), *arguments]) == 0
    (line,) = out.read_text("utf-8").splitlines()
    assert json.loads(line)["text"] == TEXT
    assert main(["summarize", str(diagram_png.parent), *arguments]) == 0
    assert "跳过此前已完成的 1 张" in capsys.readouterr().err
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--engine", "openai"], "--base-url"),
        (["--engine", "openai", "--base-url", "localhost:8000"], "http://"),
        (["--base-url", "http://127.0.0.1:9/v1", "--precision", "int4"], "不接受 --precision"),
        (["--engine", "gpt"], "openai"),
    ],
)
def test_what_does_not_fit_says_what_to_do(
    diagram_png: Path, arguments: list[str], said: str, capsys: Capture
) -> None:
    assert main(["summarize", str(diagram_png), *arguments]) == 2
    assert said in capsys.readouterr().err
