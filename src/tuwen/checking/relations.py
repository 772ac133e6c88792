"""Relation claims of a Chinese text: who is said to do what to whom, and whether it is so.

A clause is a row of names and the gaps between them. Gaps of 、和与 make lists; a gap
that ends in a verb of the shared table claims a relation from what is before it to what
is after it. What cannot be parsed claims nothing.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from tuwen.checking.links import Links
from tuwen.writing.mentions import Mention
from tuwen.writing.verbs import ALL, Verb

Way = Literal["forward", "backward", "both", "chain", "holds", "owns", "inside", "reach"]


@dataclass(frozen=True, slots=True)
class Relation:
    """One claimed pair; `others` are earlier subjects that may be meant instead."""

    source: Mention
    target: Mention
    way: Way
    others: tuple[Mention, ...] = ()
    listed: bool = False  # another name of the same list stands nearer to the verb


@dataclass(frozen=True, slots=True)
class Part:
    """Names listed together, and the gap in front of them (quotes masked)."""

    names: tuple[Mention, ...]
    gap: str
    joints: tuple[str, ...] = ()


MASK: Final = "\ue010"
CLAUSE: Final = re.compile(r"[，,；;。！!？?\n]")
JOINT: Final = re.compile(
    r"^[」”』\ue010]?\s*(?:、|和|与|及|以及|或|或者|/|跟|、?\s*以及)\s*"
    r"(?:(?:[一零]个或)?[一两二三四五六七八九十多\d]+\s*[个台套种层条]\s*)?[「“『]?$"
)
EACH: Final = re.compile(r"分别|各自|依次对应")
AND: Final = re.compile(r"与|跟")
NEGATED: Final = re.compile(r"不|未|没|无须|无需|并非|而非|避免|禁止|防止|取消|除了")
NOUN_TAIL: Final = re.compile(
    r"^(?:量|关系|链|结果|值|器|员|类|者|方|系统|平台|中心|组件|层|率|失败|成功|完成|接口|次数|记录|日志|端|侧|模式|机制|能力|策略|流程)"
)
DENIED: Final = re.compile(r"未|没有|不存在|并无|无法|不包含|不涉及")
INDIRECT: Final = re.compile(r"最终|最后|间接|逐级|一路|层层|再经|随后|继而|从而")
HOLDS: Final = ("包含", "包括", "涵盖", "含有", "分为", "划分为", "下设", "聚合", "组合", "由")
OWNS: Final = re.compile(r"^(?:里面?|中|内|下面?|底下)?(?:则|还|又|只|共|各)?有\s*$")
INSIDE: Final = re.compile(r"(?:位于|部署[在于]|属于|运行[在于]|处于|归属于?|隶属于?|落在)\s*$")
PASSIVE: Final = re.compile(r"(?:被|由|受)\s*$")
MAKES: Final = "提供|触发|发起|驱动|控制|调用|引起|引发|产生|派生|导出|生成|带动|组成|构成"
MADE: Final = re.compile(  # what 「A 由 B …」 must go on with to say that B comes before A
    rf"^\s*(?:(?:通过|经由?|以|用|借助)[^，]{{1,10}}?)?(?:统一|共同|负责|来|直接|分别)?(?:{MAKES}"
    r"|管理|调度|路由|转发|通知|写入|维护|聚合|组合|$)"
)
TOWARDS: Final = re.compile(r"(?:向|给|对|朝)\s*$")
EITHER: Final = re.compile(r"(?:从|为|替|帮|供|受|基于|依靠)\s*$")
VIA: Final = re.compile(r"(?:通过|经由?|经过|借助|依托|途经)\s*$")
REACH: Final = re.compile(r"^\s*(?:一路|最终)?(?:到|至|再到|直到)(?:达)?\s*$")
ARROW: Final = re.compile(r"^\s*(?:→|-+>|=+>|⇒|➜|➔|›)\s*$")
WITH: Final = re.compile(r"[与和跟]$")
MUTUAL: Final = re.compile(
    r"^[^，。；、的]{0,6}?(?:双向交互|交互|双向|相连|互连|互通|连接|通信|关联|对接|往来|相互转换|对应|[一多]对[一多])"
)
UNRELATED: Final = re.compile(r"[（(]|之前|以前|^[、和与及].*[、和与及]$")
CHAINED: Final = re.compile(r"(?:依次|先后)(?:经过?|为|是|执行|进入)\s*$")
VERBS: Final = tuple(sorted(ALL, key=lambda verb: -len(verb.text)))
FARTHEST: Final = 24  # characters of a gap beyond which nothing is claimed


def relations_in(text: str, mentions: list[Mention]) -> list[Relation]:
    """Parse every clause of a text."""
    found: list[Relation] = []
    for start, end in clauses(text, mentions):
        inside = [m for m in mentions if start <= m.start and m.end <= end]
        found += _clause(text, start, end, inside)
    return found


def clauses(text: str, mentions: list[Mention], *, colons: bool = True) -> list[tuple[int, int]]:
    """Spans between punctuation that stands in no name and no quotes."""
    closed = [(m.start, m.end) for m in mentions]
    closed += [match.span() for match in re.finditer(r"「[^」\n]*」|“[^”\n]*”", text)]
    cuts = [
        match.start() for match in CLAUSE.finditer(text)
        if not any(a <= match.start() < b for a, b in closed)
        and not re.match(r"\d,\d{3}", text[max(match.start() - 1, 0) :])
    ]  # fmt: skip
    for colon in re.finditer(r"[：:]", text) if colons else ():
        if not any(a <= colon.start() < b for a, b in closed):
            cuts += [] if _lists(text, colon.start(), mentions) else [colon.start()]
    cuts.sort()
    starts = [0, *(cut + 1 for cut in cuts)]
    return [(a, b) for a, b in zip(starts, [*cuts, len(text)], strict=True) if a < b]


def _lists(text: str, colon: int, mentions: list[Mention]) -> bool:
    """Whether a colon only stands between a verb and its objects: 「调用三个服务：A、B」."""
    lead = text[max((m.end for m in mentions if m.end <= colon), default=0) : colon]
    following = re.match(r"\s*「?", text[colon + 1 :])
    at = colon + 1 + (following.end() if following else 0)
    verb = last_verb(lead)
    if verb is None or verb.direction == "both" or at not in {m.start for m in mentions}:
        return False
    rest = lead[lead.rfind(verb.text) + len(verb.text) :]
    return bool(re.fullmatch(r"[了着到]?(?:以下|如下)?(?:[\d一-十两]+\s?[个种台条].{0,6})?", rest))


def _clause(text: str, start: int, end: int, mentions: list[Mention]) -> list[Relation]:
    parts = parts_in(text, start, mentions)
    if not parts or DENIED.search(parts[0].gap):
        return []
    last = parts[-1].names[-1].end
    tail = _masked(text[last:end])
    found: list[Relation] = []
    passive: tuple[Part, Part] | None = None
    for n, (left, right) in enumerate(pairwise(parts)):
        earlier = tuple(m for part in parts[:n] for m in part.names)
        after = parts[n + 2].gap if n + 2 < len(parts) else tail
        if PASSIVE.search(right.gap) and not NEGATED.search(right.gap):
            verb = last_verb(after)
            if right.gap.strip().endswith("由") and not MADE.search(after[:18]):
                continue
            if n + 2 < len(parts):
                passive = (left, right)
            elif verb or right.gap.strip().endswith("由"):
                way: Way = "forward" if verb and verb.direction == "backward" else "backward"
                found += _pairs(left, right, way, ())
            continue
        way_found = way_of(right.gap, after)
        if way_found is None:
            continue
        if right.gap.startswith("、"):  # another predicate of the subject before
            if n == 0:
                continue
            left = parts[n - 1]
        if passive and passive[1] is left:
            earlier += tuple(m for m in passive[0].names if m not in earlier)
        found += _pairs(left, right, way_found, earlier)
    if len(parts) == 1 or way_of(parts[-1].gap, tail) is None:
        found += _mutual(parts[-1], tail)
    return found


def parts_in(text: str, start: int, mentions: list[Mention]) -> list[Part]:
    parts: list[Part] = []
    at = start
    for mention in (m for m in mentions if m.sort == "item"):
        gap = _masked(text[at : mention.start])
        at = mention.end
        if parts and JOINT.match(gap):
            old = parts.pop()
            parts.append(Part((*old.names, mention), old.gap, (*old.joints, gap)))
        else:
            parts.append(Part((mention,), gap))
    return parts


def _masked(text: str) -> str:
    """The text between two names, with quotes and brackets made opaque."""
    bare = re.sub(r"[*`]+", "", text)
    return re.sub(r"[「“『][^「」“”]*[」”』]|[（(][^（）()]*[)）]", MASK, bare).strip("「」“”『』 ")


def way_of(gap: str, after: str = "") -> Way | None:
    """What a gap between two names claims, if anything; `after` follows the second name."""
    if NEGATED.search(gap) or len(gap) > FARTHEST or UNRELATED.search(gap):
        return None
    if CHAINED.search(gap):
        return "chain"
    for pattern, way in _SIGNS:
        if pattern.search(gap):
            return way
    if EITHER.search(gap):
        return "both" if last_verb(after) or "提供" in after[:8] else None
    verb = last_verb(gap)
    if verb is None:
        return "forward" if TOWARDS.search(gap) and last_verb(after) else None
    if verb.text in HOLDS:
        return "holds"
    if verb.text == "依赖":  # drawn either way: to what is needed, or as what flows from it
        return "both"
    if INDIRECT.search(gap) and verb.direction == "forward":
        return "reach"
    return verb.direction


_SIGNS: Final[tuple[tuple[re.Pattern[str], Way], ...]] = (
    (ARROW, "forward"), (REACH, "reach"), (INSIDE, "inside"), (VIA, "both"), (OWNS, "owns"),
)  # fmt: skip


def last_verb(gap: str) -> Verb | None:
    """The verb that stands nearest to the name behind the gap, the longest of those."""
    best: tuple[int, int] | None = None
    chosen: Verb | None = None
    for verb in VERBS:
        place = gap.rfind(verb.text)
        if place < 0:
            continue
        rest = gap[place + len(verb.text) :]
        if NOUN_TAIL.match(rest) or (len(verb.text) == 1 and rest.strip()):
            continue
        if "的" in rest and not rest.endswith("的"):
            continue
        key = (place + len(verb.text), len(verb.text))
        if best is None or key > best:
            best, chosen = key, verb
    return chosen


def _pairs(left: Part, right: Part, way: Way, earlier: tuple[Mention, ...]) -> list[Relation]:
    if way == "chain":
        row = (left.names[-1], *right.names)
        return [Relation(a, b, "forward") for a, b in pairwise(row)]
    if EACH.search(right.gap):  # 「A、B 分别调用 C、D」: one to one, or nothing can be said
        if len(left.names) != len(right.names):
            return []
        return [Relation(a, b, way) for a, b in zip(left.names, right.names, strict=True)]
    return [
        Relation(a, b, way, earlier, a is not left.names[-1])
        for a in left.names for b in right.names if a.ids != b.ids
    ]  # fmt: skip


def _mutual(part: Part, tail: str) -> list[Relation]:
    """「A 与 B、C 相连」, 「A 和 B 双向交互」."""
    if (
        len(part.names) < 2
        or WITH.search(part.gap)
        or not MUTUAL.match(tail)
        or NEGATED.search(tail[:8])
    ):
        return []
    withs = [n for n, joint in enumerate(part.joints) if AND.search(joint)]
    if len(withs) == 1:
        cut = withs[0] + 1
    elif len(part.names) == 2:
        cut = 1
    else:
        return []
    pairs = ((a, b) for a in part.names[:cut] for b in part.names[cut:])
    return [Relation(a, b, "both") for a, b in pairs if a.ids != b.ids]


def evidence_for(relation: Relation, links: Links) -> tuple[str, ...]:
    """The ids that bear a relation out: both ends and the edges between; empty if none do."""
    for source in (relation.source, *reversed(relation.others)):
        for a in source.ids:
            for b in relation.target.ids:
                if a == b:
                    continue
                found = _between(a, b, relation.way, links)
                if found:
                    return tuple(dict.fromkeys((a, *found, b)))
    return ()


def _between(a: str, b: str, way: Way, links: Links) -> tuple[str, ...]:
    if way in ("holds", "owns", "inside"):
        outer, inner = (b, a) if way == "inside" else (a, b)
        if links.holds(outer, inner):
            return (outer,)
        return links.direct(outer, inner) or links.direct(inner, outer)
    if way == "reach":
        return links.path(a, b)
    for outer, inner in ((a, b), (b, a)):  # a thing takes part in what its frame does
        if links.holds(outer, inner):
            return (outer,)
    found: tuple[str, ...] = ()
    if way in ("forward", "both", "chain"):
        found = links.direct(a, b)
    if way in ("backward", "both") and not found:
        found = links.direct(b, a)
    return found
