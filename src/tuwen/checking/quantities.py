"""Counts and numbers of a text: 「三个服务」, 「92.5%」, held against picture and article.

A count is true if it is the length of the list beside it, or a size that the picture has.
A number is true if it is printed, is a point of a chart, or follows from the points.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from tuwen.checking.lists import han_number, listed_after, listed_before, masked, numbered_in
from tuwen.checking.sizes import EDGES, FRAMES, MANY, NODES, THINGS, Sizes
from tuwen.checking.told import bare
from tuwen.writing.mentions import Mention

Verdict = Literal["supported", "inferred", "context", "unsupported"]
COUNT: Final = re.compile(
    r"(?<![第\d.A-Za-z_-])(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s?"
    r"(?P<measure>[个种类层台套条步项张组份名位路大段级根列行座块款人轮方句次道支]|部(?=分))\s?"
    r"(?P<noun>[^\W\d_]{0,8})"
)
BEFORE: Final = re.compile(  # 「参与者一共六个」
    r"(节点|组件|参与者|参与方|角色|实体|消息|连线|箭头|分组)(?:一共|总共|共有|共|有)\s?$"
)
TOTAL: Final = re.compile(r"^\s*(?:一共|总共|合计|共有|共计|共)\s*$")
ADJECTIVE: Final = re.compile(r"^(?:主要|核心|关键|不同|并行|独立|有名字|命名|[中里都])的?")
ROUGH: Final = re.compile(r"(?:不到|超过|近|约|不足|至多|至少|最多|多达|上|数)$")
EXISTS: Final = re.compile(r"(?<!还)有$|[共含]$")  # all of them; else some may be meant
EVERY: Final = re.compile(r"(?:各自?|每[个侧边组层块]|分别)有?\s?$")
SPLITS: Final = re.compile(  # between a thing and how many it goes on to
    r"(?:同时|又|再|共|都|里|中|下|可以|还|则|，)*(?:有|分|分为|分成|走|出|包含|包括|含|拆成|拆分为?"
    r"|派生出?|细分[为成]?|下设|下分|展开|延伸出?|指向|连接|调用|并行|由)(?:出|成|为|了|到|着)?"
)
LINES: Final = re.compile(r"箭头|连线|分支|子节点|向下")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count or a number as it stands, and what it rests on."""

    kind: Literal["count", "number"]
    start: int
    end: int
    verdict: Verdict
    evidence: tuple[str, ...] = ()


def counts_in(
    text: str, clauses: list[tuple[int, int]], mentions: list[Mention], sizes: Sizes,
    items: list[Mention],
) -> list[Quantity]:  # fmt: skip
    """Judge every count that can be compared with something."""
    found: list[Quantity] = []
    blot = masked(text, mentions)
    for at, (start, end) in enumerate(clauses):
        inside = [m for m in mentions if start <= m.start and m.end <= end]
        for match in COUNT.finditer(text, start, end):
            number = han_number(match["n"])
            covered = any(
                m.start < match.end("measure") and match.start() < m.end for m in mentions
            )
            ordinal = text[: match.start()].rstrip().endswith("第")
            if number < 2 or covered or ordinal:
                continue
            begun = start
            if at and TOTAL.match(text[start : match.start()]):
                begun = clauses[at - 1][0]  # 「A、B 以及 C，共三种」
            listed = listed_before(blot[:start].rstrip("，, ") if begun < start else blot,
                                   begun, start if begun < start else match.start())  # fmt: skip
            listed = listed or listed_after(blot, match.end("measure"), end)
            verdict = _count(text, match, listed, inside, sizes)
            if not listed and (verdict is None or LINES.match(match["noun"])):
                verdict = _of_subject(number, text, match, items, sizes) or verdict
            if verdict:
                ids = tuple(dict.fromkeys(i for m in inside for i in m.ids))
                stop = match.end("measure") + _noun_length(match["noun"])
                found.append(Quantity("count", match.start(), stop, verdict, ids))
    return found


def _noun_length(noun: str) -> int:
    known = NODES.match(noun) or THINGS.match(noun) or FRAMES.match(noun) or EDGES.match(noun)
    return known.end() if known else 0


def _count(
    text: str, match: re.Match[str], listed: int, inside: list[Mention], sizes: Sizes
) -> Verdict | None:
    number = han_number(match["n"])
    ahead = text[: match.start()].rstrip()
    if ROUGH.search(ahead):
        return None
    partial = ahead.endswith(("等", "其中", "前", "后", "另外", "其余"))
    if listed == number:
        return "supported"
    if listed > 1 and not partial:
        return "unsupported"
    if partial:
        return "supported" if number <= max(sizes.any, default=0) else "unsupported"
    numbered = numbered_in(text, match["measure"], match["noun"], match.end())
    if numbered:
        return "supported" if number in numbered else "unsupported"
    if re.match(r"[^，。]{0,4}(?:外加|加上)", match["noun"]):
        return None
    beside = next((m for m in inside if 0 <= m.start - match.end("measure") <= 1), None)
    if beside and len(beside.ids) > 1 and beside.text in sizes.graph.by_name:
        known = sizes.among(beside.ids) | sizes.alike(beside.text)
        return _found(number, known if EXISTS.search(ahead) else frozenset(range(max(known) + 1)))
    same = [ids for name, ids in sizes.graph.by_name.items() if match["noun"].startswith(name)]
    if several := [ids for ids in same if len(ids) > 1]:
        known = frozenset(n for ids in several for n in sizes.among(ids))
        return _found(number, known if EXISTS.search(ahead) else frozenset(range(max(known) + 1)))
    return _by_noun(text, match, number, inside, sizes)


def _by_noun(
    text: str, match: re.Match[str], number: int, inside: list[Mention], sizes: Sizes
) -> Verdict | None:
    """By what is counted: a sort of thing that the picture has, or a word of its own labels."""
    earlier = BEFORE.search(text[: match.start()])
    noun = ADJECTIVE.sub("", match["noun"]) or (earlier[1] if earlier else "")
    if printed := sizes.printed(match["measure"], match["noun"]):
        return _found(number, printed)
    if re.search(r"的[^，。]{1,4}有\s?$", text[: match.start()]) or (sizes.chart and number > MANY):
        return None
    if EVERY.search(text[: match.start()]) and sizes.groups:
        return _found(number, sizes.groups)
    phrase = re.split(r"[，。；、：:]", text[match.end("measure") : match.end() + 12])[0]
    known = sizes.of(noun, match["measure"], phrase)
    named = {len(sizes.graph.inside(i)) for m in inside for i in m.ids if i in sizes.graph.items}
    if known is None:
        return "supported" if number in named else None
    return _found(number, known | named)


def _found(number: int, known: frozenset[int]) -> Verdict:
    return "supported" if number in known else "unsupported"


def _of_subject(
    number: int, text: str, match: re.Match[str], items: list[Mention], sizes: Sizes
) -> Verdict | None:
    """「A 有两条箭头」, 「A 分三路」: by the lines at the subject, and what is inside it."""
    subject = next((m for m in reversed(items) if m.end <= match.start()), None)
    if subject is None or len(subject.ids) > 1:
        return None
    between = text[subject.end : match.start()]
    lines = LINES.match(match["noun"]) and re.search(r"[有出伸]\s?$", between)
    if not lines and not SPLITS.fullmatch(bare(between).strip()):
        return None
    graph = sizes.graph
    item = next((i for i in subject.ids if i in graph.items), "")
    known = sizes.at(item, lines=bool(lines)) if item else frozenset[int]()
    if not known or (lines and number in sizes.edges):
        return None
    return _found(number, known)
