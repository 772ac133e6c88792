"""`tuwen mcp` says how it is set up, and refuses what makes no sense."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters, stdio_client
from tests.server.editors import editor

from tuwen.cli import main

Capture = pytest.CaptureFixture[str]


def test_the_help_gives_what_an_editor_needs(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["mcp", "--help"])
    out = capsys.readouterr().out
    (snippet,) = re.findall(r"^ *(\{.*\})$", out, re.MULTILINE)
    assert json.loads(snippet) == {"mcpServers": {"tuwen": {"command": "tuwen", "args": ["mcp"]}}}
    assert "http://127.0.0.1:8081/mcp" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "80"], "--port 只与 --http 合用"),
        (["--allow-anonymous"], "--allow-anonymous 只与 --http 合用"),
        (
            ["--http", "--host", "0.0.0.0", "--hosts", "a.example", "--store", "memory"],
            "还没有可用的访问密钥",
        ),
        (["--http", "--host", "0.0.0.0", "--allow-anonymous"], "请用 --hosts"),
        (["--http", "--port", "99999"], "端口 99999 无效"),
        (["--http", "--engine", "gpt"], "可用的引擎"),
        (["--http", "--device", "cuda:0"], "不接受 --device"),
        (["--http", "--language", "fr"], "不支持语言 fr"),
    ],
)
def test_what_makes_no_sense_is_refused(capsys: Capture, arguments: list[str], words: str) -> None:
    assert main(["mcp", *arguments]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_settings_of_the_http_service_do_not_open_this_one(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUWEN_HOST", "0.0.0.0")
    monkeypatch.setenv("TUWEN_PORT", "1")
    assert main(["mcp", "--http", "--device", "cuda:0"]) == 2
    assert "不接受 --device" in capsys.readouterr().err  # past the checks of host and port


def test_a_missing_library_is_named() -> None:
    code = (
        "import sys; sys.modules['mcp'] = None\nfrom tuwen.cli import main; sys.exit(main(['mcp']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert "pip install 'tuwen[mcp]'" in done.stderr.decode()


def test_an_editor_is_told_what_is_wrong_with_the_set_up() -> None:
    arguments = ["-m", "tuwen", "mcp", "--engine", "gpt"]
    process = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))
    with editor(Client(stdio_client(process))) as connected:
        assert "没有名为 gpt 的引擎" in connected.refusal("read", data="AA==")


def test_one_user_is_served_without_a_store_too(tmp_path: Path, diagram_png: Path) -> None:
    (tmp_path / "notes.txt").write_text("不是数据库" * 100)
    arguments = ["-m", "tuwen", "mcp", "--store", str(tmp_path / "notes.txt")]
    process = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))
    with (
        (tmp_path / "log").open("w") as log,
        editor(Client(stdio_client(process, log))) as connected,
    ):
        assert connected.call("read", path=str(diagram_png)).structured_content["nodes"]
        assert not connected.call("summarize", path=str(diagram_png)).is_error
    told = (tmp_path / "log").read_text("utf-8")
    assert told.count("无法打开存储") == 1
    assert "Traceback" not in told
