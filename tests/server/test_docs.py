"""The documentation page: offline, complete, and true."""

import re

from starlette.testclient import TestClient


def test_it_names_every_route_and_field(client: TestClient) -> None:
    page = client.get("/docs").text
    openapi = client.get("/openapi.json").json()
    own = {"/v1/multimodal/completion", "/healthz", "/readyz"}
    journal = {"/v1/journal", "/v1/journal/stats", "/v1/journal/{id}"}
    chat = {"/v1/chat/completions", "/v1/models", "/v1/models/{name}"}
    assert set(openapi["paths"]) == own | journal | chat
    for path in openapi["paths"]:
        assert path in page
    for field in ("image", "prompt", "task", "context", "stream", "include", "strict", "messages"):
        assert f"<td>{field}" in page


def test_it_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=['\"]?(?:https?:)?//", page)
