"""The tools with engines of our own making, in this process: starting, stopping, failing."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import anyio
import pytest
from mcp import Client
from mcp.client import ClientRequestContext
from mcp_types import CallToolResult, ErrorData, ListRootsResult, Root
from pydantic import FileUrl
from tests.server.editors import code_of, lent_readers, said
from tests.server.keyed import Telling
from tests.service.scripted import GOOD, Ending, Scripted

from tuwen.engines.base import Engine, Finish, Request
from tuwen.errors import EngineError
from tuwen.server.mcp.desk import Desk
from tuwen.server.mcp.tools import Tools
from tuwen.service.reader import reader_pool
from tuwen.service.sight import Sight
from tuwen.service.summarizer import Summarizer
from tuwen.service.workers import WorkerPool

Mode = Literal["auto", "legacy"]
MODES: tuple[Mode, ...] = ("auto", "legacy")


@pytest.fixture(scope="module")
def readers() -> Iterator[WorkerPool[Sight]]:
    with lent_readers() as readers:
        yield readers


def call(readers: WorkerPool[Sight], engine: Engine, tool: str, **arguments: Any) -> CallToolResult:
    async def go() -> CallToolResult:
        tools = Tools(lambda: Desk(Summarizer(engine), readers), local=True)
        async with Client(tools.server()) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(go())


class Counting(Scripted):
    """Counts how often it was started."""

    starts = 0

    def start(self) -> None:
        self.starts += 1


def test_nothing_heavy_is_started_before_the_first_call(diagram_png: Path) -> None:
    engine = Counting(GOOD, GOOD)
    readers = reader_pool(size=1)
    built: list[Desk] = []

    def build() -> Desk:
        built.append(Desk(Summarizer(engine), readers))
        return built[-1]

    async def go() -> None:
        async with Client(Tools(build, local=True).server()) as client:
            await client.list_tools()
            assert not built
            arguments = {"path": str(diagram_png)}
            await client.call_tool("read", arguments)
            assert (engine.starts, readers.ready) == (0, True)
            await asyncio.gather(*(client.call_tool("summarize", arguments) for _ in range(2)))
            assert (engine.starts, len(built)) == (1, 1)

    try:
        asyncio.run(go())
    finally:
        readers.close()


def test_the_engine_gets_what_the_editor_knows(
    readers: WorkerPool[Sight], diagram_png: Path
) -> None:
    engine = Scripted(GOOD)
    call(
        readers,
        engine,
        "ask",
        path=str(diagram_png),
        question="网关连到哪里？",
        context="网关之后是数据库。",
        title="订单系统",
    )
    (request,) = engine.requests
    assert request.order.task == "ask"
    assert request.order.question == "网关连到哪里？"
    assert request.article.title == "订单系统"
    assert "网关之后是数据库" in request.article.text


def test_a_prompt_decides_where_no_task_does(readers: WorkerPool[Sight], diagram_png: Path) -> None:
    engine = Scripted(GOOD, GOOD)
    path = str(diagram_png)
    assert (
        call(readers, engine, "summarize", path=path, prompt="写一段替代文本").structured_content[
            "task"
        ]
        == "alt"
    )
    written = call(
        readers, engine, "summarize", path=path, prompt="写一段替代文本", task="describe"
    )
    assert written.structured_content["task"] == "describe"


def test_what_is_not_borne_out_is_told(readers: WorkerPool[Sight], diagram_png: Path) -> None:
    invented = ("该图展示了网关 Gateway 把请求转给 MySQL，", "MySQL 再把数据写入 Redis。")
    result = call(readers, Scripted(invented, invented), "summarize", path=str(diagram_png))
    (warning,) = result.structured_content["warnings"]
    assert "Redis" in warning
    assert f"提示：{warning}" in said(result)


def test_an_engine_that_fails_is_told_in_its_words(
    readers: WorkerPool[Sight], diagram_png: Path
) -> None:
    engine = Ending(("该图",), ends=(EngineError("engine_down", "模型服务没有应答；请检查。"),))
    result = call(readers, engine, "summarize", path=str(diagram_png))
    assert result.is_error
    assert said(result) == "模型服务没有应答；请检查。"
    assert code_of(result) == "engine_down"


def test_a_defect_of_ours_tells_nothing_of_the_inside(
    readers: WorkerPool[Sight], diagram_png: Path, caplog: pytest.LogCaptureFixture
) -> None:
    result = call(readers, Scripted(), "summarize", path=str(diagram_png))  # no script: IndexError
    assert result.is_error
    assert said(result).startswith("内部出错")
    assert "pop from empty list" in caplog.text


class Endless(Engine):
    """Says one sentence, then waits to be cancelled."""

    name = "endless"
    model = "by hand"
    needs_pixels = False

    def __init__(self) -> None:
        super().__init__()
        self.cancelled = threading.Event()

    def stream(self, request: Request) -> Iterator[str | Finish]:
        request.cancellation.then(self.cancelled.set)
        yield "该图展示了网关 Gateway 与 MySQL 的关系。"
        self.cancelled.wait()
        raise EngineError("cancelled", "已取消。")


@pytest.mark.parametrize("mode", MODES)
def test_cancelling_a_call_stops_the_engine(
    readers: WorkerPool[Sight], diagram_png: Path, mode: Mode
) -> None:
    engine, features = Endless(), Telling()

    async def go() -> None:
        tools = Tools(lambda: Desk(Summarizer(engine), readers, features), local=True)
        server = tools.server()
        async with Client(server, mode=mode) as client, anyio.create_task_group() as group:

            async def told(progress: float, total: float | None, message: str | None) -> None:
                if progress == 2:  # the first sentence is there
                    group.cancel_scope.cancel()

            await client.call_tool("summarize", {"path": str(diagram_png)}, progress_callback=told)

    asyncio.run(go())
    assert engine.cancelled.wait(30)
    (entry,) = features.told
    assert (entry.route, entry.task, entry.error) == ("mcp", "summary", "client_gone")


@pytest.mark.parametrize("mode", MODES)
def test_a_relative_path_lies_in_a_folder_of_the_client(
    readers: WorkerPool[Sight], diagram_png: Path, tmp_path: Path, mode: Mode
) -> None:
    other = tmp_path / "a folder"
    other.mkdir()
    asked = 0

    async def roots(context: ClientRequestContext) -> ListRootsResult:
        nonlocal asked
        asked += 1
        folders = (other, diagram_png.parent)
        return ListRootsResult(roots=[Root(uri=FileUrl(folder.as_uri())) for folder in folders])

    async def go() -> None:
        server = Tools(lambda: Desk(Summarizer(Scripted()), readers), local=True).server()
        async with Client(server, mode=mode, list_roots_callback=roots) as client:
            found = await client.call_tool("read", {"path": diagram_png.name})
            assert len(found.structured_content["nodes"]) == 2
            missing = await client.call_tool("read", {"path": "missing.png"})
            assert str(other) in said(missing)
            assert asked == 2
            await client.call_tool("read", {"path": str(diagram_png)})
            assert asked == 2  # an absolute path needs no folder

    asyncio.run(go())


def test_a_client_that_does_not_tell_its_folders_gets_those_of_the_process(
    readers: WorkerPool[Sight], diagram_png: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(diagram_png.parent)

    async def refused(context: ClientRequestContext) -> ErrorData:
        return ErrorData(code=-32601, message="not now")

    async def go() -> CallToolResult:
        server = Tools(lambda: Desk(Summarizer(Scripted()), readers), local=True).server()
        async with Client(server, mode="legacy", list_roots_callback=refused) as client:
            return await client.call_tool("read", {"path": diagram_png.name})

    assert not asyncio.run(go()).is_error
