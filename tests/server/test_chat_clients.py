"""Clients of OpenAI's interface that are not OpenAI's, in an environment of their own."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live import live

from tuwen.service.summarizer import Summarizer

PYTHON = os.environ.get("TUWEN_TEST_CLIENTS", "")
pytestmark = pytest.mark.skipif(
    not PYTHON, reason="TUWEN_TEST_CLIENTS names no interpreter that has clients; see .ci/clients"
)
# litellm would fetch a list of prices, LangChain would send traces.
OFFLINE = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LANGSMITH_TRACING": "false"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with live(Summarizer("embedded")) as address:
        yield address


def got(client: str, *arguments: object) -> dict[str, Any]:
    command = [PYTHON, str(Path(__file__).with_name(client)), *map(str, arguments)]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=180, env=kept | OFFLINE, check=False
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


def check(found: dict[str, Any]) -> None:
    assert "MySQL" in found["whole"]
    assert found["streamed"] == found["whole"]
    assert found["finish"] == "stop"
    assert found["tokens"] > len(found["whole"])
    assert found["filled"]["summary"] == found["whole"]
    assert "MySQL" in found["filled"]["keywords"]
    assert "没有图片" in found["refused"]


def test_litellm(address: str, diagram_png: Path) -> None:
    found = got("client_litellm.py", address, diagram_png)
    check(found)
    assert "没有名为 other 的模型" in found["missing"]


def test_langchain(address: str, diagram_png: Path) -> None:
    found = got("client_langchain.py", address, diagram_png)
    check(found)
    assert found["filled"]["alt"]
    assert "2" in found["follow_up"] or "两" in found["follow_up"]
