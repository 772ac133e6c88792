"""How a text tells of two names, one behind the other: the form of the words between them.

Names in a row are told together; each is told of with those of the row before, and with what the
sentence began with. A form is a coarse class with what else is to be seen. Knows no picture.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tuwen.checking.relations import MAKES, VERBS, last_verb, way_of
from tuwen.checking.told import (
    AGAIN,
    BEFORE,
    ENTERS,
    FIRST,
    NEXT,
    SOFT_JOINT,
    TAKES,
    bare,
    sense_of,
)
from tuwen.writing.mentions import Mention

CLAUSES: Final = re.compile(r"[^。！？!?\n；;]+")
JOINT: Final = re.compile(
    r"^[」”』*\s]*，?(?:、|和|与|及|以及|或|或者|/|跟|、?\s*以及)\s*"
    r"(?:(?:[一零]个或)?[一两二三四五六七八九十多\d]+\s*[个台套种层条]\s*)?[「“『*\s]*$"
)
PLACED: Final = re.compile("[自从由][上下左右][而到往至向]")  # a row as it is drawn, not as it runs
_PASSIVE: Final = re.compile(r"(?:被|由|受|靠)$")
# What a gap ends in, in front of the second name; the first that fits.
_FORMS: Final = tuple(
    (name, re.compile(f"(?:{words})$"))
    for name, words in (
        ("source", "来自|来源于?|源于|源自|取自|出自|上游[^，]{0,6}|输入[^，]{0,4}|前置[^，]{0,6}"
                   "|依赖于?|基于|依靠|来源[^，]{0,4}|底下[^，]{0,3}|从属于|引用|使用|用到|继承自?"),
        ("out of", "从|自"),
        ("for", "为|替|帮|供|服务于|支撑|用于"),
        ("fetch", "[收拿取读接]到|消费|监听|订阅|查询|拉取|读取|获取|取|检索|取出|接收|加载|下载"),
        ("by way", "通过|经由?|经过|借助|依托|途经|按|(?<![调使引利采作启])用|以"),
        ("towards", "向|给|对|朝|往|请|让"),
        ("into", "到|至|进|入|成|走|是|做"),
        ("with", "与|和|跟|同"),
        ("holds", "(?:包含|包括|含有?|有|分为|分成|涵盖|下设|聚合|里|中|内|下|里面是|其中|组成)"
                  "[^，；。]{0,6}"),
        ("part of", "(?:属于|归|位于|部署[在于]|落在|隶属于?)[^，]{0,3}"),
        ("of", "^的.*"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """Two of the names of a text by their places in it, how they are told, and how much it counts.

    `forms` name the same words from coarse to fine.
    """

    first: int
    then: int
    forms: tuple[str, ...]
    weight: float = 1.0


def tellings(text: str, names: list[Mention]) -> Iterator[Telling]:
    """Every pair of names that a sentence tells something of."""
    for span in CLAUSES.finditer(text):
        inside = [n for n, m in enumerate(names) if span.start() <= m.start and m.end <= span.end()]
        rows = _rows(text, names, inside)
        for row in rows:
            if not PLACED.search(text[span.start() : names[row[0]].start]):
                yield from (Telling(a, b, ("row",)) for a, b in pairwise(row))
        for at, (left, right) in enumerate(pairwise(rows)):
            a, b = names[left[-1]], names[right[0]]
            running = bool(FIRST.search(bare(text[span.start() : b.start])))
            if BEFORE.search(bare(text[a.end : b.start])):
                continue
            forms = _forms(text, a, b, span.end(), running=running)
            weight = min(1.0, 2 / (len(left) * len(right)))
            yield from (Telling(x, y, forms, weight) for x in left for y in right)
            if at and re.search("[，,]", bare(text[a.end : b.start])):
                topic = (f"topic {forms[0]}",)
                some = right[:3]
                yield from (Telling(rows[0][0], y, topic, 0.5 / len(some)) for y in some)


def _rows(text: str, names: list[Mention], inside: list[int]) -> list[list[int]]:
    rows: list[list[int]] = []
    for n in inside:
        last = names[rows[-1][-1]] if rows else None
        gap = bare(text[last.end : names[n].start]) if last else ""
        if last and last.sort == names[n].sort and (JOINT.match(gap) or SOFT_JOINT.match(gap)):
            rows[-1].append(n)
        else:
            rows.append([n])
    return rows


def _forms(text: str, a: Mention, b: Mention, end: int, *, running: bool) -> tuple[str, ...]:
    gap, behind = bare(text[a.end : b.start]), bare(text[b.end : end])
    marks = ((":", "："), (",", "，"), (",", ","), ("(", "（"), ("(", "("))
    mark = next((sign for sign, char in reversed(marks) if char in gap), "")
    coarse, detail = _class(gap.strip(), behind, running=running)
    sense = sense_of(gap, behind, running=False)
    return coarse, f"{coarse}{mark}{detail}", f"{sense}/{way_of(gap.strip(), behind)}"


def _class(gap: str, behind: str, *, running: bool) -> tuple[str, str]:
    tail = re.split(r"[，,；;：:]", gap)[-1].strip()
    timely = " then" if NEXT.search(gap) else ""
    if AGAIN.search(gap) or AGAIN.search(behind[:4]):
        return "again", ""
    if _PASSIVE.search(tail):
        return f"by {_done(behind)}", ""
    for name, words in _FORMS:
        if words.search(tail):
            detail = f" {_done(behind)}" if name in ("out of", "for", "towards", "by way") else ""
            return name, detail or timely
    verb = last_verb(tail) if tail else None
    if verb:
        return verb.direction, timely
    if ENTERS.search(tail):
        return "enters", timely
    brief = " running" if running and len(tail) <= 2 else ""
    return ("other", f"{timely}{brief}") if gap else ("empty", "")


def _done(behind: str) -> str:
    """What is done behind the second name: made, taken on, or the way of the verb."""
    words = re.split("[，,；;]", behind)[0][:12]
    makes, takes = re.search(MAKES, words), TAKES.search(words)
    if makes and (not takes or makes.start() <= takes.start()):
        return "makes"
    if takes:
        return "takes"
    places = [(words.find(v.text), v.direction) for v in VERBS if len(v.text) > 1]
    return min((p for p in places if p[0] >= 0), default=(0, ""))[1]
