"""Several runs at once, heard one after the other."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from tuwen.errors import EngineError, InputError
from tuwen.server.calls import begin
from tuwen.server.errors import status_of
from tuwen.server.features import Features
from tuwen.server.openai_routes import kept_alive
from tuwen.server.running import in_turn, run
from tuwen.service.summarizer import Brief


def test_they_run_together_and_are_heard_in_turn() -> None:
    async def talk() -> tuple[list[Any], list[str]]:
        second_is_over = asyncio.Event()
        happened: list[str] = []

        async def first() -> AsyncGenerator[str]:
            yield "a"
            await second_is_over.wait()
            happened.append("first")
            yield "b"

        async def second() -> AsyncGenerator[str]:
            yield "c"
            happened.append("second")
            second_is_over.set()

        return [each async for each in in_turn([first(), second()], ["", ""])], happened

    heard, happened = asyncio.run(talk())
    assert heard == [(0, "a"), (0, "b"), (1, "c")]
    assert happened == ["second", "first"]


def test_what_goes_wrong_at_first_is_said_before_anything_else() -> None:
    shared = InputError("bad", "坏了。")
    over: list[str] = []

    async def good() -> AsyncGenerator[str]:
        try:
            yield "a"
            await asyncio.Event().wait()
        finally:
            over.append("good")

    async def bad() -> AsyncGenerator[str]:
        for _ in ():
            yield ""
        raise shared

    async def talk() -> None:
        async for _ in in_turn([good(), bad()], ["图 1：", "图 2："]):
            raise AssertionError("nothing was to be heard")

    with pytest.raises(InputError, match="图 2：坏了。") as raised:
        asyncio.run(talk())
    assert raised.value.code == "bad"
    assert raised.value.message == "图 2：坏了。"
    assert shared.message == "坏了。"
    assert over == ["good"]


class Endless:
    """Runs as a pipeline does, and never says anything."""

    def __init__(self) -> None:
        self.begun, self.over = asyncio.Event(), False

    async def run(self, *_: Any) -> AsyncGenerator[str]:
        try:
            self.begun.set()
            await asyncio.Event().wait()
            yield ""
        finally:
            self.over = True


def test_a_run_that_is_cancelled_ends_the_work() -> None:
    async def talk() -> None:
        app, pipeline = Starlette(), Endless()
        app.state.pipeline, app.state.features = pipeline, Features()

        async def receive() -> Any:
            await asyncio.Event().wait()

        scope: dict[str, Any] = {"type": "http", "headers": [], "app": app}
        begin(scope)
        pieces = run(Request(scope, receive), "test", (b"", "a.png"), Brief())
        first = asyncio.ensure_future(anext(pieces))
        await pipeline.begun.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert pipeline.over

    asyncio.run(talk())


def test_what_takes_longer_than_the_deadline_is_ended_and_said_so() -> None:
    async def talk() -> None:
        app, pipeline = Starlette(), Endless()
        app.state.pipeline, app.state.features = pipeline, Features(deadline_s=0.01)

        async def receive() -> Any:
            await asyncio.Event().wait()

        scope: dict[str, Any] = {"type": "http", "headers": [], "app": app}
        call = begin(scope)
        with pytest.raises(EngineError, match=r"超过 0\.01 秒仍未写完") as raised:
            await anext(run(Request(scope, receive), "test", (b"", "a.png"), Brief()))
        assert status_of(raised.value) == 504
        assert pipeline.over
        assert call.entries[0].error == "deadline"

    asyncio.run(talk())


def test_a_silent_stream_says_that_it_goes_on() -> None:
    async def talk() -> tuple[list[str], bool]:
        told = asyncio.Event()
        closed = False

        async def events() -> AsyncGenerator[str]:
            nonlocal closed
            try:
                await told.wait()
                yield "data: x\n\n"
                await asyncio.Event().wait()
            finally:
                closed = True

        heard: list[str] = []
        kept = kept_alive(events(), 0.01)
        async for event in kept:
            heard.append(event)
            if len(heard) == 2:
                told.set()
            if event.startswith("data") or len(heard) > 1000:
                break
        heard.append(await anext(kept))
        await kept.aclose()
        return heard, closed

    heard, closed = asyncio.run(talk())
    assert heard[0] == heard[1] == heard[-1] == ": 正在处理\n\n"
    assert "data: x\n\n" in heard
    assert closed
