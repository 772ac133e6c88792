"""What a text tells of the messages of a sequence diagram: who sends what to whom, and when.

A clause that names a message and who sends or gets it is held against the ends of that
message; messages told one after the other against their order. Messages are named by their
labels, whole or in part.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tuwen.checking.flow import Flow
from tuwen.checking.naming import Named
from tuwen.checking.told import FIRST, NEXT, bare
from tuwen.summary import Claim, Verdict
from tuwen.writing.mentions import Mention

GETS: Final = re.compile(
    r"收到|拿到|得到|接到|取回|拿回|获得|接收|返回(?!给)|由|被|从|来自|看到|等待|后"
)
DOES: Final = re.compile(r"(?:用|通过|经|执行|发起|发送|发出|调用|以)\s*$")
TOWARDS: Final = re.compile(r"(?:向|给|对|到|请求|调用|让|请|于|往|问|访问)\s*$")
HANDED: Final = re.compile(r"[给到至向往进入][^，]{0,3}$")
OTHERS: Final = re.compile(r"而|但|不|未|没")


def messages_told(
    text: str, spans: list[tuple[int, int]], found: Named, flow: Flow
) -> Iterator[Claim]:
    """Claims about who sends a named message to whom, and which comes first."""
    labels = [m for m in found.mentions if m.sort == "edge"]
    yield from _order(text, labels, flow)
    for start, end in spans:
        people = [m for m in found.items if start <= m.start and m.end <= end]
        said = [m for m in labels if start <= m.start and m.end <= end]
        if len(said) != 1 or not 0 < len(people) < 4 or OTHERS.search(text[start:end]):
            continue
        told = _told(text, people, said[0])
        ends = [flow.ends[i] for i in said[0].ids if i in flow.ends]
        if not told or not ends:
            continue
        verdict = _verdict(*told, ends, [i for m in people for i in m.ids])
        if verdict:
            a = min(start for start in (m.start for m in (said[0], *told[:2]) if m))
            b = max(m.end for m in (said[0], *told[:2]) if m)
            evidence = said[0].ids if verdict == "supported" else ()
            yield Claim("relation", text[a:b], a, b, verdict, evidence)


def _told(
    text: str, people: list[Mention], message: Mention
) -> tuple[Mention | None, Mention | None, str] | None:
    """Who a clause says to send a message, who is to get it, and the words before the message."""
    before = [m for m in people if m.end <= message.start]
    after = [m for m in people if m.start >= message.end]
    between = bare(text[before[0].end : before[1].start]).strip() if len(before) > 1 else ""
    if len(before) == 2 and re.search(r"[收拿得接]到$", between):
        return before[1], before[0], "发送"
    sender = before[0] if before else None
    if sender and re.search(r"[、和与]", text[sender.end : message.start]):
        return None
    getter = None
    handed = bare(text[message.end : after[0].start]) if after else ""
    if len(before) > 1 and TOWARDS.search(between):
        getter = before[1]
    elif len(before) < 2 and "把" not in handed and HANDED.search(handed):
        getter = after[0]
    elif len(before) > 1:
        return None
    words = bare(text[(sender.end if sender else max(message.start - 8, 0)) : message.start])
    return sender, getter, words


def _verdict(
    sender: Mention | None, getter: Mention | None, words: str,
    ends: list[tuple[str, str]], people: list[str],
) -> Verdict | None:  # fmt: skip
    """Hold sender and getter against the ends of every message that may be meant."""
    near = len(words.strip()) <= 1 or bool(DOES.search(words))
    gets = bool(GETS.search(words)) and not DOES.search(words)
    alone = sender is None or getter is None
    for source, target in ends:
        right = (sender is None or source in sender.ids) and (
            getter is None or target in getter.ids
        )
        turned = (sender is None or target in sender.ids) and (
            getter is None or source in getter.ids
        )
        if right or (turned and (gets or (alone and not DOES.search(words)))):
            return "supported"
        if source == target and not sender:
            return None
        if turned and sender and alone and DOES.search(words):
            return "unsupported"
    known = {i for end in ends for i in end}
    if sender and getter:
        both = bool(known & set(sender.ids)) and bool(known & set(getter.ids))
        return "unsupported" if both or near else None
    if getter:
        return None if known & set(getter.ids) else "unsupported"
    return "unsupported" if near and not known & set(people) else None


def _order(text: str, labels: list[Mention], flow: Flow) -> Iterator[Claim]:
    """Claims about which message comes first."""
    for a, b in pairwise(labels):
        gap = bare(text[a.end : b.start])
        start = max(text.rfind(mark, 0, a.start) for mark in "。！？\n") + 1
        timely = NEXT.search(gap) or FIRST.search(text[start : a.start])
        if "。" in gap or "\n" in gap or not timely:
            continue
        stand = flow.order(_spelt(a, flow), _spelt(b, flow))
        if stand == "backward":
            yield Claim("order", text[a.start : b.end], a.start, b.end, "unsupported")
        elif stand == "forward":
            yield Claim("order", text[a.start : b.end], a.start, b.end, "supported", a.ids + b.ids)


def _spelt(message: Mention, flow: Flow) -> tuple[str, ...]:
    """Of messages that a name may mean those that are spelt just so: Commit, not COMMIT."""
    exact = tuple(i for i in message.ids if message.text in flow.said(i))
    return exact or message.ids
