"""The log says what happened, never what was in the picture."""

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tuwen.server.access_log import AccessLog

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    return vars(record)["fields"]


def test_size_dimensions_and_digest_are_logged(
    client: TestClient, diagram_png: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "tuwen.access"):
        client.post(
            "/v1/multimodal/completion",
            files={"image": ("private name.png", diagram_png.read_bytes())},
            data={"prompt": "秘密的提示词"},
        )
        client.get("/healthz")
        client.get("/a%0Ab")
    assert len(caplog.messages) == 2
    assert caplog.messages[0].startswith("POST /v1/multimodal/completion 200 ")
    assert f"{diagram_png.stat().st_size}B 420x120 " in caplog.messages[0]
    told = fields_of(caplog.records[0])
    assert (told["status"], told["width"], told["height"]) == (200, 420, 120)
    assert (told["engine"], told["cached"], told["pictures"]) == ("embedded", False, 1)
    assert re.fullmatch("[0-9a-f]{64}", told["digest"])
    everything = caplog.text + str([fields_of(record) for record in caplog.records])
    assert "private" not in everything
    assert "秘密" not in everything
    assert "GET /a\\nb 404" in caplog.messages[1]
    assert fields_of(caplog.records[1])["error"] == "no_such_address"


def test_every_answer_carries_its_requests_id(client: TestClient, diagram_png: Path) -> None:
    answer = client.post("/v1/multimodal/completion", files={"image": diagram_png.read_bytes()})
    assert answer.headers["x-request-id"] == answer.json()["id"]
    ids = {
        client.get(path, headers={"x-request-id": "mine"}).headers["x-request-id"]
        for path in ("/", "/healthz", "/nowhere", "/docs")
    }
    assert len(ids) == 4
    assert all(re.fullmatch("tw-[0-9a-f]{16}", id) for id in ids)
    assert "traceparent" not in answer.headers


@pytest.mark.parametrize(
    ("theirs", "logged"),
    [("req-1.a:B_c", "req-1.a:B_c"), ("a\x1b[31m", None), ("x" * 65, None), ("名", None)],
)
def test_the_clients_own_id_is_logged_if_it_is_sound(
    client: TestClient, caplog: pytest.LogCaptureFixture, theirs: str, logged: str | None
) -> None:
    with caplog.at_level(logging.INFO, "tuwen.access"):
        client.get("/nowhere", headers={b"x-request-id": theirs.encode()})
    assert fields_of(caplog.records[0]).get("client_request_id") == logged


@pytest.mark.parametrize(
    ("files", "code"),
    [({"image": b"no picture"}, "not_a_picture"), ({}, "bad_request")],
)
def test_what_failed_is_logged_by_its_code(
    client: TestClient, caplog: pytest.LogCaptureFixture, files: dict[str, bytes], code: str
) -> None:
    with caplog.at_level(logging.INFO, "tuwen.access"):
        client.post("/v1/multimodal/completion", files=files, data={"prompt": "x"})
    assert fields_of(caplog.records[-1])["error"] == code
    assert f" {code}" in caplog.messages[-1]


def test_a_defect_is_answered_with_the_id_to_look_for(caplog: pytest.LogCaptureFixture) -> None:
    from fastapi import FastAPI

    from tuwen.server.access_log import AccessLog
    from tuwen.server.errors import answer_errors

    app = FastAPI()
    answer_errors(app)
    app.add_middleware(AccessLog)

    @app.get("/")
    async def broken() -> None:  # pyright: ignore[reportUnusedFunction]
        raise RuntimeError("secret")

    with caplog.at_level(logging.INFO):
        answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    line = next(record for record in caplog.records if record.name == "tuwen.access")
    assert fields_of(line)["status"] == 500
    assert re.fullmatch("tw-[0-9a-f]{16}", answer.headers["x-request-id"])


@pytest.mark.parametrize("begun", [False, True])
def test_who_is_cut_off_by_the_end_of_the_server_is_told_so(begun: bool) -> None:
    sent: list[Any] = []

    async def stop() -> None:
        at_work = asyncio.Event()

        async def endless(_scope: Any, _receive: Any, send: Any) -> None:
            if begun:
                await send({"type": "http.response.start", "status": 200, "headers": []})
            at_work.set()
            await asyncio.Event().wait()

        async def receive() -> Any:
            await asyncio.Event().wait()

        async def send(message: Any) -> None:
            sent.append(message)

        scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/v1/x", "headers": []}
        work = asyncio.ensure_future(AccessLog(endless)(scope, receive, send))
        await at_work.wait()
        work.cancel()
        await work

    asyncio.run(stop())
    assert sent[0]["status"] == (200 if begun else 503)
    assert begun or "正在停止".encode() in sent[1]["body"]
