"""`tuwen mcp --http`: a real server on a free port, the official client."""

import base64
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from mcp import Client
from tests.server.editors import editor, said

from tuwen.figure.decode import MAX_BYTES

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMAND = [sys.executable, "-m", "tuwen", "mcp", "--http", "--port", "0"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = str(tmp_path_factory.mktemp("http") / "tuwen.db")  # without keys
    with subprocess.Popen(
        [*COMMAND, "--hosts", "tuwen.example.com", "--store", place],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().decode().removeprefix("MCP 地址：").strip()
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in errors.decode()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_answer(url: str, mode: str) -> None:
    data = base64.b64encode((EXAMPLES / "cache-aside.png").read_bytes()).decode()
    with editor(Client(url, mode=mode)) as connected:
        assert "Redis" in said(connected.call("summarize", data=data))
        assert connected.call("read", data=data).structured_content["nodes"]
        assert connected.call("ask", data=data, question="图中有哪些组件？").structured_content


def test_no_file_of_the_server_is_read(url: str) -> None:
    with editor(Client(url)) as connected:
        for tool in connected.run(lambda client: client.list_tools()).tools:
            assert "path" not in tool.input_schema["properties"]
            assert "data" in tool.input_schema["required"]
        for path in (str(EXAMPLES / "code.png"), "code.png", "/no/such/file", "file:///etc/passwd"):
            message = connected.refusal("read", path=path)
            assert message == "不读取服务器上的文件；请用 data 以 base64 或 data URL 给出图片。"
        assert "缺少图片" in connected.refusal("read")


def initialize(url: str, **headers: str) -> requests.Response:
    hello: dict[str, Any] = {
        "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "plain", "version": "1"},
    }  # fmt: skip
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}
    accept = {"Accept": "application/json, text/event-stream"}
    return requests.post(url, json=body, headers=accept | headers, timeout=30)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "tuwen.example.com"}, 200),
        ({"Origin": "https://tuwen.example.com"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:8081"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example:8081"}, 403),
    ],
)
def test_a_page_cannot_borrow_a_name(url: str, headers: dict[str, str], status: int) -> None:
    assert initialize(url, **headers).status_code == status
    modern = {"MCP-Protocol-Version": "2026-07-28"} | headers
    if status != 200:
        assert initialize(url, **modern).status_code == status


def test_a_body_past_the_limit_is_told_so(url: str) -> None:
    body = json.dumps({"data": "A" * 2 * MAX_BYTES})
    answer = requests.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=60)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "file_too_large"
    chunks = (b"A" * 1_000_000 for _ in range(2 * MAX_BYTES // 1_000_000))  # of no declared length
    assert requests.post(url, data=chunks, timeout=60).status_code == 413


def test_a_small_body_of_endless_values_is_refused_at_once(url: str) -> None:
    body = b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":[' + b"[]," * 20_000 + b"1]}}"
    answer = requests.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "body_too_complex"


def test_a_stranger_gets_no_other_address(url: str) -> None:
    assert requests.get(url.removesuffix("/mcp") + "/", timeout=30).status_code == 404
