"""Over HTTP with a model behind it: answers, corrections on the way, clients that leave."""

import asyncio
import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from openai_server import Answer, Server, fails, hangs, piece, says, serving
from tuwen.engines.options import Options
from tuwen.server.app import create_app
from tuwen.service.reader import reader_pool
from tuwen.service.summarizer import Summarizer

ADDRESS = "/v1/multimodal/completion"
TRUE = "Gateway 接收请求，并从 MySQL 读写数据。"
FALSE = "MySQL 把请求转发给 Gateway，由它处理。"


@contextmanager
def asking(engine: str, *scripts: Answer) -> Generator[tuple[TestClient, Server]]:
    readers = reader_pool(size=1)
    with serving(*scripts) as server:
        options = Options(base_url=server.url, retries=0, timeout=5)
        with TestClient(create_app(Summarizer(engine, options=options), readers)) as client:
            readers.wait_until_ready()
            yield client, server


def ask(client: TestClient, picture: Path, **data: str) -> Any:
    return client.post(ADDRESS, files={"image": (picture.name, picture.read_bytes())}, data=data)


def events(body: str) -> list[tuple[str, Any]]:
    blocks = [block.split("\n") for block in body.strip().split("\n\n")]
    return [(block[0][7:], json.loads(block[1][6:])) for block in blocks]


def test_the_model_answers_and_is_checked(diagram_png: Path) -> None:
    with asking("openai", says(TRUE)) as (client, _):
        answer = ask(client, diagram_png, include="check").json()
    assert answer["text"] == TRUE
    assert (answer["engine"], answer["model"]) == ("openai", "glm-4.6v-flash")
    assert answer["usage"] == {"prompt_tokens": 320, "completion_tokens": 1}
    assert answer["check"]["unsupported"] == []


def test_what_the_model_invents_is_taken_back_on_the_way(diagram_png: Path) -> None:
    with asking("openai", says(FALSE), says(TRUE)) as (client, server):
        body = ask(client, diagram_png, stream="true").text
        assert "找不到依据" in server.bodies[1]["messages"][1]["content"][1]["text"]
    found = events(body)
    assert [name for name, _ in found] == ["delta", "restart", "delta", "done"]
    assert found[2][1]["text"] == found[3][1]["text"] == TRUE


def test_a_model_that_fails_is_503_or_the_embedded_engine(diagram_png: Path) -> None:
    with asking("openai", fails(500)) as (client, _):
        answer = ask(client, diagram_png)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "server_500"
    with asking("auto", fails(500)) as (client, _):
        answer = ask(client, diagram_png).json()
        assert answer["engine"] == "embedded"
        assert "MySQL" in answer["text"]
        assert "openai 未能作答" in answer["warnings"][0]


def test_a_client_that_leaves_stops_the_model(diagram_png: Path) -> None:
    image = diagram_png.read_bytes()
    head = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": ADDRESS, "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"multipart/form-data; boundary=x")],
    }  # fmt: skip
    with asking("openai", hangs(piece("开头。"))) as (client, server):
        coming = iter([{"type": "http.request", "body": head + image + b"\r\n--x--\r\n"}])
        sent: list[Any] = []

        async def receive() -> Any:
            if (message := next(coming, None)) is not None:
                return message
            while not server.bodies:  # stays until the model has been asked
                await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(client.app(scope, receive, send))  # type: ignore[operator]
        assert sent[0]["status"] == 499


def test_all_texts_stream_in_sections(diagram_png: Path) -> None:
    whole = (
        f"【摘要】\n{TRUE}\n【替代文本】\n{TRUE}\n【关键词】\nMySQL\n【新手讲解】\n先看它。{TRUE}"
    )
    with asking("openai", says(whole)) as (client, server):
        found = events(ask(client, diagram_png, task="all", stream="true", include="check").text)
        assert len(server.bodies) == 1
    heard: dict[str, str] = {}
    for name, data in found[:-1]:
        assert name in ("section", "delta")
        if name == "section":
            heard[data["task"]] = ""
        else:
            heard[next(reversed(heard))] += data["text"]
    name, answer = found[-1]
    assert name == "done"
    assert answer["texts"] == heard == {
        "summary": TRUE, "alt": TRUE, "keywords": "MySQL", "explain": f"先看它。{TRUE}",
    }  # fmt: skip
    assert answer["text"] == TRUE
    assert set(answer["checks"]) == set(heard)
    assert answer["check"] == answer["checks"]["summary"]
