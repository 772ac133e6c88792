"""Lines of the log: one each, for people or for machines, safe whatever is in them."""

import json
import logging
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tuwen.server.calls import CURRENT, Call
from tuwen.server.logs import JsonLines, Lines
from tuwen.server.tracing import Parent

NASTY = 'a"\r\n{"level": "fake"}\x1b[2J\u202eb\x9bc\u2028'


def record(message: str, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("tuwen.x", logging.WARNING, "", 1, "%s", (message,), None)
    vars(made).update(more)
    return made


def test_json_has_what_machines_look_for() -> None:
    call = Call("tw-1", Parent("a" * 32, "b" * 16, True))
    token = CURRENT.set(call)
    try:
        line = JsonLines().format(record("有事", fields={"status": 503, "error": "busy"}))
    finally:
        CURRENT.reset(token)
    told = json.loads(line)
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "warning", "logger": "tuwen.x", "message": "有事", "request_id": "tw-1",
        "trace_id": "a" * 32, "status": 503, "error": "busy",
    }  # fmt: skip


def test_an_exception_is_one_field() -> None:
    try:
        raise ValueError(NASTY)
    except ValueError:
        line = JsonLines().format(record("x", exc_info=sys.exc_info()))
        text = Lines().format(record("x", exc_info=sys.exc_info()))
    assert "\n" not in line
    assert NASTY in json.loads(line)["exception"]
    assert "\x1b" not in text
    assert "Traceback" in text


@given(st.text())
def test_nothing_begins_a_new_line_or_steers_a_terminal(text: str) -> None:
    for text_ in (text, NASTY):
        line = JsonLines().format(record(text_))
        assert json.loads(line)["message"] == text_
        for made in (line, Lines().format(record(text_))):
            assert made.isprintable() or "\u3000" in made or not text_.isprintable()
            assert not set(made) & set("\r\n\x1b\x9b\u202e\u2028\x85")
            made.encode()


@contextmanager
def served(folder: Path, **environment: str) -> Any:
    import os

    command = [sys.executable, "-m", "tuwen", "serve", "--port", "0", "--workers", "1",
               "--store", str(folder / "tuwen.db")]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **environment}
    ) as server:
        yield server
        server.terminate()
        server.communicate(timeout=30)


def test_a_server_that_logs_json_writes_nothing_else(tmp_path: Path, diagram_png: Path) -> None:
    with served(tmp_path, TUWEN_LOG_FORMAT="json") as server:
        first = json.loads(server.stdout.readline())
        assert first["message"].startswith("页面：")
        address = first["message"].split()[0].removeprefix("页面：")
        answer = requests.post(
            f"{address}v1/multimodal/completion",
            files={"image": diagram_png.read_bytes()},
            headers={"traceparent": f"00-{'c' * 32}-{'d' * 16}-01"},
            timeout=60,
        )
        told = json.loads(server.stdout.readline())
        assert told["request_id"] == answer.json()["id"] == answer.headers["x-request-id"]
        assert (told["trace_id"], told["path"], told["status"]) == (
            "c" * 32, "/v1/multimodal/completion", 200,
        )  # fmt: skip


@pytest.mark.parametrize("value", ["xml", "JSON"])
def test_other_formats_are_refused(value: str, tmp_path: Path) -> None:
    with served(tmp_path, TUWEN_LOG_FORMAT=value) as server:
        _, err = server.communicate(timeout=60)
    assert server.returncode == 2
    assert "log_format 应为 text 或 json" in err.decode()
