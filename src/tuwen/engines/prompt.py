"""What a vision-language model is asked: task, what was read, the article, a correction.

Whatever a picture or an article says is data. It stands between fences that it cannot
close, and nothing in it can become a control token of a model.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from tuwen.article import Article
from tuwen.engines.base import Request
from tuwen.engines.facts import facts
from tuwen.task import PARTS, TITLES, TaskName

ROOM = 6000  # characters of Reading and article together, where an engine sets no other bound

# `<|…|>` of GLM, Qwen, Llama; the bare tags and brackets of GLM, LLaVA, BLIP, Mistral, Gemma.
_CONTROL = re.compile(
    r"<(?=\s*\|)|<(?=\s*/?\s*(?:think|answer|sop|eop|image|img|video|box|s|pad|unk|bos|eos|mask"
    r"|start_of_turn|end_of_turn|tool_call|tool_response|system|user|assistant"
    r"|图中内容|文章|上次的回答|picture|article|previous)\s*/?\s*>)"
    r"|\[(?=\s*/?\s*(?:gMASK|sMASK|MASK|INST|IMG|IMG_BREAK|IMG_END)\s*\])|(?<=\|)\s*>",
    re.IGNORECASE,
)
_FULL_WIDTH = {"<": "＜", ">": "＞", "[": "［"}


def messages(request: Request, room: int | None = None) -> tuple[str, str]:
    """The system and the user message, with at most `room` characters of material."""
    words = _words()[request.language]
    room = ROOM if room is None else max(room, 0)
    read = _cut(harmless(facts(request.reading)), room * 2 // 3)
    article = harmless(_nearest(request.article, room - len(read)))
    parts = [_fenced(words["picture"], read)]
    if article:
        parts.append(_fenced(words["article"], article))
    parts.append(_wanted(request, words))
    if request.correction:
        claims = words["separator"].join(
            words["claim"].format(harmless(claim)) for claim in request.correction.claims
        )
        parts.append(_fenced(words["before"], harmless(request.correction.answer)))
        parts.append(words["correction"].format(claims=claims))
    return words["system"].strip(), "\n\n".join(parts)


def harmless(text: str) -> str:
    """The text with every beginning of a control token or a fence made full-width.

    Half a character, as JSON may bring it, becomes a question mark: it cannot be sent.
    """
    text = text.encode("utf-8", "replace").decode()
    return _CONTROL.sub(lambda found: _FULL_WIDTH[found[0].strip()], text)


def titled(part: TaskName, text: str, language: str) -> str:
    """A part of a longer answer under its title, as models are asked to write it."""
    return _words()[language]["part"].format(title=TITLES[language][part], wanted=text)


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("tuwen.engines").joinpath("prompt.toml").read_text("utf-8"))


def _wanted(request: Request, words: dict[str, str]) -> str:
    order = request.order
    lines = [words[order.task].replace("{question}", harmless(order.question or order.prompt))]
    if order.task == "all":
        lines += [titled(part, words[part], request.language) for part in PARTS]
    if order.points:
        points = words["separator"].join(map(harmless, order.points))
        lines.append(words["points"].replace("{points}", points))
    if order.focus:
        lines.append(words["focus"].replace("{focus}", harmless(order.focus)))
    if order.prompt and order.task != "ask":
        lines.append(words["wish"].replace("{prompt}", harmless(order.prompt)))
    return "\n".join(lines)


def _fenced(name: str, text: str) -> str:
    return f"<{name}>\n{text}\n</{name}>"


def _nearest(article: Article, room: int) -> str:
    """Of an article what stands nearest to the figure, in its order."""
    head = "\n".join(part for part in (article.title, article.heading) if part)
    room -= len(head) + len(article.caption)
    before = article.before[-max(room // 2, 0) :] if room > 1 else ""
    after = article.after[: max(room - len(before), 0)]
    return "\n".join(part for part in (head, before, article.caption, after) if part)


def _cut(text: str, room: int) -> str:
    """Whole lines of a text up to `room` characters."""
    return text if len(text) <= room else text[: room + 1].rpartition("\n")[0]
