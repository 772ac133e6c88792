"""Who comes when the event loop cannot keep up is refused at the door."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from tuwen.server.shedding import LATE_S, LoopDelay, Shedding


@asynccontextmanager
async def served(few: int) -> AsyncGenerator[tuple[httpx2.AsyncClient, asyncio.Event, LoopDelay]]:
    """A client of an app with a slow address; the event ends its answers."""
    delay, go_on = LoopDelay(), asyncio.Event()

    async def slow(request: Request) -> PlainTextResponse:
        await go_on.wait()
        return PlainTextResponse("done")

    async def quick(request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    app = Starlette()
    app.add_route("/v1/slow", slow)
    app.add_route("/v1/quick", quick)
    app.add_route("/healthz", quick)
    app.add_middleware(Shedding, delay=delay, few=few)
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://tuwen") as client:
        delay.start()
        try:
            yield client, go_on, delay
        finally:
            delay.stop()


def keep_busy(seconds: float) -> None:
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        pass


async def until(delay: LoopDelay, *, stands: bool) -> None:
    """Turn the loop, with more to do than it can where it is to stand."""
    async with asyncio.timeout(30):
        while delay.stands != stands:
            if stands:
                keep_busy(2 * LATE_S)
            await asyncio.sleep(0)


def test_more_than_the_loop_can_do_is_refused_until_it_keeps_up_again() -> None:
    async def work() -> None:
        async with served(few=1) as (client, go_on, delay):
            first = asyncio.create_task(client.get("/v1/slow"))
            await asyncio.sleep(0)
            await until(delay, stands=True)
            refused = await client.get("/v1/quick")
            assert refused.status_code == 503
            assert refused.headers["retry-after"] == "2"
            assert refused.json()["error"]["code"] == "busy"
            assert (await client.get("/healthz")).text == "ok"
            go_on.set()
            assert (await first).text == "done"  # what is under way goes on
            await until(delay, stands=False)
            assert (await client.get("/v1/quick")).text == "ok"

    asyncio.run(work())


def test_a_few_requests_are_no_overload_however_late_the_loop_is() -> None:
    async def work() -> None:
        async with served(few=1) as (client, _, delay):
            await until(delay, stands=True)
            assert (await client.get("/v1/quick")).text == "ok"

    asyncio.run(work())


def test_one_long_step_is_no_overload() -> None:
    async def work() -> None:
        async with served(few=0) as (client, _, delay):
            await until(delay, stands=False)
            keep_busy(4 * LATE_S)  # as a large body does
            await asyncio.sleep(0)
            assert not delay.stands
            assert (await client.get("/v1/quick")).text == "ok"

    asyncio.run(work())
