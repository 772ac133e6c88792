"""The tools with what a server has beside engine and readers: cache, journal, moderation, keys."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult
from sqlalchemy import select
from tests.server.editors import Lent, code_of, lent_readers, said
from tests.service.scripted import GOOD, Scripted

from stored_keys import with_keys
from tuwen.errors import ConfigError
from tuwen.server.features import Features
from tuwen.server.keys import Gate
from tuwen.server.mcp.desk import Desk
from tuwen.server.mcp.http import PATH, create_mcp_app
from tuwen.server.mcp.tools import Tools
from tuwen.service.cache import Cache
from tuwen.service.journal import Journal
from tuwen.service.keys import Allowance, Keys
from tuwen.service.moderation import Moderator
from tuwen.service.sight import Sight
from tuwen.service.store import Store
from tuwen.service.store.tables import journal
from tuwen.service.summarizer import Summarizer
from tuwen.service.workers import WorkerPool

Call = Callable[..., Awaitable[CallToolResult]]


@pytest.fixture(scope="module")
def readers() -> Iterator[Lent]:
    with lent_readers() as readers:
        yield readers


def stored(place: str, **more: Any) -> Features:
    """What `tuwen mcp` has of its store."""
    store = Store(place)
    cache = Cache(store, ttl_s=1000, max_bytes=10**7)
    return Features(store=store, cache=cache, journal=Journal(store), **more)


def noted(place: str) -> list[Any]:
    """The rows of a store's journal."""

    async def rows() -> list[Any]:
        store = Store(place)
        await store.open()
        async with store.reading() as connection:
            found = (await connection.execute(select(journal).order_by(journal.c.at))).all()
        await store.close()
        return list(found)

    return asyncio.run(rows())


def with_tools(desk: Desk, work: Callable[[Call], Awaitable[None]]) -> None:
    async def go() -> None:
        async with Client(Tools(lambda: desk, local=True).server()) as client:

            async def call(tool: str, **arguments: Any) -> CallToolResult:
                return await client.call_tool(tool, arguments)

            await work(call)

    asyncio.run(go())


def test_the_same_picture_is_read_and_written_about_once(
    readers: Lent, diagram_png: Path, tmp_path: Path
) -> None:
    place, path, before = str(tmp_path / "tuwen.db"), str(diagram_png), readers.submitted

    async def work(call: Call) -> None:
        first, again = [await call("read", path=path) for _ in range(2)]
        assert first.structured_content == again.structured_content
        first, again = [await call("summarize", path=path) for _ in range(2)]
        assert not first.is_error
        assert first.structured_content == again.structured_content

    with_tools(Desk(Summarizer(Scripted(GOOD)), readers, stored(place)), work)
    told = noted(place)
    assert {(row.route, row.error, row.kind == "") for row in told[:3]} == {("mcp", "", False)}
    assert [row.task for row in told] == ["read", "read", "summary", "summary"]
    assert readers.submitted == before + 1
    assert told[3].output == told[2].output != ""


def test_what_is_known_serves_the_next_process_too(
    readers: WorkerPool[Sight], diagram_png: Path, tmp_path: Path
) -> None:
    place = str(tmp_path / "tuwen.db")

    async def work(call: Call) -> None:
        assert not (await call("summarize", path=str(diagram_png))).is_error

    with_tools(Desk(Summarizer(Scripted(GOOD)), readers, stored(place)), work)
    with_tools(Desk(Summarizer(Scripted()), readers, stored(place)), work)
    assert [row.cached for row in noted(place)] == [False, True]


def test_calls_at_once_about_one_picture_share_the_work(
    readers: WorkerPool[Sight], diagram_png: Path
) -> None:
    engine = Scripted(GOOD)

    async def work(call: Call) -> None:
        both = [call("summarize", path=str(diagram_png)) for _ in range(2)]
        assert [result.is_error for result in await asyncio.gather(*both)] == [False, False]

    with_tools(Desk(Summarizer(engine), readers), work)
    assert len(engine.requests) == 1


def test_what_moderation_refuses_is_an_error_of_the_tool(
    readers: WorkerPool[Sight], diagram_png: Path, tmp_path: Path
) -> None:
    words, place = tmp_path / "words.txt", str(tmp_path / "tuwen.db")
    words.write_text("Gateway\n奇谈\n", "utf-8")
    moderator = Moderator(word_lists=[str(words)])

    async def work(call: Call) -> None:
        for result in (
            await call("read", path=str(diagram_png)),  # the word is in the picture
            await call("summarize", path=str(diagram_png)),
            await call("ask", path=str(diagram_png), question="说一段奇谈"),
        ):
            assert result.is_error
            assert result.structured_content is None
            assert "「违禁词」，本服务不予处理" in said(result)
            assert code_of(result) == "content_rejected"

    features = stored(place, moderator=moderator)
    with_tools(Desk(Summarizer(Scripted()), readers, features), work)
    told = noted(place)
    assert [row.error for row in told] == ["content_rejected"] * 3
    assert "Gateway" in told[0].verdicts


def test_a_store_that_cannot_be_opened_is_done_without(
    readers: WorkerPool[Sight], diagram_png: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "notes.txt").write_text("不是数据库" * 100)

    async def work(call: Call) -> None:
        for _ in range(2):
            assert not (await call("summarize", path=str(diagram_png))).is_error

    features = stored(str(tmp_path / "notes.txt"))
    with_tools(Desk(Summarizer(Scripted(GOOD, GOOD)), readers, features), work)
    (said,) = [record.getMessage() for record in caplog.records if "存储" in record.getMessage()]
    assert said.startswith("无法打开存储")
    assert "没有缓存" in said


def test_with_keys_there_is_no_doing_without_the_store(
    readers: WorkerPool[Sight], tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("不是数据库" * 100)
    store = Store(str(tmp_path / "notes.txt"))
    features = Features(store=store, gate=Gate(Keys(store), host="127.0.0.1"))

    async def go() -> None:
        async with Desk(Summarizer(), readers, features).running():
            raise AssertionError("nobody could be told from a stranger")

    with pytest.raises(ConfigError) as caught:
        asyncio.run(go())
    assert caught.value.code == "store_unusable"


def test_over_http_a_key_lets_in_as_often_as_it_says(
    readers: WorkerPool[Sight], diagram_png: Path, tmp_path: Path
) -> None:
    place = str(tmp_path / "tuwen.db")
    secret, key = with_keys(place, lambda keys: keys.create("编辑器", Allowance(daily=1)))
    store = Store(place)
    gate = Gate(Keys(store), host="0.0.0.0")
    features = Features(store=store, journal=Journal(store), gate=gate)
    desk = Desk(Summarizer(), readers, features)
    arguments = {"data": base64.b64encode(diagram_png.read_bytes()).decode()}

    async def go() -> None:
        app = create_mcp_app(Tools(lambda: desk), features)
        transport, url = httpx2.ASGITransport(app), f"http://127.0.0.1{PATH}"
        async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport) as web:
            for sent in ({}, {"Authorization": "Bearer tw-nosuchkey"}):
                assert (await web.post(url, json={}, headers=sent)).status_code == 401
            web.headers["Authorization"] = f"Bearer {secret}"
            async with Client(streamable_http_client(url, http_client=web)) as client:
                assert not (await client.call_tool("read", arguments)).is_error
                refused = await client.call_tool("read", arguments)
                assert code_of(refused) == "daily_limit"

    asyncio.run(go())
    (row,) = noted(place)
    assert (row.key, row.task, row.error) == (key.id, "read", "")
