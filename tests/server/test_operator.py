"""The journal over HTTP: what was asked is there, for operators alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from keyed import bearer, features, serving
from starlette.testclient import TestClient

from stored_keys import new_key
from tuwen.server.app import create_app
from tuwen.server.features import Features
from tuwen.service.journal import Journal
from tuwen.service.reader import reader_pool
from tuwen.service.store import Store
from tuwen.service.summarizer import Summarizer

HERE = ("127.0.0.1", 5000)


@pytest.fixture(scope="module")
def journaled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A server with a journal that has three requests in it: a good one and two that failed."""
    readers: Any = reader_pool(size=1, queue_limit=8)
    store = Store(str(tmp_path_factory.mktemp("journal") / "tuwen.db"))
    app = create_app(Summarizer(), readers, Features(store=store, journal=Journal(store)))
    with TestClient(app, client=HERE) as client:
        readers.wait_until_ready()
        yield client


@pytest.fixture(scope="module")
def asked(journaled: TestClient, diagram: Any) -> list[str]:
    """Ids of requests, in order."""
    from io import BytesIO

    buffer = BytesIO()
    diagram.save(buffer, "PNG")
    ids: list[str] = []
    for body in (buffer.getvalue(), b"no picture", b"nothing either"):
        answer = journaled.post(
            "/v1/multimodal/completion",
            files={"image": ("图.png", body)},
            data={"prompt": "写一段摘要" + "，要好" * 100},
            headers={"traceparent": f"00-{'c' * 32}-{'d' * 16}-01"},
        )
        ids.append(answer.headers["x-request-id"])
    while len(journaled.get("/v1/journal").json()["entries"]) < 3:
        pass  # each question gives the writer its turn
    return ids


def test_the_latest_come_first_and_page_by_page(journaled: TestClient, asked: list[str]) -> None:
    first = journaled.get("/v1/journal", params={"limit": 2}).json()
    assert [entry["id"] for entry in first["entries"]] == [asked[2], asked[1]]
    rest = journaled.get("/v1/journal", params={"limit": 2, "before": first["next"]}).json()
    assert [entry["id"] for entry in rest["entries"]] == [asked[0]]
    assert rest["next"] is None
    assert len(rest["entries"][0]["prompt"]) == 200
    assert rest["entries"][0]["output"] is None


def test_filters(journaled: TestClient, asked: list[str]) -> None:
    def found(**params: Any) -> int:
        return len(journaled.get("/v1/journal", params=params).json()["entries"])

    assert found(errors=True, since="1h") == 2
    assert found(task="summary", engine="embedded") == 3
    assert found(engine="vllm") == found(key="k") == found(task="alt") == 0


def test_one_is_shown_whole(journaled: TestClient, asked: list[str]) -> None:
    entry = journaled.get(f"/v1/journal/{asked[0]}").json()
    assert "MySQL" in entry["output"]
    assert len(entry["prompt"]) > 200
    assert (entry["route"], entry["task"], entry["trace"]) == ("completion", "summary", "c" * 32)
    assert (entry["width"], entry["height"], entry["error"]) == (420, 120, "")
    assert 0 < entry["read_ms"] <= entry["total_ms"]
    assert journaled.get(f"/v1/journal/{asked[1]}").json()["error"] == "not_a_picture"


def test_statistics(journaled: TestClient, asked: list[str]) -> None:
    stats = journaled.get("/v1/journal/stats", params={"since": "1h"}).json()
    assert (stats["count"], stats["errors"], stats["cached"]) == (3, 2, 0)
    assert stats["by_code"] == {"not_a_picture": 2}
    assert sum(bucket["count"] for bucket in stats["buckets"]) == 3
    assert {stage["stage"] for stage in stats["stages"]} == {"total", "queue", "read", "write"}
    assert stats["worst"][0]["id"] == asked[0]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/journal/tw-unknown", 404, "no_such_entry"),
        ("/v1/journal/%27%20OR%201=1", 404, "no_such_entry"),
        ("/v1/journal/tw-", 400, "ambiguous_id"),
        ("/v1/journal?since=yesterday", 400, "bad_since"),
        ("/v1/journal/stats?since=7", 400, "bad_since"),
        ("/v1/journal?limit=0", 400, "bad_request"),
        ("/v1/journal?limit=x", 400, "bad_request"),
    ],
)
def test_what_cannot_be_answered_says_why(
    journaled: TestClient, asked: list[str], path: str, status: int, code: str
) -> None:
    answer = journaled.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["message"].endswith("。")


def test_the_page_is_there_and_locked_down(journaled: TestClient) -> None:
    page = journaled.get("/operator")
    assert page.status_code == 200
    assert "运行情况" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


def test_only_an_operators_key_opens_it_where_keys_are_needed(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    made = features(place)
    secrets = {
        name: new_key(place, name, operator=name == "operator")[0]
        for name in ("author", "operator")
    }
    assert made.store is not None
    with serving(replace(made, journal=Journal(made.store))) as client:
        for path in ("/v1/journal", "/v1/journal/stats", "/metrics"):
            assert client.get(path).status_code == 401
            assert client.get(path, headers=bearer(secrets["author"])).status_code == 403
            assert client.get(path, headers=bearer(secrets["operator"])).status_code == 200


def test_without_a_journal_there_is_nothing_to_see(client: TestClient) -> None:
    here = TestClient(client.app, client=HERE)
    answer = here.get("/v1/journal")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "journal_off")


def test_where_the_store_fails_requests_are_answered_still(diagram_png: Path) -> None:
    readers: Any = reader_pool(size=1, queue_limit=8)
    store = Store("memory")
    journal = Journal(store)
    app = create_app(Summarizer(), readers, Features(store=store, journal=journal))
    with TestClient(app, client=HERE) as client:
        readers.wait_until_ready()
        assert client.portal is not None
        client.portal.call(store.close)
        answer = client.post("/v1/multimodal/completion", files={"image": diagram_png.read_bytes()})
        assert answer.status_code == 200
        looked = client.get("/v1/journal")
        assert (looked.status_code, looked.json()["error"]["type"]) == (503, "store_error")
    assert journal.dropped == 1
