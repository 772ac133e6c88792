"""OpenAI's interface with an engine that invents: nothing goes out that is taken back."""

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from live import live, says
from openai import APIError, InternalServerError, OpenAI

from openai_server import Answer, fails, serving
from openai_server import says as writes
from tuwen.engines.base import Engine, Request
from tuwen.engines.options import Options
from tuwen.service.summarizer import Summarizer

TRUE = "Gateway 接收请求，并从 MySQL 读写数据。"
FALSE = "MySQL 把请求转发给 Gateway，由它处理。"


@contextmanager
def asking(engine: str, *scripts: Answer) -> Generator[Any]:
    with serving(*scripts) as server:
        options = Options(base_url=server.url, retries=0, timeout=5)
        with talking(Summarizer(engine, options=options)) as client:
            yield client


@contextmanager
def talking(summarizer: Summarizer) -> Generator[Any]:
    with (
        live(summarizer) as address,
        OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client,
    ):
        yield client


@pytest.fixture
def png(diagram_png: Path) -> bytes:
    return diagram_png.read_bytes()


def ask(openai: Any, *messages: Any, **fields: Any) -> Any:
    return openai.chat.completions.create(model="tuwen", messages=list(messages), **fields)


def told(chunks: Any) -> str:
    return "".join(c.choices[0].delta.content or "" for c in chunks)


def test_what_is_taken_back_never_goes_out(png: bytes) -> None:
    with asking("openai", writes(FALSE), writes(TRUE)) as openai:
        assert told(ask(openai, says(png), stream=True)) == TRUE
    whole = (
        f"【摘要】\n{TRUE}\n【替代文本】\n{TRUE}\n【关键词】\nMySQL\n【新手讲解】\n先看它。{TRUE}"
    )
    with asking("openai", writes(whole)) as openai:
        text = told(ask(openai, says(png), stream=True, extra_body={"task": "all"}))
    assert text.replace("\n\n", "\n") == whole


def test_an_answer_that_was_cut_off_says_so(png: bytes) -> None:
    with asking("openai", writes(TRUE, "而且", reason="length")) as openai:
        answer = ask(openai, says(png), max_tokens=20)
        assert answer.choices[0].message.content == TRUE
        assert answer.choices[0].finish_reason == "length"
        *_, last = ask(openai, says(png), max_tokens=20, stream=True)
        assert last.choices[0].finish_reason == "length"


def test_a_model_that_fails_is_an_error_of_the_client(png: bytes) -> None:
    with asking("openai", fails(500)) as openai:
        with pytest.raises(InternalServerError) as failed:
            ask(openai, says(png))
        assert (failed.value.status_code, failed.value.type) == (503, "server_error")
        assert failed.value.code == "server_500"
        chunks = ask(openai, says(png), stream=True)
        assert next(chunks).choices[0].delta.role == "assistant"
        with pytest.raises(APIError) as failed:
            list(chunks)
        assert (failed.value.type, failed.value.code) == ("server_error", "server_500")
    with asking("auto", fails(500)) as openai:
        answer = ask(openai, says(png))
        assert "MySQL" in answer.choices[0].message.content
        assert answer.tuwen[0]["engine"] == "embedded"
        assert "openai 未能作答" in answer.tuwen[0]["warnings"][0]


def test_a_client_that_goes_away_mid_stream_ends_the_work(png: bytes) -> None:
    for invents in (False, True):
        engine = Waiting(invents=invents)
        with talking(Summarizer(engine)) as openai:
            chunks = ask(openai, says(png, png), stream=True)
            next(chunks)
            if not invents:  # what was written goes out before the rest is
                assert next(chunks).choices[0].delta.content == f"【图 1】\n{TRUE}"
            assert engine.begun.wait(10)
            assert not engine.stopped.is_set()
            chunks.close()
            assert engine.stopped.wait(10)


class Waiting(Engine):
    """Says one sentence, and no more until it is stopped."""

    name = "waiting"
    model = "waits"
    needs_pixels = False

    def __init__(self, *, invents: bool) -> None:
        super().__init__()
        self.invents = invents
        self.begun = threading.Event()
        self.stopped = threading.Event()

    def stream(self, request: Request) -> Iterator[str]:
        request.cancellation.then(self.stopped.set)
        yield TRUE
        self.begun.set()
        self.stopped.wait(20)
