"""What is asked in a conversation, of which pictures, and where those come from."""

import asyncio
from typing import Any

import pytest
from live import data_url, says
from pydantic import TypeAdapter

from tuwen.errors import InputError
from tuwen.server.conversation import Asked, Picture, asked, loaded
from tuwen.server.errors import BadParam
from tuwen.server.schema import Message

ARTICLE = "# 网关\n\n" + "正文一段。" * 120
MESSAGES = TypeAdapter(list[Message])


def understood(*messages: Any) -> Asked:
    return asked(MESSAGES.validate_python(list(messages)))


def at(message: int, part: int, picture: bytes) -> Picture:
    return Picture(data_url(picture), f"messages[{message}].content[{part}].image_url.url")


def test_the_last_user_message_counts() -> None:
    found = understood(
        {"role": "system", "content": ARTICLE},
        says("写摘要", b"1"),
        {"role": "assistant", "content": None, "tool_calls": []},
        says("写替代文本", b"2", b"3"),
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "…"}]},
    )
    assert found == Asked("写替代文本", (at(3, 1, b"2"), at(3, 2, b"3")), "")


def test_a_follow_up_takes_the_pictures_and_the_article_of_before() -> None:
    found = understood(
        says("第一张", b"1"), says("写摘要", b"2", ARTICLE), says("谢谢"),
        {"role": "user", "content": "网关后面是什么？"},
    )  # fmt: skip
    assert found == Asked("网关后面是什么？", (at(1, 1, b"2"),), ARTICLE)


@pytest.mark.parametrize(
    ("texts", "prompt", "article"),
    [
        (("写摘要", "用繁体"), "写摘要\n用繁体", ""),
        ((ARTICLE, "写摘要"), "写摘要", ARTICLE),
        (("写摘要", ARTICLE, "  "), "写摘要", ARTICLE),
        ((ARTICLE, ARTICLE + "。"), ARTICLE + "。", ARTICLE),
        ((ARTICLE,), ARTICLE, ""),
    ],
)
def test_long_parts_are_the_article_unless_nothing_else_is_said(
    texts: tuple[str, ...], prompt: str, article: str
) -> None:
    found = understood(says(*texts, b"1"))
    assert (found.prompt, found.article) == (prompt, article)


class Fetching:
    """Gives what it has been given."""

    active = True

    def __init__(self, **pictures: bytes) -> None:
        self._pictures = pictures

    async def fetch(self, url: str) -> bytes:
        name = url.rpartition("/")[2]
        if name not in self._pictures:
            raise InputError("url_unreachable", "连不上。")
        return self._pictures[name]


def test_pictures_come_in_order_from_wherever_they_are() -> None:
    pictures = [
        Picture("https://example.org/a%20b", "x"), Picture(data_url(b"\xfb\xff"), "y"),
        Picture("DATA:;BASE64,AA%3D%3D", "z"), Picture("http://example.org/", "x"),
    ]  # fmt: skip
    fetcher = Fetching(**{"a%20b": b"1", "": b"2"})
    assert asyncio.run(loaded(pictures, fetcher)) == [
        (b"1", "a b"), (b"\xfb\xff", "图片"), (b"\0", "图片"), (b"2", "图片"),
    ]  # fmt: skip


def test_what_base64_need_not_escape_is_not_unescaped() -> None:
    wrapped = Picture(f"data:;base64,{'AAAA%0A ' * 100_000}AA%3D%3d", "x")
    assert asyncio.run(loaded([wrapped], None)) == [(bytes(300_001), "图片")]
    with pytest.raises(BadParam) as refused:
        asyncio.run(loaded([Picture(f"data:;base64,{'%41' * 100_000}", "x")], None))
    assert refused.value.code == "bad_base64"


def test_what_cannot_be_had_is_refused_by_its_parameter() -> None:
    with pytest.raises(BadParam) as refused:
        asyncio.run(loaded([Picture("https://example.org/none", "here")], Fetching()))
    assert (refused.value.code, refused.value.param) == ("url_unreachable", "here")
    inactive = Fetching()
    inactive.active = False
    for fetcher in (None, inactive):
        with pytest.raises(BadParam, match="没有开放"):
            asyncio.run(loaded([Picture("https://example.org/a", "here")], fetcher))
    for url in ("file:///etc/passwd", "ftp://example.org/a", "", "data", "data:,x", "data:;base64"):
        with pytest.raises(BadParam, match="base64"):
            asyncio.run(loaded([Picture(url, "here")], Fetching()))
