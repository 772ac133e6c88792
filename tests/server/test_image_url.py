"""A picture given by its address: only where the operator allows its host."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from PIL import Image
from starlette.testclient import TestClient

from tuwen.server.app import create_app
from tuwen.server.features import Features
from tuwen.service.fetch import Fetcher
from tuwen.service.reader import reader_pool
from tuwen.service.summarizer import Summarizer

ADDRESS = "/v1/multimodal/completion"
URL = "https://img.example.com/blog/网关.png"


@pytest.fixture(scope="module")
def allowing(
    diagram: Image.Image, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("picture") / "a.png"
    diagram.save(path)

    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34"]

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["host"] == "img.example.com"
        return httpx2.Response(
            200, headers={"content-type": "image/png"}, stream=httpx2.ByteStream(path.read_bytes())
        )

    fetcher = Fetcher("img.example.com", resolve=resolve, transport=httpx2.MockTransport(answer))
    readers = reader_pool(size=1)
    with TestClient(create_app(Summarizer(), readers, Features(fetcher=fetcher))) as client:
        yield client


def test_a_picture_is_fetched_from_an_allowed_host(allowing: TestClient) -> None:
    answer = allowing.post(ADDRESS, data={"image_url": URL, "include": "reading"})
    assert answer.status_code == 200
    assert "MySQL" in answer.json()["text"]
    assert answer.json()["reading"]["image"] == "网关.png"


@pytest.mark.parametrize("url", ["https://example.com/a.png", "http://img.example.com/a.png", "x"])
def test_no_other_address_is(allowing: TestClient, url: str) -> None:
    answer = allowing.post(ADDRESS, data={"image_url": url})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"].startswith("url_")


def test_by_default_nothing_is_fetched(client: TestClient) -> None:
    answer = client.post(ADDRESS, data={"image_url": URL})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "url_not_allowed")
    assert "--allow-image-host" in answer.json()["error"]["message"]


def test_a_picture_is_sent_or_named_but_not_both(client: TestClient, diagram_png: Path) -> None:
    neither = client.post(ADDRESS, data={"prompt": "摘要"})
    with open(diagram_png, "rb") as file:
        both = client.post(ADDRESS, files={"image": file}, data={"image_url": URL})
    for answer in (neither, both):
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")
        assert "image_url" in answer.json()["error"]["message"]
