"""How many of what a picture has, in every way in which one may fairly count it.

By the noun that is counted: nodes, frames, lines, messages, things of one name or one kind, series
and points, rows and columns. Knows no sentences.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tuwen.checking.lists import han_number
from tuwen.reading.types import CHARTS, Reading
from tuwen.writing.graph import Graph, Item
from tuwen.writing.lexicon import lexicon

EDGES: Final = re.compile(r"(?:条)?(?:连线|箭头|连接|关系|依赖|调用|消息|交互|边|流转|转换|转移)")
FRAMES: Final = re.compile(r"分组|子系统|区域|子图|集群|泳道|分区|大?部?分|阶段|层|模式|板块|域")
NODES: Final = re.compile(
    r"节点|组件|元素|方框|人(?!工)|参与者|参与方|角色|状态|实体|类|表|接口|终态|概念|主题"
)
THINGS: Final = re.compile(
    r"模块|部分|要素|步骤|步|环节|阶段|对象|判断|分支|路径|出口|条件|情况|结果|目标|来源|方向|项"
    r"|处理|主要|核心|关键|方面|属性|方法|字段|检索|任务"
)
VALUED: Final = re.compile(  # what a chart shows several of
    r"系列|序列|曲线|折线|柱|扇区|类|分类|项|数据|月|年|部?分|点|级|品类|商品|产品|来源|渠道|国家"
    r"|地区|城市|产地|指标|品牌|队|组"
)
MANY: Final = 40  # of a chart above this: a value, not how many there are


@dataclass(frozen=True)
class Sizes:
    """Every count that a Reading bears out, by what is counted."""

    graph: Graph
    nodes: frozenset[int]
    boxes: frozenset[int]  # the same, each drawn one for itself
    named: frozenset[int]  # those that bear a name
    things: frozenset[int]
    frames: frozenset[int]
    edges: frozenset[int]
    chart: frozenset[int]
    groups: frozenset[int]  # members of each of several frames
    families: dict[str, frozenset[int]]  # a noun -> how many things of the picture it names
    texts: tuple[str, ...] = ()  # all that is printed
    labels: tuple[str, ...] = ()  # of the lines

    @property
    def any(self) -> frozenset[int]:
        return self.nodes | self.things | self.frames | self.edges | self.chart

    def among(self, ids: Iterable[str]) -> frozenset[int]:
        """How many of some things there are: in all, behind one thing, or in one frame."""
        members = [self.graph.items[i] for i in ids if i in self.graph.items]
        return frozenset({len(members), *_subsets(members, self.graph)})

    def at(self, item: str, *, lines: bool) -> frozenset[int]:
        """How many a thing goes on to or has inside; of its lines also those that come in."""
        graph = self.graph
        out, into = len(graph.out[item]), len(graph.into[item])
        inside = {len(graph.inside(item)), len(graph.items[item].members)}
        rows = len(graph.items[item].rows)
        coming = {into, out + into} if lines or not out else set[int]()
        return frozenset({out, rows, *coming, *inside} - {0})

    def printed(self, measure: str, noun: str) -> frozenset[int]:
        """How many the picture itself says there are: 「8种基本数据类型」."""
        lines = [line for line in self.texts if noun[:3] in line and measure in line]
        if len(noun) < 2 or not lines:
            return frozenset()
        said = rf"([\d一二三四五六七八九十两]+)\s*{re.escape(measure)}\s*{re.escape(noun[:3])}"
        return frozenset(han_number(m) for line in lines for m in re.findall(said, line))

    def alike(self, noun: str) -> frozenset[int]:
        """How many things, or things of one frame, bear a noun in their names."""
        for length in range(min(len(noun), 6), 1, -1):
            word = noun[:length]
            if NODES.fullmatch(word) or THINGS.fullmatch(word) or EDGES.fullmatch(word):
                return frozenset()
            if counts := self._bearing(_forms(word)):
                return counts
        return frozenset()

    def _bearing(self, forms: tuple[str, ...]) -> frozenset[int]:
        """How many things bear one of some words in their names."""
        named = [i for i in self.graph.items.values() if any(f in i.name.casefold() for f in forms)]
        if len(named) < 2:
            return frozenset()
        within = Counter(self.graph.parent.get(i.id, "") for i in named)
        shapes = {len([i for i in named if i.is_group]), len(named)}
        return frozenset(
            {*shapes, *within.values(), len({i.name for i in named}), *_subsets(named, self.graph)}
        )

    def of(self, noun: str, measure: str, phrase: str = "") -> frozenset[int] | None:
        """The sizes that a noun may stand for, or None where the noun says nothing known.

        `phrase` is all that follows the count, where a Latin word may stand in the noun's place.
        """
        if measure == "次":
            many = sum(noun[:2] in label for label in self.labels) if len(noun) > 1 else 0
            return frozenset({many}) if many else None
        named = next((c for family, c in self.families.items() if noun.startswith(family)), None)
        if named := named or self.alike(noun):
            return named
        latin = re.match(r"[\u3400-\u9fff]{0,4}\s?([A-Za-z]{3,})", phrase)
        if latin and (alike := self._bearing((latin[1].casefold(),))):
            return alike
        if FRAMES.match(noun) and len([g for g in self.graph.groups if g.name]) > 1:
            return self.frames
        if not noun and measure in "人方句轮":
            return self.nodes if measure in "人方" else self.edges
        return self._of_sort(noun, measure)

    def _of_sort(self, noun: str, measure: str) -> frozenset[int] | None:
        """By what sort of thing a noun stands for: nodes, lines, frames, series."""
        if re.match("节点|方框", noun):
            return self.boxes
        if noun.startswith("状态"):
            return self.named | self.frames
        found: frozenset[int] | None = None
        for pattern, sizes in (
            (EDGES, self.edges), (FRAMES, self.frames), (NODES, self.nodes), (THINGS, self.things),
        ):  # fmt: skip
            if pattern.match(noun) or (measure in "层步" and pattern.match(measure)):
                found = (found or frozenset()) | sizes
        if self.chart and (measure in "种款类块根层条" or VALUED.match(noun or measure)):
            found = (found or frozenset()) | self.chart
        return found


def _forms(word: str) -> tuple[str, ...]:
    """A noun and, where the lexicon knows it, its other names: 消费者, consumer."""
    term = lexicon().find(word)
    if term is None or word not in (term.name, term.zh, *term.aliases):
        return (word.casefold(),)
    forms = {word, term.name, term.zh, *term.aliases}
    return tuple(form.casefold() for form in forms if len(form) > 1)


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
        frozenset({len(named), len({n.name for n in named})}),
        frozenset(things),
        frozenset(layers),
        frozenset(edges),
        frozenset(chart),
        frozenset(len(g.members) for g in frames) if len(frames) > 1 else frozenset(),
        families,
        (*(t.text for t in reading.texts), reading.title),
        tuple(e.label for e in reading.edges),
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
