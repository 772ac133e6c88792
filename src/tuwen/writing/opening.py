"""How a text begins: what is shown, of what kind, and where it stands."""

import re
from typing import Final

from tuwen.reading.types import Kind
from tuwen.writing.extract import Subject
from tuwen.writing.graph import Graph, Item
from tuwen.writing.patterns import Inference
from tuwen.writing.phrasing import Clause, count, glued, listed, quoted, shown

NOUNS: Final[dict[Kind, tuple[str, str]]] = {
    "architecture": ("该图", "系统架构"),
    "flowchart": ("该流程图", "处理流程"),
    "sequence": ("该时序图", "交互过程"),
    "class": ("该类图", "类结构"),
    "er": ("该实体关系图", "数据模型"),
    "state": ("该状态图", "状态流转"),
    "mindmap": ("该思维导图", "知识结构"),
    "line_chart": ("该折线图", "变化趋势"),
    "bar_chart": ("该柱状图", "数据对比"),
    "pie_chart": ("该饼图", "占比分布"),
    "scatter_chart": ("该散点图", "数据分布"),
    "other_chart": ("该图表", "数据"),
    "ui_screenshot": ("该截图", "界面"),
    "code": ("该截图", "代码"),
    "terminal": ("该截图", "终端输出"),
    "table": ("该表格", "数据"),
    "photo": ("该图片", "画面"),
    "decorative": ("该图", "装饰"),
    "other": ("该图", "内容"),
}
SORTED: Final = re.compile(
    r"架构|流程|过程|结构|模型|关系|机制|原理|体系|系统|方案|拓扑|时序|流水线|概念|示例|对比|分布|趋势|生命周期"
    r"|[Aa]rchitecture|[Ff]low|[Mm]odel|[Dd]iagram|[Pp]ipeline|变化|占比|形式|例子|概览|列表|页面|界面"
)
PLACES: Final = re.compile(
    r"集群|VPC|机房|云|区域|可用区|Region|Zone|AZ|数据中心|环境|主机|Cluster", re.I
)


def what(kind: Kind) -> str:
    """「该流程图」 and the like."""
    return NOUNS[kind][0]


def noun(kind: Kind) -> str:
    """「处理流程」 and the like."""
    return NOUNS[kind][1]


def place(graph: Graph) -> Item | None:
    """The frame around most of the picture, if it names a place."""
    for root in graph.roots:
        inside = graph.inside(root)
        frame = graph.items[root]
        if frame.name and len(inside) * 2 > len(graph.nodes) and len(graph.nodes) > 2:
            return frame
    return None


def thing(graph: Graph, kind: Kind, subject: Subject, kinds: Inference | None) -> Clause:
    """A noun phrase for what the picture shows, with the ids it rests on."""
    frame = place(graph)
    sort = kinds.phrase if kinds else ""
    ids = (*(kinds.ids if kinds else ()), *((frame.id,) if frame else ()))
    if subject.name:
        name = subject.name
        if SORTED.search(name[-6:]) or (sort and sort in name):
            return Clause(name, ids)
        return Clause(glued(name, "的", sort or noun(kind)), ids)
    if frame is not None and PLACES.search(frame.name):
        if sort and frame.name in sort:
            return Clause(glued("一套", sort), ids)
        return Clause(glued("一套部署在", frame.name, "中的", sort or noun(kind)), ids)
    if frame is not None:
        return Clause(_of(frame, sort or noun(kind)), ids)
    if sort:
        return Clause(
            glued("一个" if sort.endswith(("系统", "模型", "平台")) else "一套", sort), ids
        )
    return _by_shape(graph, kind)


def _of(frame: Item, sort: str) -> str:
    name = shown(frame)
    if SORTED.search(frame.name[-4:]):
        return name
    return glued(name, "的", sort)


def _by_shape(graph: Graph, kind: Kind) -> Clause:
    """No name, no pattern: say what it is made of."""
    roots = [graph.items[r] for r in graph.roots if graph.items[r].name]
    if len(roots) > 1:
        names = listed([shown(r) for r in roots[:5]])
        parts = f"{count(len(roots))}部分" if len(roots) <= 5 else f"等 {len(roots)} 个部分"
        return Clause(glued("由", names, parts, "组成的", noun(kind)), tuple(r.id for r in roots))
    heads, tails = graph.entries, _sinks(graph)
    if kind in ("flowchart", "architecture") and len(heads) == 1 and len(tails) == 1:
        start, end = graph.items[heads[0]], graph.items[tails[0]]
        if start.name and end.name and start.manner != "start" and end.manner != "end":
            text = glued(
                "从",
                shown(start),
                "到",
                shown(end),
                "的",
                "完整过程" if kind == "flowchart" else noun(kind),
            )
            return Clause(text, (start.id, end.id))
    hub = _hub(graph)
    if hub is not None and kind == "architecture":
        return Clause(glued("一套以", shown(hub), "为中心的", noun(kind)), (hub.id,))
    if (
        kind == "flowchart"
        and len(heads) == 1
        and graph.items[heads[0]].manner not in ("start", "question")
    ):
        start = graph.items[heads[0]]
        if start.name:
            name = quoted(start.name) if start.manner in ("action", "event") else shown(start)
            return Clause(glued("由", name, "开始的一套", noun(kind)), (start.id,))
    return Clause(f"一套{noun(kind)}")


def _sinks(graph: Graph) -> list[str]:
    return [i for i in graph.rank if not any(e.id not in graph.back for e in graph.out[i])]


def _hub(graph: Graph) -> Item | None:
    degree = {i: len(graph.out[i]) + len(graph.into[i]) for i in graph.rank}
    best = max(degree, key=lambda i: degree[i], default="")
    if (
        best
        and degree[best] >= 4
        and degree[best] * 2 >= len(graph.edges)
        and graph.items[best].name
    ):
        return graph.items[best]
    return None
