"""OpenAI's interface as OpenAI's own client meets it, with the embedded engine."""

import asyncio
import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx2
import pytest
from live import data_url, live, says
from openai import (
    AsyncOpenAI,
    BadRequestError,
    NotFoundError,
    OpenAI,
    UnprocessableEntityError,
)
from PIL import Image

from tuwen.service.summarizer import Summarizer

SUMMARY = "请根据图片内容生成一段技术博文摘要"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with live(Summarizer("embedded")) as address:
        yield address


@pytest.fixture(scope="module")
def openai(address: str) -> Iterator[Any]:
    with OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
        yield client


@pytest.fixture(scope="module")
def png(diagram: Image.Image) -> bytes:
    return packed(diagram)


@pytest.fixture(scope="module")
def other_png(diagram: Image.Image) -> bytes:
    """The arrow points the other way."""
    return packed(diagram.transpose(Image.Transpose.FLIP_TOP_BOTTOM).rotate(180))


def packed(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def ask(openai: Any, *messages: Any, model: str = "tuwen", **fields: Any) -> Any:
    return openai.chat.completions.create(model=model, messages=list(messages), **fields)


def content(answer: Any) -> str:
    return answer.choices[0].message.content


def test_a_picture_and_a_prompt_get_an_answer(openai: Any, png: bytes) -> None:
    answer = ask(openai, {"role": "system", "content": "Be brief."}, says(SUMMARY, png))
    assert "MySQL" in content(answer)
    assert (answer.object, answer.model) == ("chat.completion", "tuwen")
    choice = answer.choices[0]
    assert (choice.index, choice.message.role, choice.finish_reason) == (0, "assistant", "stop")
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert answer.usage.completion_tokens == len(content(answer))
    (beside,) = answer.tuwen
    assert (beside["figure"], beside["task"], beside["engine"]) == (1, "summary", "embedded")
    assert beside["id"].startswith("tw-")
    assert "MySQL" in beside["keywords"]
    assert "check" not in beside


def test_a_stream_adds_up_to_the_answer(openai: Any, png: bytes) -> None:
    whole = ask(openai, says("详细描述这张图", png))
    options = {"include_usage": True}
    chunks = list(ask(openai, says("详细描述这张图", png), stream=True, stream_options=options))
    assert {(c.object, c.model, c.id) for c in chunks} == {
        ("chat.completion.chunk", "tuwen", chunks[0].id)
    }
    first, *deltas, last, usage = chunks
    assert (first.choices[0].delta.role, first.choices[0].delta.content) == ("assistant", "")
    assert len(deltas) > 1
    assert "".join(c.choices[0].delta.content for c in deltas) == content(whole)
    assert [c.choices[0].finish_reason for c in chunks[:-1]] == [None] * (len(deltas) + 1) + [
        "stop"
    ]
    assert last.tuwen[0]["task"] == "describe"
    assert (usage.choices, usage.usage) == ([], whole.usage)


def test_a_stream_is_what_the_protocol_says_to_the_byte(address: str, png: bytes) -> None:
    body = {"messages": [says(SUMMARY, png)], "stream": True}
    answer = httpx2.post(f"{address}/v1/chat/completions", json=body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = answer.text.split("\n\n")
    assert events[-2:] == ["data: [DONE]", ""]
    chunks = [json.loads(event.removeprefix("data: ")) for event in events[:-2]]
    assert all("usage" not in chunk for chunk in chunks)
    assert chunks[0]["choices"] == [
        {"index": 0, "delta": {"role": "assistant", "content": ""}, "logprobs": None,
         "finish_reason": None}
    ]  # fmt: skip


def test_the_asynchronous_client_too(address: str, png: bytes) -> None:
    async def talk() -> tuple[str, str]:
        async with AsyncOpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
            whole = await ask(client, says(SUMMARY, png))
            chunks = await ask(client, says(SUMMARY, png), stream=True)
            told = [c.choices[0].delta.content or "" async for c in chunks]
            return content(whole), "".join(told)

    whole, told = asyncio.run(talk())
    assert "MySQL" in whole
    assert told == whole


def test_a_follow_up_is_about_the_same_picture(openai: Any, png: bytes) -> None:
    first = ask(openai, says(SUMMARY, png))
    answer = ask(
        openai, says(SUMMARY, png), {"role": "assistant", "content": content(first)},
        says("图中有几个节点？"),
    )  # fmt: skip
    assert answer.tuwen[0]["task"] == "ask"
    assert "2" in content(answer) or "两" in content(answer)


def test_several_pictures_stand_under_their_numbers(
    openai: Any, png: bytes, other_png: bytes
) -> None:
    whole = ask(openai, says(SUMMARY, png, other_png, png))
    text = content(whole)
    parts = text.split("【图 ")
    assert [part[:3] for part in parts] == ["", "1】\n", "2】\n", "3】\n"]
    assert parts[1][3:].strip() == parts[3][3:].strip() != parts[2][3:].strip()
    assert [each["figure"] for each in whole.tuwen] == [1, 2, 3]
    assert whole.usage.completion_tokens > len(parts[1])
    chunks = ask(openai, says(SUMMARY, png, other_png, png), stream=True)
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == text


def test_all_texts_have_their_titles(openai: Any, png: bytes) -> None:
    fields: Any = {"extra_body": {"task": "all", "language": "zh-Hant"}}
    whole = content(ask(openai, says(png), **fields))
    assert [line for line in whole.splitlines() if line.startswith("【")] == [
        "【摘要】", "【替代文本】", "【關鍵詞】", "【新手講解】",
    ]  # fmt: skip
    chunks = ask(openai, says(png), stream=True, **fields)
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == whole


def test_our_own_fields_are_honoured(openai: Any, png: bytes) -> None:
    extra = {"task": "alt", "language": "en", "include": ["check", "reading"]}
    answer = ask(openai, says(png), extra_body=extra)
    (beside,) = answer.tuwen
    assert beside["task"] == "alt"
    assert content(answer).isascii()
    assert "check" in beside
    assert "mermaid" in beside["reading"]


def test_what_clients_send_besides_is_ignored(openai: Any, png: bytes) -> None:
    answer = ask(
        openai, says(SUMMARY, png), model="embedded", temperature=0.2, top_p=1, seed=7, user="me",
        stop=["\n"], presence_penalty=1, frequency_penalty=1, n=1, logprobs=False,
        max_completion_tokens=100_000, extra_body={"unheard_of": {"of": 1}},
    )  # fmt: skip
    assert answer.model == "embedded"
    assert "MySQL" in content(answer)


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"n": 2}, "n"),
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
        ({"logprobs": True}, "logprobs"),
        ({"modalities": ["text", "audio"], "audio": {"voice": "ash"}}, "audio"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"extra_body": {"strict": "perhaps"}}, "strict"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(
    openai: Any, png: bytes, fields: Any, param: str
) -> None:
    with pytest.raises(BadRequestError) as refused:
        ask(openai, says(SUMMARY, png), **fields)
    assert refused.value.param == param
    assert refused.value.type == "invalid_request_error"
    assert "。" in refused.value.message


@pytest.mark.parametrize(
    ("message", "param", "said"),
    [
        (says("没有图"), "messages", "没有图片"),
        ({"role": "assistant", "content": "在。"}, "messages", "没有 user 消息"),
        ({"role": "tool", "content": "42"}, "messages[0].role", "不支持 tool"),
        (says(*[b"x"] * 9), "messages", "最多 8 张"),
        (says("太长" * 5000, b"x"), "messages", "要求过长"),
        ({"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]},
         "messages[0].content[0].type", "不支持 input_audio"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "a.png"}}]},
         "messages[0].content[0].image_url.url", "base64"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": "data:image/png,x"}]},
         "messages[0].content[0].image_url.url", "base64"),
        ({"role": "user", "content": [{"type": "text", "text": "看"}, {
            "type": "image_url", "image_url": {"url": "data:image/png;base64,这不是"}}]},
         "messages[0].content[1].image_url.url", "损坏"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": {
            "url": "https://example.org/a.png"}}]},
         "messages[0].content[0].image_url.url", "没有开放"),
        ({"role": "user", "content": [{"type": "text"}]}, "messages[0].content[0].text", "缺少"),
    ],
)  # fmt: skip
def test_bad_messages_are_refused_by_place(
    openai: Any, message: Any, param: str, said: str
) -> None:
    with pytest.raises(BadRequestError) as refused:
        ask(openai, message)
    assert refused.value.param == param
    assert said in refused.value.message


def test_bad_pictures_are_refused_in_the_stream_too(
    openai: Any, odd_pictures: dict[str, bytes], png: bytes
) -> None:
    for stream in (False, True):
        with pytest.raises(BadRequestError) as refused:
            ask(openai, says(SUMMARY, odd_pictures["text.png"]), stream=stream)
        assert refused.value.code == "not_a_picture"
        with pytest.raises(BadRequestError, match="图 2：") as refused:
            ask(openai, says(SUMMARY, png, odd_pictures["truncated.png"]), stream=stream)
        assert refused.value.code == "damaged_picture"


def test_a_poor_picture_is_refused_to_the_strict(
    openai: Any, odd_pictures: dict[str, bytes]
) -> None:
    with pytest.raises(UnprocessableEntityError) as refused:
        ask(openai, says(SUMMARY, odd_pictures["no-text.png"]), extra_body={"strict": True})
    assert refused.value.code == "too_poor_to_read"


def test_models_are_listed_and_found(openai: Any, png: bytes) -> None:
    listed = openai.models.list().data
    assert [(each.id, each.owned_by) for each in listed] == [
        ("tuwen", "tuwen"), ("tuwen-embedded", "embedded"),
    ]  # fmt: skip
    assert openai.models.retrieve("tuwen-embedded") == listed[1]
    assert openai.models.list().data == listed
    for call in (
        lambda: openai.models.retrieve("zai-org/GLM-4.6V"),
        lambda: ask(openai, says(SUMMARY, png), model="gpt-4o"),
    ):
        with pytest.raises(NotFoundError) as refused:
            call()
        assert (refused.value.code, refused.value.param) == ("model_not_found", "model")
        assert "tuwen" in refused.value.message
    for name in ("", "auto", "embedded", "tuwen-embedded"):
        assert content(ask(openai, says(SUMMARY, png), model=name))


def test_the_media_type_says_nothing_and_line_breaks_do_no_harm(address: str, png: bytes) -> None:
    head, body = data_url(png, "application/whatever").split(",")
    url = f"{head},{body[:60]}\n{body[60:].rstrip('=')}"
    message = {"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}
    answer = httpx2.post(f"{address}/v1/chat/completions", json={"messages": [message]})
    assert answer.status_code == 200, answer.text


def test_what_is_no_json_or_too_large_is_refused_in_the_same_form(address: str) -> None:
    url = f"{address}/v1/chat/completions"
    for body in (b"{", b"[]", b"\xff", b"", b'"\\ud800"', b"[" * 9000, b"1" * 5000):
        answer = httpx2.post(url, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400
        error = answer.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert "JSON" in error["message"]
    answer = httpx2.post(url, content=b"x" * 60_000_000)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")
    assert httpx2.get(url).json()["error"]["code"] == "wrong_method"
    ours = httpx2.post(f"{address}/v1/multimodal/completion").json()["error"]
    assert set(ours) == {"type", "code", "message"}
