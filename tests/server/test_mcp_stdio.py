"""`tuwen mcp` on standard input and output: a real process, the official client."""

import asyncio
import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp_types import CallToolResult
from tests.server.editors import Editor, code_of, editor, said

from tuwen.figure.decode import MAX_BYTES

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMAND = [sys.executable, "-m", "tuwen", "mcp"]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mcp") / "stderr.txt"


@pytest.fixture(scope="module")
def started(log: Path) -> Iterator[Editor]:
    arguments = [*COMMAND[1:], "--store", str(log.with_name("tuwen.db"))]
    process = StdioServerParameters(
        command=COMMAND[0], args=arguments, cwd=EXAMPLES, env=dict(os.environ)
    )
    with log.open("w") as errors, editor(Client(stdio_client(process, errors))) as connected:
        yield connected


def test_the_tools_say_what_they_are_for(started: Editor) -> None:
    tools = {tool.name: tool for tool in started.run(lambda c: c.list_tools()).tools}
    assert set(tools) == {"summarize", "read", "ask"}
    for tool in tools.values():
        hints = tool.annotations
        assert hints is not None
        assert (hints.read_only_hint, hints.idempotent_hint) == (True, True)
        assert hints.open_world_hint is False
        assert {"path", "data"} <= set(tool.input_schema["properties"])
        assert tool.title is not None
        assert tool.title.startswith("图文")
    assert tools["ask"].input_schema["required"] == ["question"]
    assert "required" not in tools["read"].input_schema


def test_summarize_writes_about_a_picture_and_its_article(started: Editor) -> None:
    path = str(EXAMPLES / "k8s-microservices.png")
    result = started.call(
        "summarize", path=path, context="# 订单系统\n\n本文介绍订单系统。", title="订单系统"
    )
    assert not result.is_error
    written = result.structured_content
    assert "Kubernetes" in written["text"] or "MySQL" in written["text"]
    assert written["task"] == "summary"
    assert written["engine"] == "embedded"
    assert written["texts"] == {}
    assert said(result).startswith(written["text"])
    assert "关键词：" + "、".join(written["keywords"]) in said(result)


def test_summarize_writes_all_texts_at_once_and_in_english(started: Editor) -> None:
    result = started.call("summarize", path="cache-aside.png", task="all", language="en")
    written = result.structured_content
    assert set(written["texts"]) == {"summary", "alt", "keywords", "explain"}
    assert "## Summary\n\n" not in written["text"]
    for text in written["texts"].values():
        assert text in said(result)
    assert "## Alt text" in said(result)


def test_read_gives_a_diagram_as_mermaid(started: Editor) -> None:
    result = started.call("read", path="order-flow.png")
    read = result.structured_content
    assert read["kind"] == "flowchart"
    assert read["mermaid"].startswith("flowchart")
    assert read["mermaid"].strip() in said(result)
    names = {node["id"]: node["label"] for node in read["nodes"]}
    assert all(edge["source"] in names and edge["target"] in names for edge in read["edges"])
    assert all(label in said(result) for label in names.values() if "\n" not in label)


def test_read_gives_a_chart_as_csv(started: Editor) -> None:
    result = started.call("read", path="qps-line.png")
    read = result.structured_content
    assert read["kind"] == "line_chart"
    header, *rows = read["csv"].splitlines()
    assert len(rows) > 3
    assert header in said(result)
    assert rows[-1] in said(result)


@pytest.mark.parametrize(
    ("name", "field"), [("admin-ui.png", "widgets"), ("code.png", "code"), ("terminal.png", "code"),
                        ("mq-comparison.png", "csv")]
)  # fmt: skip
def test_read_gives_what_other_pictures_hold(started: Editor, name: str, field: str) -> None:
    assert started.call("read", path=name).structured_content[field]


def test_ask_answers(started: Editor) -> None:
    result = started.call("ask", path="traffic-share.png", question="哪一项占比最高？")
    answer = result.structured_content["answer"]
    assert said(result).startswith(answer)
    csv = started.call("read", path="traffic-share.png").structured_content["csv"]
    rows = [row.rsplit(",", 1) for row in csv.splitlines()[1:]]
    assert max(rows, key=lambda row: float(row[1]))[0] in answer


def test_a_picture_may_be_given_as_base64_or_data_url(started: Editor) -> None:
    data = base64.b64encode((EXAMPLES / "cache-aside.png").read_bytes()).decode()
    plain = started.call("read", data=data)
    url = started.call("read", data=f"data:image/png;base64,{data}")
    assert plain.structured_content == url.structured_content
    assert plain.structured_content["nodes"]


def test_a_file_uri_is_a_path(started: Editor) -> None:
    uri = (EXAMPLES / "cache-aside.png").as_uri()
    assert started.call("read", path=uri).structured_content["nodes"]


def test_what_cannot_be_read_is_said_in_words(started: Editor, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.png")
    (tmp_path / "text.png").write_text("不是图片")
    with (tmp_path / "huge.png").open("wb") as huge:
        huge.truncate(MAX_BYTES + 1)
    for path, words in {
        str(tmp_path / "missing.png"): "找不到文件",
        "missing.png": f"在 {EXAMPLES} 中找不到 missing.png；请给出绝对路径",
        str(tmp_path): "是文件夹",
        str(tmp_path / "fifo.png"): "不是普通文件",
        "/dev/zero": "不是普通文件",
        "/dev/stdin": "不是普通文件",
        str(tmp_path / "text.png"): "不是图片",
        str(tmp_path / "huge.png"): "超过 20 MB",
        "https://example.com/a.png": "不会从网上获取图片",
        "~nobody-of-this-name/a.png": "请给出绝对路径",
        "/a\0b.png": "请检查文件名",
        "x" * 300: "请给出绝对路径",
        "x" * 5_000: "参数 path 过长",
    }.items():
        message = started.refusal("read", path=path)
        assert words in message
        assert "Traceback" not in message


def test_what_a_call_lacks_is_said(started: Editor) -> None:
    assert "缺少图片" in started.refusal("summarize")
    assert "只能给一个" in started.refusal("read", path="code.png", data="AA==")
    assert "不是完整的 base64" in started.refusal("read", data="你好")
    assert "缺少参数 question" in started.refusal("ask", path="code.png")
    assert "没有名为 image 的参数" in started.refusal("read", image="code.png")
    assert "参数 task 不能是 'poem'" in started.refusal("summarize", path="code.png", task="poem")
    assert "不支持语言 fr" in started.refusal("ask", path="a.png", question="?", language="fr")
    assert "应为字符串" in started.refusal("read", path=["code.png"])


def test_an_error_has_a_code(started: Editor) -> None:
    assert code_of(started.call("read", path="missing.png")) == "not_found"


def test_null_is_as_good_as_absent(started: Editor) -> None:
    assert not started.call("read", path="code.png", data=None).is_error


def test_no_such_tool(started: Editor) -> None:
    with pytest.raises(MCPError, match="没有名为 draw 的工具；可用：summarize、read、ask"):
        started.call("draw")


def test_calls_at_the_same_time_each_get_their_answer(started: Editor) -> None:
    async def both(client: Client) -> list[CallToolResult]:
        names = ("code.png", "traffic-share.png")
        return await asyncio.gather(*(client.call_tool("read", {"path": n}) for n in names))

    kinds = [result.structured_content["kind"] for result in started.run(both)]
    assert kinds == ["code", "pie_chart"]


def test_progress_is_told_to_who_asks(started: Editor) -> None:
    told: list[tuple[float, str | None]] = []

    async def told_of(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, message))

    arguments = {"path": "code.png"}
    started.run(lambda c: c.call_tool("summarize", arguments, progress_callback=told_of))
    assert told[0] == (0, "正在读取图片")
    assert told[1] == (1, "正在撰写")
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_a_cancelled_call_leaves_the_others_alone(started: Editor) -> None:
    async def cancelled(client: Client) -> CallToolResult:
        begun = anyio.Event()

        async def told_of(progress: float, total: float | None, message: str | None) -> None:
            begun.set()

        async with anyio.create_task_group() as group:

            async def call() -> None:
                unread = {"path": "rag-pipeline.png"}  # one that is known is read too quickly
                await client.call_tool("read", unread, progress_callback=told_of)
                raise AssertionError("cancelled before")

            group.start_soon(call)
            await begun.wait()
            group.cancel_scope.cancel()
        return await client.call_tool("read", {"path": "traffic-share.png"})

    assert started.run(cancelled).structured_content["kind"] == "pie_chart"


def test_nothing_but_the_protocol_is_on_standard_output() -> None:
    hello = {
        "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "plain", "version": "1"},
    }  # fmt: skip
    look = {"name": "read", "arguments": {"path": str(EXAMPLES / "code.png")}}
    sent = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": look},
    ]
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(b"not the protocol\n")
        server.stdin.writelines(json.dumps(message).encode() + b"\n" for message in sent)
        server.stdin.flush()
        found: dict[int | None, Any] = {}
        while 2 not in found and (line := server.stdout.readline()):
            answer = json.loads(line)
            found[answer.get("id")] = answer
        rest, errors = server.communicate(timeout=30)
    assert server.returncode == 0
    assert rest == b""
    assert b"Traceback" not in errors
    assert found[1]["result"]["serverInfo"]["name"] == "tuwen"
    assert found[2]["result"]["structuredContent"]["kind"] == "code"


def test_the_log_holds_no_picture_and_no_trace(started: Editor, log: Path) -> None:
    started.refusal("read", data="iVBOR" * 400)
    text = log.read_text("utf-8")
    assert "iVBOR" not in text
    assert "Traceback" not in text
