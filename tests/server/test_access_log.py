"""The log says what happened, never what was in the picture."""

import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient


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
    assert "private" not in caplog.text
    assert "秘密" not in caplog.text
    assert "GET /a\\nb 404" in caplog.messages[1]
