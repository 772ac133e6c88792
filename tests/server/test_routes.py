"""The HTTP interface as a client meets it."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tuwen.engines.base import Engine, Request
from tuwen.errors import EngineError
from tuwen.server.app import create_app
from tuwen.service.reader import reader_pool
from tuwen.service.sight import Sight, look
from tuwen.service.summarizer import Summarizer
from tuwen.service.workers import WorkerPool

ADDRESS = "/v1/multimodal/completion"
REFUSED = {
    "empty.png": (400, "empty_file"),
    "truncated.png": (400, "damaged_picture"),
    "text.png": (415, "not_a_picture"),
    "vector.svg": (415, "unsupported_format"),
    "one-pixel.png": (400, "too_small"),
    "line.png": (400, "too_small"),
    "bomb.png": (413, "too_many_pixels"),
    "heavy.bmp": (413, "file_too_large"),
}
TAKEN = {
    "wrong-extension.jpg": "扩展名",
    "animated.gif": "第一帧",
    "cmyk.jpg": "",
    "sixteen-bit.png": "",
    "palette.png": "",
    "no-text.png": "单一颜色",
    "photograph.jpg": "",
}


def ask(client: TestClient, path: Path, **fields: Any) -> Any:
    return client.post(ADDRESS, files={"image": path.read_bytes()}, data=fields)


def events(text: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_picture_and_a_prompt_get_an_answer(client: TestClient, diagram_png: Path) -> None:
    with open(diagram_png, "rb") as f:
        answer = client.post(
            ADDRESS, files={"image": f}, data={"prompt": "请根据图片内容生成一段技术博文摘要"}
        )
    assert answer.status_code == 200
    body = answer.json()
    assert "MySQL" in body["text"]
    assert (body["task"], body["engine"], body["cached"]) == ("summary", "embedded", False)
    assert set(body) == {
        "text", "id", "task", "engine", "model", "keywords", "warnings", "cached", "usage",
        "timing_ms",
    }  # fmt: skip
    assert {"decode", "read", "queue", "write", "check", "total"} == set(body["timing_ms"])


def test_reading_and_check_come_when_asked_for(client: TestClient, diagram_png: Path) -> None:
    body = ask(client, diagram_png, include="reading, check").json()
    assert {"MySQL", "Gateway"} <= {text["text"] for text in body["reading"]["texts"]}
    assert (body["reading"]["width"], body["reading"]["height"]) == (420, 120)
    assert "MySQL" in body["reading"]["mermaid"]
    assert body["check"]["unsupported"] == []
    assert 0 <= body["check"]["coverage"] <= 1
    for part in body["check"]["evidence"]:
        assert 0 <= part["start"] < part["end"] <= len(body["text"])


def test_a_stream_adds_up_to_the_answer(client: TestClient, diagram_png: Path) -> None:
    answer = ask(client, diagram_png, stream="true", include="reading,check", task="describe")
    assert answer.headers["content-type"].startswith("text/event-stream")
    (first, reading), *deltas, (last, done) = events(answer.text)
    assert (first, last) == ("reading", "done")
    assert reading["kind"] == done["reading"]["kind"]
    assert {name for name, _ in deltas} == {"delta"}
    assert len(deltas) > 1
    assert "".join(data["text"] for _, data in deltas) == done["text"]


def test_title_and_context_are_used(client: TestClient, diagram_png: Path) -> None:
    body = ask(client, diagram_png, title="订单系统的读写路径", context="正文。").json()
    assert body["usage"]["prompt_tokens"] > 0


@pytest.mark.parametrize("name", REFUSED)
def test_bad_pictures_are_refused(
    client: TestClient, odd_pictures: dict[str, bytes], name: str
) -> None:
    answer = client.post(ADDRESS, files={"image": (name, odd_pictures[name])})
    status, code = REFUSED[name]
    assert answer.status_code == status
    error = answer.json()["error"]
    assert (error["type"], error["code"]) == ("invalid_request", code)
    assert error["message"].endswith("。")


@pytest.mark.parametrize("name", TAKEN)
def test_odd_pictures_are_answered(
    client: TestClient, odd_pictures: dict[str, bytes], name: str
) -> None:
    answer = client.post(ADDRESS, files={"image": (name, odd_pictures[name])})
    assert answer.status_code == 200
    assert len(answer.json()["text"]) >= 10
    assert TAKEN[name] in "".join(answer.json()["warnings"])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"task": "paint"}, "unknown_task"),
        ({"task": "ask"}, "missing_question"),
        ({"engine": "gpt"}, "unknown_engine"),
        ({"language": "fr"}, "language_unsupported"),
        ({"include": "secrets"}, "bad_include"),
        ({"max_tokens": "many"}, "bad_request"),
        ({"max_tokens": "0"}, "bad_request"),
        ({"stream": "perhaps"}, "bad_request"),
        ({"prompt": "x" * 9000}, "bad_request"),
    ],
)
def test_bad_fields_are_refused(
    client: TestClient, diagram_png: Path, fields: dict[str, str], code: str
) -> None:
    answer = ask(client, diagram_png, **fields)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


def test_english_is_written_where_it_is_asked_for(client: TestClient, diagram_png: Path) -> None:
    answer = ask(client, diagram_png, language="en", include="check").json()
    assert answer["text"].isascii() or "“" in answer["text"]
    assert answer["text"].startswith(("The ", "In the "))
    assert not [w for w in answer["keywords"] if not w.isascii()]
    check = answer["check"]
    assert (check["judged"], check["score"], check["claims"]) == (False, None, [])
    assert check["coverage"] > 0


def test_strict_refuses_what_is_too_poor(
    client: TestClient, odd_pictures: dict[str, bytes]
) -> None:
    blank = odd_pictures["no-text.png"]
    answer = client.post(ADDRESS, files={"image": blank}, data={"strict": "true"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "too_poor_to_read"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"json": {"prompt": "x"}},
        {"data": {"image": "no file", "prompt": "x"}},
        {"content": b"torn", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"content": b"--x\r\n", "headers": {"content-type": "multipart/form-data"}},
        {"content": b"\xff\xfe", "headers": {"content-type": "application/json"}},
    ],
)
def test_a_request_without_a_picture_is_refused(client: TestClient, sent: dict[str, Any]) -> None:
    answer = client.post(ADDRESS, **sent)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].endswith("。")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/v1/nowhere", 404),
        ("GET", ADDRESS, 405),
        ("DELETE", "/", 405),
        ("GET", "/../pyproject.toml", 404),
        ("GET", "/vendor/..%2f..%2fsettings.py", 404),
    ],
)
def test_wrong_addresses_and_methods_have_the_same_shape(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"type", "code", "message"}


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    parts = {"readers": "ok", "engine": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "parts": parts}


class Failing(Engine):
    """Fails in the middle of its second sentence, or has nothing to say."""

    name = "failing"
    model = "none"
    needs_pixels = False

    def stream(self, request: Request) -> Iterator[str]:
        yield from ("第一句话已经写得足够长。", "第二句")
        if request.order.task == "describe":
            raise ZeroDivisionError
        raise EngineError("out_of_words", "写不下去了。")


def test_an_engine_that_fails_is_503_or_an_event(diagram_png: Path) -> None:
    app = create_app(Summarizer(Failing()), reader_pool(size=1))
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = ask(client, diagram_png)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "out_of_words"
        (first, _), (last, error) = events(ask(client, diagram_png, stream="true").text)
        assert (first, last) == ("delta", "error")
        assert error["error"]["message"] == "写不下去了。"
        answer = ask(client, diagram_png, task="describe")
        assert answer.status_code == 500
        assert answer.json()["error"]["code"] == "internal_error"
        _, (last, error) = events(ask(client, diagram_png, stream="true", task="describe").text)
        assert error["error"]["code"] == "internal_error"


def test_a_full_queue_is_503_with_retry_after(diagram_png: Path) -> None:
    readers = reader_pool(size=1, queue_limit=0)
    with TestClient(create_app(Summarizer(), readers)) as client:
        readers.wait_until_ready()
        readers.submit(str(diagram_png))
        answer = ask(client, diagram_png)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert answer.json()["error"]["type"] == "busy"


def look_when_told(sight_of: bytes, name: str) -> Sight:
    """Runs in a worker process: waits for the file that `name` names, then looks."""
    while not Path(name).exists():
        time.sleep(0.01)
    return look(sight_of, "a.png")


def test_a_client_that_leaves_gives_up_its_place(diagram_png: Path, tmp_path: Path) -> None:
    go = str(tmp_path / "go")
    readers = WorkerPool(look_when_told, size=1, queue_limit=1)
    app = create_app(Summarizer(), readers)
    readers.start()
    first = readers.submit(diagram_png.read_bytes(), go)
    while not first.running():
        pass
    assert status_of_one_who_leaves(app, diagram_png.read_bytes(), go) == 499
    again = readers.submit(diagram_png.read_bytes(), go)  # its place in the queue is free
    Path(go).touch()
    assert first.result().digest == again.result().digest
    readers.close()


def status_of_one_who_leaves(app: FastAPI, image: bytes, name: str) -> int:
    """Send a whole request, then hang up."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="image"; filename="'
        + name.encode() + b'"\r\n\r\n' + image + b"\r\n--x--\r\n"
    )  # fmt: skip
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": ADDRESS, "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"multipart/form-data; boundary=x")],
    }  # fmt: skip
    coming = iter([{"type": "http.request", "body": body}, {"type": "http.disconnect"}])
    sent: list[Any] = []

    async def receive() -> Any:
        return next(coming)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent[0]["status"]


def test_not_ready_before_the_workers_are_warm() -> None:
    readers = reader_pool(size=1)
    with TestClient(create_app(Summarizer(), readers)) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "not_ready"
