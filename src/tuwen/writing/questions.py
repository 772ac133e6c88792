"""The forms that questions take, each with the look-up that answers it.

The forms are data, in questions.toml; its head says what they may capture. Chinese and
English questions share the look-ups; the answers are Chinese.
"""

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from tuwen.writing.answer_links import ahead, behind, between, branch, does, path
from tuwen.writing.answer_parts import counted, enumerated, exists, first, held, holder, last
from tuwen.writing.answer_whole import kind, meaning, overview
from tuwen.writing.asking import Scene, absent, ids_of, say, several
from tuwen.writing.labels import clean
from tuwen.writing.mentions import squeeze
from tuwen.writing.phrasing import Sentence, quoted

Match = re.Match[str]
ANSWER: Final = re.compile(
    r"[」？?\s]*(?:的?(?:判断)?结果)?(?:[为是选=]|判断为|返回)*\s*「?([^」，,？?]{1,12}?)」?"
    r"(?:的?时候?|后|的话|则|，|,|会|应该|怎|如何|进入|走|$)"
)
Look = Callable[[Scene, Match], list[Sentence] | None]


def looked_up(scene: Scene, question: str) -> list[Sentence] | None:
    """The answer of the first form that fits and finds one; None where none does."""
    for pattern, look in forms():
        match = pattern.search(question)
        told = look(scene, match) if match else None
        if told:
            return told
    return None


@cache
def forms() -> tuple[tuple[re.Pattern[str], Look], ...]:
    """Give every form of questions.toml with its look-up, in order."""
    return tuple((pattern, LOOKS[name]) for pattern, name in patterns())


@cache
def patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Give every form of questions.toml with the name of its look-up, in order."""
    text = files("tuwen.writing").joinpath("questions.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(text.replace("\\\n", ""))  # long lines are broken by \
    parts = {
        "{A}": r"(?P<a>[^，,？?]{1,60}?)",
        "{B}": r"(?P<b>[^，,？?]{1,60}?)",
        "{VERB}": f"(?:{data['verbs']})",
        "{WHAT}": data["what"],
        "{THEN}": data["then"],
        "{EN}": r"(?:the |a |an )?",
    }
    found: list[tuple[re.Pattern[str], str]] = []
    for form in data["form"]:
        for pattern in form["any"]:
            for mark, part in parts.items():
                pattern = pattern.replace(mark, part)
            found.append((re.compile(pattern, re.IGNORECASE), form["look"]))
    return tuple(found)


def _texts(scene: Scene, match: Match) -> list[Sentence]:
    lines = [t for t in scene.reading.texts if clean(t.text)]
    if not lines:
        named = [i for i in scene.graph.items.values() if i.name]
        return (
            [say(f"图中读到的文字有：{several(named)}。", ids_of(named))]
            if named
            else [say("图中未读到文字。")]
        )
    shown = "、".join(quoted(clean(t.text)) for t in lines[:40])
    more = f" 等 {len(lines)} 行" if len(lines) > 40 else ""
    return [say(f"图中读到的文字有：{shown}{more}。", [t.id for t in lines[:40]])]


def _title(scene: Scene, match: Match) -> list[Sentence]:
    title = scene.reading.title or (scene.reading.chart.title if scene.reading.chart else "")
    if title.strip():
        ids = [t.id for t in scene.reading.texts if squeeze(t.text) == squeeze(title)]
        return [say(f"图的标题是{quoted(clean(title))}。", ids)]
    told = [say("图中未读到标题。")]
    name = scene.article.caption or scene.article.heading or scene.article.title
    return [*told, say(f"文章中与它对应的说法是{quoted(name)}。")] if name else told


def _nearby(scene: Scene, match: Match) -> list[Sentence]:
    """「X 的上游和下游」."""
    if not scene.items(match["a"]):
        return absent(scene, match["a"])
    told: list[Sentence] = []
    if re.search(
        r"上游|upstream|前[一驱]|上一|之前|before|生产|调用|使用|依赖方|来源",
        match[0],
        re.IGNORECASE,
    ):
        told += behind(scene, match["a"])
    if re.search(
        r"下游|downstream|后[一继]|下一|之后|after|消费|订阅|去向", match[0], re.IGNORECASE
    ):
        told += ahead(scene, match["a"])
    return told


def _verb(match: Match) -> str:
    """The verb as it can stand in the answer; an arrow says no more than 「指向」."""
    word = re.sub(r"[到于]$", "", match["v"])
    return (
        word if re.fullmatch(r"依赖|调用|使用|访问|请求|读写|读取|写入|查询|触发", word) else "指向"
    )


def _branch(scene: Scene, match: Match) -> list[Sentence] | None:
    """The question's node is sought in its text first: names may hold 「是否」 themselves."""
    question = match.string
    for mention in scene.words.find(question):
        rest = ANSWER.match(question[mention.end :])
        if mention.sort == "item" and rest and any(scene.graph.out.get(i) for i in mention.ids):
            return branch(scene, mention.text, rest[1])
    return branch(scene, match["a"].strip("「」“” 的"), match["b"])


def _does(scene: Scene, match: Match) -> list[Sentence]:
    return does(scene, match["a"], _verb(match), match["b"])


def _one(handler: Callable[[Scene, str], list[Sentence] | None]) -> Look:
    return lambda scene, match: handler(scene, match["a"]) if match["a"].strip() else None


LOOKS: Final[dict[str, Look]] = {
    "kind": lambda scene, match: kind(scene),
    "title": _title,
    "texts": _texts,
    "path": lambda scene, match: path(scene, match["a"], match["b"]),
    "between": lambda scene, match: between(scene, match["a"], match["b"]),
    "branch": _branch,
    "nearby": _nearby,
    "holder": _one(holder),
    "behind": lambda scene, match: behind(scene, match["a"], _verb(match)),
    "ahead": lambda scene, match: ahead(scene, match["a"], _verb(match)),
    "counted": _one(counted),
    "does": _does,
    "first": lambda scene, match: first(scene),
    "last": lambda scene, match: last(scene),
    "exists": _one(exists),
    "held": _one(held),
    "enumerated": _one(enumerated),
    "overview": lambda scene, match: overview(scene),
    "meaning": _one(meaning),
}
