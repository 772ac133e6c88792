"""What a text tells in an order, held against the way in which the arrows run.

A pair or a row told with the arrows is supported; told against them, where no way leads round and
no earlier subject is meant, it is not. What the picture leaves open is no claim.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from tuwen.article import Article
from tuwen.checking.flow import Flow
from tuwen.checking.joined import told_together
from tuwen.checking.told import SOFT_JOINT, Told, bare, told_in
from tuwen.summary import Claim
from tuwen.writing.mentions import Mention

ROW: Final = re.compile(
    r"(?:依次|先后|按?顺序|逐[步级层]|步骤|处理流程|环节|经过|首尾相接|生命周期"
    r"|[个几](?:状态|步骤|阶段|环节)|[一-十\d]步)[^，。；、]{0,12}$"
)
FIRM: Final = re.compile(r"依次|先后|经过")
ASKS: Final = re.compile(  # who does so to another speaks first of the two
    r"请求|调用|发起|访问|查询|申请|问候|打招呼|登录|触发|委托|要求|[让请]$"
)
EARLIER: Final = 4  # names before a pair that may be its subject


def order_told(text: str, items: list[Mention], flow: Flow, article: Article) -> Iterator[Claim]:
    """Claims about pairs and rows of names that are told in an order."""
    rows = list(rows_in(text, items))
    yield from _pairs(text, items, rows, flow, article)
    if not flow.talk:
        yield from _rows(text, rows, flow)


def _pairs(
    text: str, items: list[Mention], rows: list[tuple[list[Mention], bool]],
    flow: Flow, article: Article,
) -> Iterator[Claim]:  # fmt: skip
    opened = False
    for told in told_in(text, items, flow.frames, talk=flow.talk or flow.labelled):
        start, end = told.first.start, told.then.end
        timely = told.sense in ("next", "loose")
        if (timely and flow.talk) or (flow.labelled and not told.plain):
            continue
        placed = "第" in text[:start] or re.match(r"[^，。；]{0,6}[「“]", text[end:])
        asks = flow.talk and bool(
            ASKS.search(f"{text[told.first.end : told.then.start]}|{text[end : end + 8]}")
        )
        turned = (asks or not opened) and not placed and opens_turned(told, flow)
        opened = opened or told.sense == "forward"
        row = next((row for row, _ in rows if told.first is row[-1]), [told.first])
        earlier = [m for m in items if m.start < start][-EARLIER:]
        kind = "order" if timely else "relation"
        if turned or any(against(replace(told, first=m), flow, earlier) for m in row):
            context = told_together(told.first, told.then, article)
            verdict = "context" if context else "unsupported"
            yield Claim(kind, text[start:end], start, end, verdict)
        elif timely and flow.standing(told.first.ids, told.then.ids) == "forward":
            ids = (*told.first.ids, *told.then.ids)
            yield Claim(kind, text[start:end], start, end, "supported", ids)


def _rows(text: str, rows: list[tuple[list[Mention], bool]], flow: Flow) -> Iterator[Claim]:
    """Pairs of a row against the arrows, where order counts or all the others run with them."""
    for row, ordered in rows:
        standings = [flow.standing(a.ids, b.ids) for a, b in pairwise(row)]
        wrong = [n for n, s in enumerate(standings) if s == "backward"]
        chain = len(wrong) == 1 and standings.count("forward") == len(standings) - 1 > 1
        framed = any(i in flow.frames for m in row for i in m.ids)
        for n in wrong if ordered or (chain and not framed) else ():
            start, end = row[n].start, row[n + 1].end
            yield Claim("order", text[start:end], start, end, "unsupported")


def rows_in(text: str, items: list[Mention]) -> Iterator[tuple[list[Mention], bool]]:
    """Names listed one behind the other, and whether the words before say that order counts."""
    row: list[Mention] = []
    for m in items:
        joined = bool(row and SOFT_JOINT.match(bare(text[row[-1].end : m.start])))
        if row and not joined:
            yield from _row(text, row)
            row = []
        row.append(m)
    yield from _row(text, row)


def _row(text: str, row: list[Mention]) -> Iterator[tuple[list[Mention], bool]]:
    joints = [bare(text[a.end : b.start]) for a, b in pairwise(row)]
    if len(row) > 1:
        start = max(text.rfind(mark, 0, row[0].start) for mark in "。！？\n；") + 1
        before = bare(text[start : row[0].start])
        firm = len(row) > 2 or "、" in "".join(joints) or bool(FIRM.search(before))
        yield row, firm and bool(ROW.search(before))


def against(told: Told, flow: Flow, earlier: list[Mention]) -> bool:
    """Whether a pair is told against the arrows, and no earlier subject is meant instead."""
    a, b = (told.then, told.first) if told.sense == "backward" else (told.first, told.then)
    stand = flow.standing(a.ids, b.ids)
    firm = told.sense == "forward" and not told.crossed
    if stand == "both" and firm:
        return flow.nearest(a.ids, b.ids) > 1 == flow.nearest(b.ids, a.ids)
    if stand != "backward" or (told.sense == "loose" and flow.nearest(b.ids, a.ids) > 1):
        return False
    if not all(flow.links.surely(y, x) for x in a.ids for y in b.ids):
        return False
    if told.sense == "forward" and told.crossed:
        return all(flow.nearest(m.ids, b.ids) > 1 for m in earlier)
    return True


def opens_turned(told: Told, flow: Flow) -> bool:
    """Whether a text begins with an answer: two things joined both ways, the later one first."""
    if told.sense not in ("forward", "backward") or told.crossed:
        return False
    first, then = told.first, told.then
    if told.sense == "backward":
        first, then = then, first
    if flow.standing(first.ids, then.ids) == "same":
        return False
    ways = [(a, b) for a in first.ids for b in then.ids]
    there = [e for a, b in ways for e in flow.links.direct(a, b)]
    back = [e for a, b in ways for e in flow.links.direct(b, a)]
    if not there or not back or set(there) & set(back):
        return False
    later = min(map(flow.place, there)) > min(map(flow.place, back))
    if flow.talk or not later:
        return later
    graph = flow.links.graph
    enters = all(not graph.items[e.source].name for b in then.ids for e in graph.into.get(b, ())
                if e.id not in graph.back)  # fmt: skip
    return enters and set(there) <= graph.back and not set(back) & graph.back
