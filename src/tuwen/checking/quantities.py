"""Counts and numbers of a text: 「三个服务」, 「92.5%」, held against picture and article.

A count is true if it is the length of the list beside it, or a size that the picture has.
A number is true if it is printed, is a point of a chart, or follows from the points.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

from tuwen.checking.lists import han_number, listed_after, listed_before, masked
from tuwen.reading.types import CHARTS, Reading
from tuwen.writing.graph import Graph, Item
from tuwen.writing.mentions import Mention

Verdict = Literal["supported", "inferred", "context", "unsupported"]
COUNT: Final = re.compile(
    r"(?<![第\d.A-Za-z_-])(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s?"
    r"(?P<measure>[个种类层台套条步项张组份名位路大段级根列行座块款人轮方句]|部(?=分))\s?"
    r"(?P<noun>[^\W\d_]{0,8})"
)
EDGES: Final = re.compile(r"(?:条)?(?:连线|箭头|连接|关系|依赖|调用|消息|交互|边|流转|转换|转移)")
FRAMES: Final = re.compile(r"分组|子系统|区域|子图|集群|泳道|分区|大?部?分|阶段|层|模式|板块|域")
NODES: Final = re.compile(
    r"节点|组件|元素|方框|人(?!工)|参与者|参与方|角色|状态|实体|类|表|接口|终态|概念|主题"
)
BEFORE: Final = re.compile(  # 「参与者一共六个」
    r"(节点|组件|参与者|参与方|角色|实体|消息|连线|箭头|分组)(?:一共|总共|共有|共|有)\s?$"
)
TOTAL: Final = re.compile(r"^\s*(?:一共|总共|合计|共有|共计|共)\s*$")
ADJECTIVE: Final = re.compile(r"^(?:主要|核心|关键|不同|并行|独立|[中里都])的?")
MANY: Final = 40  # of a chart: a value, not how many there are
ROUGH: Final = re.compile(r"(?:不到|超过|近|约|不足|至多|至少|最多|多达|上|数)$")
LINES: Final = re.compile(r"箭头|连线|分支|子节点|向下")
THINGS: Final = re.compile(
    r"模块|部分|要素|步骤|步|环节|阶段|对象|判断|分支|路径|出口|条件|情况|结果|目标|来源|方向|项"
    r"|处理|主要|核心|关键|方面|属性|方法|字段|检索|任务"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count or a number as it stands, and what it rests on."""

    kind: Literal["count", "number"]
    start: int
    end: int
    verdict: Verdict
    evidence: tuple[str, ...] = ()


def counts_in(
    text: str, clauses: list[tuple[int, int]], mentions: list[Mention], sizes: "Sizes",
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
            if (
                not listed
                and LINES.match(match["noun"])
                and re.search(r"[有出伸]\s?$", text[: match.start()])
            ):
                subject = next((m for m in reversed(items) if m.end <= match.start()), None)
                verdict = _lines(number, subject, sizes) or verdict
            if verdict:
                ids = tuple(dict.fromkeys(i for m in inside for i in m.ids))
                stop = match.end("measure") + _noun_length(match["noun"])
                found.append(Quantity("count", match.start(), stop, verdict, ids))
    return found


def _lines(number: int, subject: Mention | None, sizes: "Sizes") -> Verdict | None:
    """Judge how many arrows or branches a thing is said to have."""
    graph = sizes.graph
    known = [i for i in subject.ids if i in graph.items] if subject else []
    degrees = {n for i in known for n in (len(graph.out[i]), len(graph.into[i]))}
    degrees |= {len(graph.out[i]) + len(graph.into[i]) for i in known}
    if not known or number in sizes.edges:
        return None
    return "supported" if number in degrees else "unsupported"


def _noun_length(noun: str) -> int:
    known = NODES.match(noun) or THINGS.match(noun) or FRAMES.match(noun) or EDGES.match(noun)
    return known.end() if known else 0


def _count(
    text: str, match: re.Match[str], listed: int, inside: list[Mention], sizes: "Sizes"
) -> Verdict | None:
    number = han_number(match["n"])
    ahead = text[: match.start()].rstrip()
    if ROUGH.search(ahead) or re.match(r"[^，。]{0,4}(?:外加|加上)", match["noun"]):
        return None
    partial = ahead.endswith(("等", "其中", "前", "后", "另外", "其余"))
    if listed == number:
        return "supported"
    if listed > 1 and not partial:
        return "unsupported"
    if partial:
        return "supported" if number <= max(sizes.any, default=0) else "unsupported"
    beside = next((m for m in inside if 0 <= m.start - match.end("measure") <= 1), None)
    if beside and len(beside.ids) > 1 and beside.text in sizes.graph.by_name:
        return "supported" if number <= len(beside.ids) else "unsupported"
    same = [ids for name, ids in sizes.graph.by_name.items() if match["noun"].startswith(name)]
    if any(number <= len(ids) for ids in same):
        return "supported"
    earlier = BEFORE.search(text[: match.start()])
    noun = ADJECTIVE.sub("", match["noun"]) or (earlier[1] if earlier else "")
    if re.search(r"的[^，。]{1,4}有\s?$", text[: match.start()]) or (sizes.chart and number > MANY):
        return None
    known = sizes.of(noun, match["measure"])
    named = {len(sizes.graph.inside(i)) for m in inside for i in m.ids if i in sizes.graph.items}
    if known is None:
        return "supported" if number in named else None
    return "supported" if number in known | named else "unsupported"


@dataclass(frozen=True)
class Sizes:
    """Every count that a Reading bears out, by what is counted."""

    graph: Graph
    nodes: frozenset[int]
    boxes: frozenset[int]  # the same, each drawn one for itself
    things: frozenset[int]
    frames: frozenset[int]
    edges: frozenset[int]
    chart: frozenset[int]
    families: dict[str, frozenset[int]]  # a noun -> how many things of the picture it names

    @property
    def any(self) -> frozenset[int]:
        return self.nodes | self.things | self.frames | self.edges | self.chart

    def _alike(self, noun: str) -> frozenset[int]:
        """How many things, or things of one frame, bear a noun in their names."""
        for length in range(min(len(noun), 6), 1, -1):
            word = noun[:length]
            if NODES.fullmatch(word) or THINGS.fullmatch(word) or EDGES.fullmatch(word):
                return frozenset()
            named = [i for i in self.graph.items.values() if word in i.name]
            if len(named) > 1:
                within = Counter(self.graph.parent.get(i.id, "") for i in named)
                shapes = {len([i for i in named if i.is_group]), len(named)}
                return frozenset({*shapes, *within.values(), len({i.name for i in named})}) | (
                    frozenset(_subsets(named, self.graph))
                )
        return frozenset()

    def of(self, noun: str, measure: str) -> frozenset[int] | None:
        """The sizes that a noun may stand for, or None where the noun says nothing known."""
        for family, counts in self.families.items():
            if noun.startswith(family):
                return counts
        if alike := self._alike(noun):
            return alike
        if FRAMES.match(noun) and len([g for g in self.graph.groups if g.name]) > 1:
            return self.frames
        if not noun and measure in "人方句轮":
            return self.nodes if measure in "人方" else self.edges
        found: frozenset[int] | None = None
        for pattern, sizes in (
            (EDGES, self.edges), (FRAMES, self.frames), (NODES, self.nodes), (THINGS, self.things),
        ):  # fmt: skip
            if pattern is NODES and re.match("节点|方框", noun):
                return self.boxes
            if pattern.match(noun) or (measure in "层步" and pattern.match(measure)):
                found = (found or frozenset()) | sizes
        if self.chart and re.match(
            r"系列|序列|曲线|折线|柱|扇区|类|分类|项|数据|月|年|部?分|点|条|种|层|级|块|款",
            noun or measure,
        ):
            found = (found or frozenset()) | self.chart
        return found


def _degrees(graph: Graph) -> set[int]:
    return {len({e.target for e in es}) for es in graph.out.values()} | {
        len({e.source for e in es}) for es in graph.into.values()
    }


def _subsets(members: list[Item], graph: Graph) -> set[int]:
    """How many of some things stand behind one thing, before one, or in one frame."""
    rows = [{e.target for e in edges} for edges in graph.out.values()]
    rows += [{e.source for e in edges} for edges in graph.into.values()]
    rows += [set(graph.inside(g.id)) for g in graph.groups]
    ids = {m.id for m in members}
    return {len(ids & row) for row in rows}


def sizes_of(reading: Reading, graph: Graph) -> Sizes:
    """Count what a Reading holds, in every way in which one may fairly count it."""
    named = [n for n in graph.nodes if n.name]
    frames = [g for g in graph.groups if g.name]
    nodes = {len(graph.nodes), len(named), len({n.name for n in named})}
    things = nodes | {
        len(named) + len(frames),
        len(graph.rank),
        len(graph.decisions),
        len(graph.layers()),
    }
    things |= {len(n.rows) for n in graph.nodes}
    things |= _degrees(graph) | {len(graph.inside(g.id)) for g in graph.groups}
    within = Counter(graph.parent.get(g.id, "") for g in frames)
    layers = {len(graph.groups), len(frames), len(graph.roots), *within.values()}
    if len(frames) < 2:
        layers |= {len(graph.layers()), *(len(g.members) for g in graph.groups)}
    edges = {len(reading.edges), len(graph.edges), len(graph.edges) + len(graph.loops)}
    families: dict[str, frozenset[int]] = {}
    for noun, categories in FAMILY_WORDS.items():
        members = [
            n for n in (*named, *frames)
            if n.category in categories or noun in n.label
            or (noun == "数据库" and n.shape == "cylinder")
        ]  # fmt: skip
        counts = {len(members), len({m.name for m in members})} | _subsets(members, graph)
        counts |= {sum(not m.is_group for m in members), sum(noun in m.label for m in members)}
        families[noun] = frozenset(counts)
    if reading.kind == "sequence":
        things |= edges
    if len(frames) > 1:
        things |= layers
    chart: set[int] = set()
    if reading.chart and reading.kind in CHARTS:
        series = reading.chart.series
        chart = {len(series), *(len(s.points) for s in series), sum(len(s.points) for s in series)}
    things |= _widgets(reading) | _cells(reading)
    return Sizes(
        graph,
        frozenset(nodes),
        frozenset({len(graph.nodes), len(named)}),
        frozenset(things),
        frozenset(layers),
        frozenset(edges),
        frozenset(chart),
        families,
    )


def _widgets(reading: Reading) -> set[int]:
    """How many widgets there are: in all, of each role, in each region, header rows aside."""
    widgets = reading.screen.widgets if reading.screen else ()
    roles = Counter(w.role for w in widgets)
    placed = Counter((w.role, w.parent) for w in widgets)
    bodies = Counter((w.role, w.parent) for w in widgets if w.state != "header")
    whole = {len(widgets)} if widgets else set[int]()
    return {*whole, *roles.values(), *placed.values(), *bodies.values()}


def _cells(reading: Reading) -> set[int]:
    """How many rows and columns a table has, and lines a listing."""
    sizes = {len(reading.code.lines)} if reading.code else set[int]()
    if reading.table:
        rows, wide = len(reading.table.rows), len(reading.table.rows[0])
        sizes |= {rows, rows - reading.table.headers, wide, wide - 1}
    return sizes


FAMILY_WORDS: Final[dict[str, frozenset[str]]] = {
    "服务": frozenset({"service"}),
    "微服务": frozenset({"service"}),
    "网关": frozenset({"gateway"}),
    "数据库": frozenset({"sql", "nosql", "graph_db", "vector_db", "timeseries_db", "olap"}),
    "缓存": frozenset({"cache"}),
    "消息队列": frozenset({"mq"}),
    "客户端": frozenset({"client", "frontend", "mobile"}),
    "用户": frozenset({"user"}),
    "存储": frozenset({"sql", "nosql", "cache", "object_storage", "file_storage", "vector_db"}),
    "模型": frozenset({"model"}),
}
