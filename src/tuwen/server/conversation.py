"""A conversation understood: what is asked now, of which pictures, and beside which article."""

import asyncio
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import pybase64

from tuwen.errors import InputError
from tuwen.server.errors import BadParam
from tuwen.server.schema import ImagePart, Message, UserMessage
from tuwen.service.fetch import name_of

MOST_PICTURES = 8
LONGEST_PROMPT = 8_000  # characters
ARTICLE = 500  # a part of more characters is an article, if another says what is wanted
UNNAMED = "图片"
# What of base64, and of its lines, a URL may escape.
ESCAPED = [
    (escape, letter.encode())
    for letter in "+/= \t\r\n"
    for escape in {f"%{ord(letter):02X}".encode(), f"%{ord(letter):02x}".encode()}
]
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Fetcher(Protocol):
    """What fetches pictures from hosts that the operator allows."""

    @property
    def active(self) -> bool: ...
    async def fetch(self, url: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture is, and which parameter said so."""

    url: str
    param: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the last user message wants."""

    prompt: str
    pictures: tuple[Picture, ...]
    article: str


def asked(messages: Sequence[Message]) -> Asked:
    """Understand a conversation. Raises BadParam.

    The prompt is the text of the last user message. Its pictures are meant, or, where it has
    none, those of the latest user message that has: a follow-up. Earlier prompts and answers
    are not used: every answer is written from the pictures alone.
    """
    said = [(i, each) for i, each in enumerate(messages) if isinstance(each, UserMessage)]
    if not said:
        raise BadParam("no_user_message", "messages 中没有 user 消息：请写明要求。", "messages")
    last = said[-1][1]
    seen, place = next(((m, i) for i, m in reversed(said) if _pictures(m, i)), (last, 0))
    pictures = _pictures(seen, place)
    if not pictures:
        message = "messages 中没有图片：请在 user 消息的 content 里加入 image_url 部分。"
        raise BadParam("no_picture", message, "messages")
    if len(pictures) > MOST_PICTURES:
        message = f"一次最多 {MOST_PICTURES} 张图片，收到 {len(pictures)} 张；请分几次发送。"
        raise BadParam("too_many_pictures", message, "messages")
    wishes, articles = _texts(last)
    if seen is not last:
        articles = _texts(seen)[1] + articles
    prompt = "\n".join(wishes)
    if len(prompt) > LONGEST_PROMPT:
        message = (
            f"要求过长，最多 {LONGEST_PROMPT} 个字符；文章请放在 context，或另作一个 text 部分。"
        )
        raise BadParam("prompt_too_long", message, "messages")
    return Asked(prompt, pictures, "\n\n".join(articles))


def _pictures(message: UserMessage, place: int) -> tuple[Picture, ...]:
    return tuple(
        Picture(part.image_url.url, f"messages[{place}].content[{i}].image_url.url")
        for i, part in enumerate(message.content)
        if isinstance(part, ImagePart)
    )


def _texts(message: UserMessage) -> tuple[list[str], list[str]]:
    """What a message wants, and the articles in it: its long parts, but never all of them."""
    texts = [part.text for part in message.content if not isinstance(part, ImagePart)]
    texts = [text for text in texts if text.strip()]
    wishes = [text for text in texts if len(text) <= ARTICLE] or texts[-1:]
    return wishes, [text for text in texts if text not in wishes]


async def loaded(pictures: Sequence[Picture], fetcher: Fetcher | None) -> list[tuple[bytes, str]]:
    """The pictures' bytes and names, in order. Raises InputError, Busy."""
    return list(await asyncio.gather(*(_loaded(each, fetcher) for each in pictures)))


async def _loaded(picture: Picture, fetcher: Fetcher | None) -> tuple[bytes, str]:
    scheme = _SCHEME.match(picture.url)
    match scheme[0].lower() if scheme else "":
        case "data:":
            return _decoded(picture), UNNAMED
        case "http:" | "https:" if fetcher is not None and fetcher.active:
            try:
                return await fetcher.fetch(picture.url), name_of(picture.url) or UNNAMED
            except InputError as error:
                raise BadParam(error.code, error.message, picture.param) from error
        case "http:" | "https:":
            message = (
                "服务没有开放按网址取图；请把图片作为 data:image/png;base64,… 发送，"
                "或请管理员允许该主机。"
            )
            raise BadParam("url_not_allowed", message, picture.param)
        case _:
            message = "图片网址应以 data:image/…;base64, 开头，后接图片的 base64。"
            raise BadParam("bad_image_url", message, picture.param)


def _decoded(picture: Picture) -> bytes:
    """The bytes of a data URL, whose media type says nothing. Raises BadParam."""
    head, comma, body = picture.url.partition(",")
    if not comma or not head.lower().rstrip().endswith(";base64"):
        message = "data 网址须为 base64：data:image/png;base64,… 。"
        raise BadParam("bad_image_url", message, picture.param)
    try:
        packed = body.encode("ascii")
        for escape, letter in ESCAPED if b"%" in packed else ():
            packed = packed.replace(escape, letter)
        try:
            return pybase64.b64decode(packed, validate=True)
        except ValueError:  # some wrap their lines, or leave the padding out
            packed = packed.translate(None, string.whitespace.encode())
            return pybase64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except ValueError as error:
        message = "图片的 base64 已损坏：请重新编码，并确认没有被截断。"
        raise BadParam("bad_base64", message, picture.param) from error
