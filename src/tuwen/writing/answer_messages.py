"""Questions about sequence diagrams: who sent what to whom, and which message comes where."""

import re
from typing import Final

from tuwen.reading.types import Edge
from tuwen.writing.asking import Scene, absent, called, ids_of, say, several
from tuwen.writing.labels import clean
from tuwen.writing.phrasing import Sentence, glued, quoted

BETWEEN: Final = re.compile(
    r"^(?P<a>.{1,40}?)(?:给|向|对|往|跟|和|与)(?P<b>.{1,40}?)(?:之间)?(?:都|会)?"
    r"(?:发送?|传|返回|回复|请求|发起|说|提交|通知|响应|交换|推送|有)(?:了|的|过|给)*(?:哪些|什么|几|多少)",
)
ENGLISH: Final = re.compile(
    r"(?:what|which messages?) (?:does|do|did) (?:the )?(?P<a>.+?) (?:send|return|reply)(?:s|ed)?"
    r" to (?:the )?(?P<b>.+?)$",
    re.IGNORECASE,
)
NTH: Final = re.compile(
    r"第\s*(?P<n>\d+|[一二三四五六七八九十]+)\s*(?:步|条|个|次)(?:消息|请求|交互|调用|步骤)?"
    r"|(?:step|message)\s*#?(?P<m>\d+)", re.IGNORECASE,
)  # fmt: skip
SENT: Final = re.compile(
    r"^(?P<a>.{1,40}?)(?:一共|总共|共|都)?(?:发送?|发起|发出)(?:了|的|过)*(?:哪些|什么|几|多少)"
)
RECEIVED: Final = re.compile(
    r"^(?P<a>.{1,40}?)(?:一共|总共|共|都)?(?:收到|接收到?)(?:了|的|过)*(?:哪些|什么|几|多少)"
)
DIGITS: Final = "零一二三四五六七八九十"
MOST: Final = 10


def about_messages(scene: Scene, text: str) -> list[Sentence] | None:
    """Answer from the messages in order, or None where the question is no such question."""
    nth = NTH.search(text)
    if nth:
        return _nth(scene, nth["n"] or nth["m"])
    pair = BETWEEN.search(text) or ENGLISH.search(text)
    if pair:
        return _passed(scene, pair["a"], pair["b"])
    if match := SENT.search(text):
        return _from(scene, match["a"], sent=True)
    if match := RECEIVED.search(text):
        return _from(scene, match["a"], sent=False)
    return None


def ordinal(text: str) -> int:
    """A number in figures or 汉字."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    value = DIGITS.find(ones) if ones else 0
    return (DIGITS.find(tens) if tens else 1) * 10 + value if ten else DIGITS.find(text)


def messages_of(scene: Scene) -> list[Edge]:
    """The messages in order."""
    known = scene.graph.items
    return [e for e in scene.reading.edges if e.source in known and e.target in known]


def _nth(scene: Scene, word: str) -> list[Sentence]:
    found, n = messages_of(scene), ordinal(word)
    if not 1 <= n <= len(found):
        return [say(f"图中只读到 {len(found)} 条消息，没有第 {n} 条。")]
    return [_told(scene, found[n - 1], f"第 {n} 条消息：")]


def _told(scene: Scene, edge: Edge, lead: str = "") -> Sentence:
    a, b = (called(scene.graph.items[i]) for i in (edge.source, edge.target))
    label = clean(edge.label)
    what = quoted(label) if label else "一条没有文字的消息"
    if edge.source == edge.target:
        return say(f"{lead}{glued(a, '自行处理', what)}。", (edge.source, edge.id))
    return say(f"{lead}{glued(a, '向', b, '发送', what)}。", (edge.source, edge.id, edge.target))


def _passed(scene: Scene, one: str, other: str) -> list[Sentence]:
    left, right = scene.items(one), scene.items(other)
    if not left or not right:
        return absent(scene, one if not left else other)
    ones, others = set(ids_of(left)), set(ids_of(right))
    found = [e for e in messages_of(scene) if e.source in ones and e.target in others]
    back = [e for e in messages_of(scene) if e.source in others and e.target in ones]
    if not found:
        text = glued("图中未读到", several(left), "发给", several(right), "的消息")
        tail = "，只读到相反方向的消息：" if back else "。"
        return [
            say(text + tail.rstrip("：") + ("。" if back else "")),
            *(_told(scene, e) for e in back[:MOST]),
        ]
    told = [_told(scene, e) for e in found[:MOST]]
    return told + _more(len(found))


def _more(number: int) -> list[Sentence]:
    return [say(f"这样的消息共 {number} 条，此处列出前 {MOST} 条。")] if number > MOST else []


def _from(scene: Scene, phrase: str, *, sent: bool) -> list[Sentence]:
    items = scene.items(phrase)
    if not items:
        return absent(scene, phrase)
    ids = set(ids_of(items))
    found = [e for e in messages_of(scene) if (e.source if sent else e.target) in ids]
    if not found:
        return [
            say(
                glued("图中未读到", several(items), "发出的消息。" if sent else "收到的消息。"),
                ids_of(items),
            )
        ]
    return [_told(scene, e) for e in found[:MOST]] + _more(len(found))
