"""Two real servers and one Redis: what who asks too much is told, and who is not counted."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import uvicorn
from real_redis import RealRedis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tuwen.server.address import TrustedProxies, networks
from tuwen.server.body import BodyLimit
from tuwen.server.limited import Limited
from tuwen.server.limits import Allowance, RateLimits
from tuwen.server.wire import configured

NOBODY = Allowance()


@dataclass(frozen=True)
class Key:
    id: str
    allowance: Allowance


class Keys:
    """Stands where authentication will: takes the key that is named."""

    def __init__(self, app: ASGIApp, keys: dict[str, Allowance]) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (name := dict(scope["headers"]).get(b"key", b"").decode()):
            scope.setdefault("state", {})["key"] = Key(name, self._keys[name])
        await self._app(scope, receive, send)


class Served:
    """A server with routes that answer at once, at length, or not well."""

    def __init__(self, limits: RateLimits, address: Allowance, keys: dict[str, Allowance]) -> None:
        self.limits = limits
        self.go_on = asyncio.Event()
        app = Starlette()
        app.add_route("/v1/size", self.size, methods=["POST"])
        app.add_route("/v1/stream", self.stream)
        app.add_route("/v1/who", self.who)
        app.add_route("/healthz", self.who)
        app.add_middleware(Limited, limits=limits, per_address=address)
        app.add_middleware(Keys, keys=keys)
        app.add_middleware(BodyLimit)
        app.add_middleware(TrustedProxies, trusted=networks("127.0.0.1"))
        self.app = app

    async def size(self, request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    async def who(self, request: Request) -> Response:
        return PlainTextResponse(request.client.host if request.client else "")

    async def stream(self, request: Request) -> Response:
        async def parts() -> AsyncIterator[bytes]:
            yield b"begun"
            await self.go_on.wait()
            yield b"done"

        return StreamingResponse(parts())


@asynccontextmanager
async def running(served: Served) -> AsyncGenerator[httpx2.AsyncClient]:
    """The client of a server that listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(configured(served.app))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0)
        async with httpx2.AsyncClient(base_url=address, timeout=20) as client:
            yield client
        server.should_exit = True
        await task
        await served.limits.close()


@asynccontextmanager
async def two(
    url: str, address: Allowance = NOBODY, **keys: Allowance
) -> AsyncGenerator[tuple[tuple[Served, httpx2.AsyncClient], tuple[Served, httpx2.AsyncClient]]]:
    async with AsyncExitStack() as stack:
        served = [Served(RateLimits.at(url, patience_s=30), address, keys) for _ in range(2)]
        clients = [await stack.enter_async_context(running(each)) for each in served]
        yield (served[0], clients[0]), (served[1], clients[1])


def test_two_servers_count_one_key(redis: RealRedis) -> None:
    async def asked() -> list[httpx2.Response]:
        async with two(redis.url, ann=Allowance(rpm=3)) as ((_, first), (_, second)):
            return [
                await client.get("/v1/who", headers={"key": "ann"})
                for client in (first, second, second, first, second)
            ]

    answers = asyncio.run(asked())
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    left = [answer.headers["ratelimit-remaining"] for answer in answers]
    assert left == ["2", "1", "0", "0", "0"]
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {"3"}
    assert all(1 <= int(answer.headers["ratelimit-reset"]) <= 60 for answer in answers)
    refused = answers[-1]
    assert refused.headers["retry-after"] == refused.headers["ratelimit-reset"]
    error = refused.json()["error"]
    assert (error["type"], error["code"]) == ("rate_limit", "rate_limited")
    assert "这个密钥" in error["message"]
    assert "每分钟最多 3 次" in error["message"]
    assert "retry-after" not in answers[0].headers


def test_a_stream_holds_its_place_to_its_last_byte(redis: RealRedis) -> None:
    async def asked() -> list[int]:
        key = {"key": "ann"}
        async with two(redis.url, ann=Allowance(concurrent=1)) as ((one, first), (_, second)):
            found: list[int] = []
            async with first.stream("GET", "/v1/stream", headers=key) as answer:
                parts = answer.aiter_bytes()
                assert await anext(parts) == b"begun"
                refused = await second.get("/v1/who", headers=key)
                assert refused.json()["error"]["code"] == "too_many_at_once"
                assert int(refused.headers["retry-after"]) >= 1
                found.append(refused.status_code)
                one.go_on.set()
                assert await anext(parts) == b"done"
                async for _ in parts:
                    pass
            # One after the other is never two at once, however fast.
            found += [(await second.get("/v1/who", headers=key)).status_code for _ in range(20)]
            return found

    assert asyncio.run(asked()) == [429, *[200] * 20]


def test_who_hangs_up_gives_the_place_back(redis: RealRedis) -> None:
    async def asked() -> None:
        key = {"key": "ann"}
        async with two(redis.url, ann=Allowance(concurrent=1)) as ((_, first), (_, second)):
            async with first.stream("GET", "/v1/stream", headers=key) as answer:
                assert await anext(answer.aiter_bytes()) == b"begun"
            status = 429
            async with asyncio.timeout(60):
                while status == 429:
                    status = (await second.get("/v1/who", headers=key)).status_code
            assert status == 200

    asyncio.run(asked())


def test_addresses_are_told_apart_behind_a_trusted_proxy() -> None:
    async def asked() -> list[tuple[str, int]]:
        async with two("", Allowance(rpm=1)) as ((_, client), _):
            answers = [
                await client.get("/v1/who", headers={"x-forwarded-for": f"1.1.1.1, {seen}"})
                for seen in ("198.51.100.1", "198.51.100.2", "198.51.100.1", "2001:db8::1",
                             "2001:db8::2")
            ]  # fmt: skip
            return [(answer.text[:13], answer.status_code) for answer in answers]

    found = asyncio.run(asked())
    assert [status for _, status in found] == [200, 200, 429, 200, 429]
    assert [text for text, status in found if status == 200] == [
        "198.51.100.1", "198.51.100.2", "2001:db8::1",
    ]  # fmt: skip


def test_who_has_a_key_counts_with_it_and_not_with_the_address() -> None:
    async def asked() -> list[int]:
        async with two("", Allowance(rpm=1), ann=Allowance(rpm=2)) as ((_, client), _):
            names = ("ann", "", "ann", "", "ann")
            return [(await client.get("/v1/who", headers={"key": n})).status_code for n in names]

    assert asyncio.run(asked()) == [200, 200, 200, 429, 429]


def test_only_the_interface_is_counted() -> None:
    async def asked() -> list[httpx2.Response]:
        async with two("", Allowance(rpm=1)) as ((_, client), _):
            paths = ("/healthz", "/healthz", "/v1/who", "/healthz", "/v1/who")
            return [await client.get(path) for path in paths]

    answers = asyncio.run(asked())
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "ratelimit-limit" not in answers[0].headers


@pytest.mark.parametrize("declared", [True, False])
def test_who_is_refused_while_sending_sees_the_answer(declared: bool) -> None:
    body = b"x" * 8 * 1024 * 1024

    async def pieces() -> AsyncIterator[bytes]:
        yield body

    async def asked() -> list[Any]:
        async with two("", Allowance(rpm=1)) as ((_, client), _):
            found: list[Any] = []
            for _ in range(3):
                answer = await client.post("/v1/size", content=body if declared else pieces())
                found.append(answer.text if answer.status_code == 200 else answer.status_code)
            return found

    assert asyncio.run(asked()) == [str(len(body)), 429, 429]


async def told(
    limited: Limited, chunks: Iterator[bool], at_the_end: Callable[[], Awaitable[Any]] | None = None
) -> int:
    """The status of one request; just before the answer's last part, `at_the_end` is run."""
    found: list[int] = []
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": "/v1/x", "headers": [], "client": ("a", 1),
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b"x", "more_body": next(chunks)}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])
        elif at_the_end is not None:
            await at_the_end()

    await limited(scope, receive, send)
    return found[0]


def test_a_place_is_free_before_the_last_byte_goes_out() -> None:
    async def asked() -> list[int]:
        found: list[int] = []
        limited = Limited(PlainTextResponse("ok"), RateLimits.at(""), Allowance(concurrent=1))

        async def once_more() -> None:
            found.append(await told(limited, iter(())))

        return [await told(limited, iter(()), once_more), *found]

    assert asyncio.run(asked()) == [200, 200]


def test_the_body_of_a_refused_request_is_read_first() -> None:
    async def asked() -> list[int]:
        chunks = iter([True, True, False])
        limited = Limited(PlainTextResponse("ok"), RateLimits.at(""), Allowance(rpm=1))

        async def all_is_read() -> None:
            assert list(chunks) == []

        return [await told(limited, iter(())), await told(limited, chunks, all_is_read)]

    assert asyncio.run(asked()) == [200, 429]
