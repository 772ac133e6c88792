"""The openai engine before servers that behave, stumble, refuse, hang, and break off."""

import base64
from collections.abc import Generator
from contextlib import closing, contextmanager
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from openai_server import Answer, Server, fails, hangs, piece, says, sends, serving
from tuwen.engines.base import Cancellation, Finish, Health, Request
from tuwen.engines.openai import OpenAIEngine
from tuwen.engines.options import Options
from tuwen.errors import ConfigError, EngineError
from tuwen.figure.shown import shown
from tuwen.reading.types import Node, Reading
from tuwen.summary import Usage
from tuwen.task import Order

READING = Reading(
    90, 40, "architecture", 0.9, nodes=(Node("n1", "网关", "rect", (0, 0, 9, 9), 0.9),)
)
SHOWN = shown(np.full((40, 2048, 3), 255, np.uint8))
GOOD = says("网关", "把请求转给订单服务。")


def request(**more: object) -> Request:
    return Request(Order("summary"), READING, shown=SHOWN, **more)  # type: ignore[arg-type]


@contextmanager
def asking(*scripts: Answer, **options: object) -> Generator[tuple[OpenAIEngine, Server]]:
    with serving(*scripts) as server:
        made = Options(base_url=server.url, **{"timeout": 5.0, **options})  # type: ignore[arg-type]
        engine = OpenAIEngine(made, first_wait=0.001)
        engine.start()
        try:
            yield engine, server
        finally:
            engine.close()


def code_of(engine: OpenAIEngine) -> str:
    with pytest.raises(EngineError) as caught:
        list(engine.stream(request()))
    assert "http" not in caught.value.message or "127.0.0.1" in caught.value.message
    return caught.value.code


def test_half_a_character_in_a_question_is_sent_as_a_question_mark() -> None:
    with asking(GOOD) as (engine, server):
        order = Order("ask", question="网关\ud800在哪里")
        assert list(engine.stream(Request(order, READING, shown=SHOWN)))
        (body,) = server.bodies
        assert "网关?在哪里" in body["messages"][1]["content"][1]["text"]


def test_it_streams_and_tells_the_usage() -> None:
    with asking(GOOD, api_key="geheim") as (engine, server):
        found = list(engine.stream(request(max_tokens=77)))
        assert found == ["网关", "把请求转给订单服务。", Finish(Usage(320, 2))]
        assert engine.model == "glm-4.6v-flash"  # the first that the server lists
        (body,) = server.bodies
        assert (body["max_tokens"], body["temperature"], body["stream"]) == (77, 0, True)
        assert body["chat_template_kwargs"] == {"enable_thinking": False}
        assert server.asked[-1][1]["authorization"] == "Bearer geheim"
        shown, text = body["messages"][1]["content"]
        data = shown["image_url"]["url"].removeprefix("data:image/png;base64,")
        assert Image.open(BytesIO(base64.b64decode(data))).size == (1024, 20)
        assert "网关" in text["text"]


def test_a_cut_off_answer_is_told() -> None:
    with asking(says("说到一半", reason="length")) as (engine, _):
        assert list(engine.stream(request()))[-1] == Finish(Usage(320, 1), cut_off=True)


@pytest.mark.parametrize(
    "bad",
    [fails(500), fails(503, "<html>"), fails(429, retry_after="0"), sends(), sends("{不是 JSON"),
     sends("[1]"), sends({"error": {"message": "out of memory"}}), sends({"choices": 1}),
     sends({"choices": ["x"]}), sends({"choices": [{"delta": [1]}]}),
     sends({"usage": {"prompt_tokens": "many"}}), sends('{"usage": {"prompt_tokens": 1e999}}')],
    ids=["500", "503", "429", "empty", "not-json", "not-an-object", "error-event", "no-choices",
         "no-choice", "no-delta", "no-number", "no-count"],
)  # fmt: skip
def test_a_server_that_stumbles_is_asked_again(bad: Answer) -> None:
    with asking(bad, bad, GOOD) as (engine, server):
        assert "网关" in list(engine.stream(request()))
        assert len(server.bodies) == 3


@pytest.mark.parametrize(
    ("bad", "code", "tries"),
    [
        (fails(500), "server_500", 3),
        (fails(401), "server_401", 1),
        (fails(404), "server_404", 1),
        (fails(413), "server_413", 1),
        (sends(piece("说到一半，")), "broken_stream", 1),
        (sends(), "broken_stream", 3),
    ],
)
def test_what_does_not_get_better_is_an_error(bad: Answer, code: str, tries: int) -> None:
    with asking(bad) as (engine, server):
        assert code_of(engine) == code
        assert len(server.bodies) == tries


def test_a_server_that_hangs_is_given_up() -> None:
    with asking(hangs(), timeout=0.1, retries=0) as (engine, _):
        assert code_of(engine) == "timed_out"


def test_a_server_that_is_not_there_is_said_and_then_left_alone() -> None:
    with asking(GOOD, retries=0) as (engine, server):
        server.shutdown()
        server.server_close()
        assert engine.health == Health(up=True, resting=False)
        assert [code_of(engine) for _ in range(4)] == ["unreachable"] * 3 + ["server_resting"]
        assert engine.health == Health(up=False, resting=True)


def test_a_password_in_the_address_is_not_told() -> None:
    engine = OpenAIEngine(Options(base_url="http://user:secret@127.0.0.1:1/v1", retries=0))
    engine.start()
    with closing(engine), pytest.raises(EngineError) as refused:
        list(engine.stream(request()))
    assert "http://127.0.0.1:1/v1" in refused.value.message
    assert "secret" not in refused.value.message


def test_a_server_that_knows_no_extras_is_asked_without_them() -> None:
    with asking(fails(400, '{"error": "extra fields"}'), GOOD) as (engine, server):
        list(engine.stream(request()))
        list(engine.stream(request()))
        assert ["thinking" in body for body in server.bodies] == [True, False, False]


def test_a_request_that_is_refused_with_and_without_extras_says_so() -> None:
    with asking(fails(400)) as (engine, _):
        assert code_of(engine) == "server_400"


def test_cancelling_ends_a_stream_that_waits() -> None:
    with asking(hangs(piece("开头。"))) as (engine, _):
        cancellation = Cancellation()
        stream = engine.stream(request(cancellation=cancellation))
        assert next(stream) == "开头。"
        cancellation.set()
        with pytest.raises(EngineError) as caught:
            next(stream)
        assert caught.value.code == "cancelled"


def test_closing_ends_what_is_under_way() -> None:
    with asking(hangs(piece("开头。"))) as (engine, _):
        stream = engine.stream(request())
        next(stream)
        engine.close()
        with pytest.raises(EngineError):
            next(stream)
        assert code_of(engine) == "closing"


def test_many_at_once_are_not_queued_here() -> None:
    with asking(GOOD) as (engine, server):
        streams = [engine.stream(request()) for _ in range(30)]
        assert {next(stream) for stream in streams} == {"网关"}
        assert len(server.bodies) == 30
        for stream in streams:
            assert isinstance(list(stream)[-1], Finish)


def test_without_an_address_it_says_what_to_set() -> None:
    with pytest.raises(ConfigError) as caught:
        OpenAIEngine().start()
    assert "--base-url" in caught.value.message
