"""A server that labels: what it tells of each text's making, and where."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from live import says
from starlette.testclient import TestClient
from test_routes import ADDRESS, ask, events

from tuwen.server.app import create_app
from tuwen.server.features import Features
from tuwen.service.reader import reader_pool
from tuwen.service.summarizer import Summarizer

CHAT = "/v1/chat/completions"


@pytest.fixture(scope="module")
def labelling() -> Iterator[TestClient]:
    readers: Any = reader_pool(size=1, queue_limit=8)
    with TestClient(create_app(Summarizer(), readers, Features(label=True))) as client:
        yield client


def holds(provenance: Any, answer: Any) -> None:
    """The provenance is that of the answer, and the answer's texts say nothing of it."""
    assert provenance["label"] == "内容由AI生成"
    assert provenance["tool"].startswith("Tuwen ")
    assert (provenance["engine"], provenance["model"]) == ("embedded", "tuwen-embedded")
    assert provenance["id"] == answer["id"]
    made = datetime.fromisoformat(provenance["time"])
    assert made.tzinfo == UTC
    assert abs((datetime.now(UTC) - made).total_seconds()) < 60
    for form in ("text", "markdown", "html"):
        assert "内容由AI生成" in provenance["forms"][form]
        assert answer["id"] in provenance["forms"][form]
    assert "内容由AI生成" not in json.dumps([answer.get("text"), answer.get("texts")],
                                        ensure_ascii=False)  # fmt: skip


def test_an_answer_tells_its_provenance(labelling: TestClient, diagram_png: Path) -> None:
    for task in ("summary", "alt", "all"):
        answer = ask(labelling, diagram_png, task=task).json()
        holds(answer["provenance"], answer)


def test_the_label_is_in_the_language_of_the_text(labelling: TestClient, diagram_png: Path) -> None:
    english = ask(labelling, diagram_png, language="en").json()
    assert english["provenance"]["label"] == "AI-generated content"
    traditional = ask(labelling, diagram_png, language="zh-Hant").json()
    assert traditional["provenance"]["label"] == "內容由AI生成"


def test_a_stream_tells_it_at_its_end_only(labelling: TestClient, diagram_png: Path) -> None:
    *before, (name, done) = events(ask(labelling, diagram_png, stream="true").text)
    assert name == "done"
    holds(done["provenance"], done)
    assert "AI生成" not in json.dumps(before, ensure_ascii=False)


def test_a_chat_tells_it_beside_the_message(labelling: TestClient, diagram_png: Path) -> None:
    asked = {"model": "tuwen", "messages": [says(diagram_png.read_bytes(), "写摘要")]}
    answer = labelling.post(CHAT, json=asked).json()
    assert "AI生成" not in answer["choices"][0]["message"]["content"]
    holds(answer["tuwen"][0]["provenance"], answer["tuwen"][0])
    said = labelling.post(CHAT, json={**asked, "stream": True}).text
    chunks = [json.loads(block[6:]) for block in said.split("\n\n")[:-2]]
    assert "AI生成" not in json.dumps(chunks[:-1], ensure_ascii=False)
    holds(chunks[-1]["tuwen"][0]["provenance"], chunks[-1]["tuwen"][0])


def test_a_client_can_neither_ask_for_it_nor_do_without(
    client: TestClient, labelling: TestClient, diagram_png: Path
) -> None:
    refused = ask(client, diagram_png, include="provenance")
    assert refused.json()["error"]["code"] == "bad_include"
    assert "provenance" not in client.post(
        ADDRESS, files={"image": diagram_png.read_bytes()}
    ).json()  # fmt: skip
    assert "provenance" in ask(labelling, diagram_png, include="check").json()
