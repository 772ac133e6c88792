"""The page's files, and the headers that lock them down."""

import pytest
from starlette.testclient import TestClient

from tuwen.server.page import HEADERS, WEB


def test_every_file_of_the_page_is_served(client: TestClient) -> None:
    for path in WEB.rglob("*"):
        if path.is_file():
            answer = client.get(f"/{path.relative_to(WEB)}")
            assert answer.status_code == 200, path
            assert answer.content == path.read_bytes()


def test_the_page_is_at_the_root(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.headers["content-type"].startswith("text/html")
    again = client.get("/", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("asked", ["bytes=0-1", "bytes=0-0,2-2", "bytes=9-1", "nonsense"])
@pytest.mark.parametrize("path", ["/app.js", "/operator"])
def test_files_come_whole_whatever_part_is_asked_for(
    client: TestClient, path: str, asked: str
) -> None:
    answer = client.get(path, headers={"range": asked})
    assert answer.status_code == 200
    assert answer.content == client.get(path).content


@pytest.mark.parametrize("path", ["/", "/app.js", "/docs", "/healthz", "/nowhere"])
def test_every_answer_is_locked_down(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert headers["cache-control"] == "no-cache"


def test_scripts_come_from_here_alone() -> None:
    policy = HEADERS["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy
