"""Bodies that are too large or too slow, declared or not."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
from fastapi import FastAPI, File, UploadFile

from tuwen.server.body import DISCARDED_AT_MOST, BodyLimit
from tuwen.server.errors import answer_errors

BORDER = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
END = b"\r\n--x--\r\n"


def app(slowest_s: float) -> FastAPI:
    app = FastAPI()
    answer_errors(app)

    @app.post("/")
    async def size(image: UploadFile = File()) -> int:  # noqa: B008
        return len(await image.read())

    app.add_api_route("/more", size, methods=["POST"])
    app.add_middleware(
        BodyLimit, limit=10_000, slowest_s=slowest_s, larger={"/more": 2 * 1024 * 1024}
    )
    return app


def post(
    chunks: Iterable[bytes | None],
    declared: int | None = None,
    slowest_s: float = 60,
    path: str = "/",
) -> tuple[int, bytes, int]:
    """Send the chunks (None: the client stalls); return status, body, and chunks taken."""
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"multipart/form-data; boundary=x")],
    }  # fmt: skip
    if declared is not None:
        scope["headers"].append((b"content-length", str(declared).encode()))
    left = iter([*chunks])
    taken = 0
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        nonlocal taken
        try:
            chunk = next(left)
        except StopIteration:
            return {"type": "http.request", "body": b"", "more_body": False}
        if chunk is None:
            await asyncio.Event().wait()
        taken += 1
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(slowest_s)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"], taken


def test_a_small_body_passes() -> None:
    assert post([BORDER, b"x" * 500, END])[:2] == (200, b"500")


@pytest.mark.parametrize("declared", [None, 50_000])
def test_a_large_body_is_refused_after_it_was_sent(declared: int | None) -> None:
    chunks = [BORDER, *[b"x" * 1000] * 49, END]
    status, body, taken = post(chunks, declared)
    assert status == 413
    assert "20 MB" in body.decode()
    assert '"code":"file_too_large"' in body.decode()
    assert taken == len(chunks)


@pytest.mark.parametrize("declared", [None, 2_500_000])
def test_a_path_may_have_a_larger_limit(declared: int | None) -> None:
    assert post([BORDER, b"x" * 50_000, END], path="/more")[:2] == (200, b"50000")
    status, body, _ = post([BORDER, b"x" * 2_500_000, END], declared, path="/more")
    assert status == 413
    assert "请求体超过 2 MB" in body.decode()
    assert '"code":"body_too_large"' in body.decode()


def test_an_endless_body_is_cut_off() -> None:
    chunk = b"x" * 1024 * 1024
    chunks = [BORDER, *[chunk] * (2 * DISCARDED_AT_MOST // len(chunk))]
    status, _, taken = post(chunks)
    assert status == 413
    assert taken < len(chunks)


def test_a_lie_about_the_length_does_not_help() -> None:
    assert post([BORDER, b"x" * 20_000, END], declared=5)[0] == 413
    assert post([BORDER, b"x" * 500, END], declared=-1)[0] == 200


def test_a_client_that_stalls_is_given_up() -> None:
    status, body, _ = post([BORDER, b"x", None], slowest_s=0.05)
    assert status == 408
    assert "上传过慢" in body.decode()
