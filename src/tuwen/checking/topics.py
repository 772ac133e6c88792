"""What a text says of the place of one thing: that it is the root, or what belongs to it.

「以 A 为根」, 「起点是 A」 is false where an arrow comes in; 「A（B、C）」 where B is a part of
something else that no line joins to A.
"""

import re
from collections.abc import Iterator
from typing import Final

from tuwen.checking.flow import Flow
from tuwen.summary import Claim
from tuwen.writing.mentions import Mention, squeeze

ROOTS: Final = "根节点|根组件|根模块|顶层节点|最顶部的?节点|初始状态|起始状态"
LEADS: Final = re.compile(
    rf"(?:{ROOTS}|树的根)(?:的名字|标有|标为|名)?[是为叫]?(?:标有)?[「“『*\s]*$"
)
FOLLOWS: Final = re.compile(
    rf"^[」”』*\s]*(?:的(?:{ROOTS})|是(?:整[个张]\S{{0,2}}|一切|流程|全部)?的?(?:{ROOTS}))"
)


AROUND: Final = re.compile(r"(?:图|导图|地图|整体|全图)[^，。]{0,3}以\s*[「“『*]*$")
CENTRE: Final = re.compile(r"^[」”』*\s]*为(?:中心|根|核心|主题|起点|入口)")
SETS_OUT: Final = re.compile(r"(?:流程|过程|链路|判断|状态机|请求|一切|整个\S{0,4})从\s*[「“『*]*$")
BEGINS: Final = re.compile(r"^[」”』*\s]*(?:开始|出发|起步|发起)")


def roots_told(text: str, items: list[Mention], flow: Flow) -> Iterator[Claim]:
    """Claims that a thing stands first."""
    for m in items:
        before, behind = text[max(m.start - 14, 0) : m.start], text[m.end : m.end + 14]
        first = LEADS.search(before) or FOLLOWS.match(behind)
        around = AROUND.search(before) and CENTRE.match(behind)
        entry = set(m.ids) & set(flow.links.graph.entries)
        first = first or (around and not entry and not flow.busiest(m.ids))
        if not (first or (SETS_OUT.search(before) and BEGINS.match(behind))):
            continue
        led = flow.leading_to(m.ids)
        verdict = "unsupported" if led else "supported"
        yield Claim("order", text[m.start : m.end], m.start, m.end, verdict, () if led else m.ids)


def brackets_told(text: str, mentions: list[Mention], flow: Flow) -> Iterator[Claim]:
    """Claims that what stands in brackets belongs to the name before them."""
    for bracket in re.finditer(r"[（(]([^（）()\n]+)[)）]", text):
        owner = next((m for m in mentions if 0 <= bracket.start() - m.end <= 2), None)
        inner = [m for m in mentions if bracket.start() < m.start and m.end < bracket.end()]
        if owner is None or owner.sort != "item" or re.search(r"→|不|非|即|见|如", bracket[1]):
            continue
        for m in inner:
            own = any(squeeze(m.text) in squeeze(flow.label(i)) for i in owner.ids)
            whole = re.search(r"(?:^|[、，,/和])\s*$", text[bracket.start() + 1 : m.start])
            whole = whole and re.match(r"\s*(?:[、，,/和）)])", text[m.end : bracket.end()])
            if m.sort == "item" and whole and not own and flow.apart(owner.ids, m.ids):
                a, b = owner.start, m.end
                yield Claim("relation", text[a:b], a, b, "unsupported")
