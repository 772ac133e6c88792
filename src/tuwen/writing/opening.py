"""How a text begins: what is shown, of what kind, and where it stands."""

import re
from typing import Final

from tuwen.reading.types import Kind
from tuwen.writing.graph import Graph, Item
from tuwen.writing.patterns import Inference
from tuwen.writing.phrasing import Clause, count, glued, listed, quoted, shown, width
from tuwen.writing.subject import NOUN_END, Subject

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
TAILED: Final = 12  # width of a name beyond which 「的架构」 behind it is a burden
PLACES: Final = re.compile(
    r"集群|VPC|机房|云|区域|可用区|Region|Zone|AZ|数据中心|环境|主机|Cluster", re.I
)


def what(kind: Kind, form: str = "") -> str:
    """「该流程图」 and the like; a flowchart that is told as a structure is just 「该图」."""
    return "该图" if kind == "flowchart" and form not in ("", "flow") else NOUNS[kind][0]


def noun(kind: Kind) -> str:
    """「处理流程」 and the like."""
    return NOUNS[kind][1]


def place(graph: Graph) -> Item | None:
    """The one frame around most of the picture, if it has a name."""
    roots = [r for r in graph.roots if graph.inside(r)]
    frame = graph.items[roots[0]] if len(roots) == 1 else None
    if frame is None or not frame.name or len(graph.nodes) < 3:
        return None
    return frame if len(graph.inside(frame.id)) * 5 >= len(graph.nodes) * 3 else None


def sort_of(graph: Graph, kind: Kind, form: str) -> str:
    """The plain noun for what is shown, by how it is told."""
    if kind not in ("architecture", "flowchart", "other"):
        return noun(kind)
    if form == "flow":
        return "处理流程"
    known = sum(
        1 for i in graph.items.values() if i.firm and i.category not in ("", "flow", "concept")
    )
    if kind == "architecture" and known * 3 >= len(graph.items):
        return "系统架构"
    return {"tree": "层级结构", "frames": "组成结构", "parts": "组成结构"}.get(form, "结构关系")


def opened(
    graph: Graph, kind: Kind, subject: Subject, kinds: Inference | None, form: str = "relations"
) -> Clause:
    """「该图展示了……」: what the picture shows, with the ids it rests on."""
    lead = glued(what(kind, form), "展示了")
    if not subject.name:
        about = thing(graph, kind, kinds, form)
        return Clause(glued(lead, about.text), about.ids)
    known = kinds is not None and form != "flow" and subject.manner == "name"
    held = known and kinds is not None and _says(subject.name, kinds.phrase)
    if known and kinds is not None and not held:
        return Clause(glued(lead, subject.name, "，这是", _one(kinds.phrase)), kinds.ids)
    tail = _tail(subject, kind, form)
    return Clause(subject.after(lead, tail), kinds.ids if held and kinds is not None else ())


def _says(name: str, phrase: str) -> bool:
    """Whether a name says already what a pattern would."""
    words = re.findall(r"[A-Za-z]{3,}", phrase)
    return phrase[:2] in name or any(word.lower() in name.lower() for word in words)


def _tail(subject: Subject, kind: Kind, form: str) -> str:
    """「的架构」, 「的流程」 behind a short bare name of a thing."""
    name = subject.name
    if NOUN_END.search(name) or "的" in name or width(name) > TAILED or "，" in name:
        return ""
    if form == "flow":
        return "的流程"
    return "的架构" if kind == "architecture" and subject.source != "caption" else ""


def thing(graph: Graph, kind: Kind, kinds: Inference | None, form: str = "relations") -> Clause:
    """A noun phrase for a picture that nobody has named."""
    frame = place(graph)
    sort = kinds.phrase if kinds else ""
    if sort and form == "flow":
        tail = "" if sort.endswith(("流水线", "模型")) else "的处理流程"
        sort = glued(re.sub(r"(?:系统|架构|体系|平台)$", "", sort) if tail else sort, tail)
    plain = sort_of(graph, kind, form)
    ids = (*(kinds.ids if kinds else ()), *((frame.id,) if frame else ()))
    if frame is not None and PLACES.search(frame.name) and form != "flow":
        if sort and frame.name in sort:
            return Clause(glued("一套", sort), ids)
        return Clause(glued("一套部署在", shown(frame), "中的", sort or plain), ids)
    if frame is not None:
        return Clause(_of(shown(frame), sort or plain), ids)
    if sort:
        bare = form == "flow" and not sort.endswith("流水线")
        return Clause(sort if bare else _one(sort), ids)
    return _by_shape(graph, kind, form, plain)


def _one(phrase: str) -> str:
    """「一套微服务架构」, 「一个智能体系统」, 「一种卷积神经网络结构」."""
    if phrase.endswith(("结构", "流程", "循环", "事务", "消息模型")):
        return glued("一种", phrase)
    return glued("一个" if phrase.endswith(("系统", "模型", "平台", "集群")) else "一套", phrase)


def _of(name: str, sort: str) -> str:
    if re.search(r"[，；：,;:!]", name) or len(name) > 28:
        return name if name.startswith("「") else quoted(name)
    return name if NOUN_END.search(name) else glued(name, "的", sort)


def _by_shape(graph: Graph, kind: Kind, form: str, plain: str) -> Clause:
    """No name, no pattern: say what it is made of."""
    roots = [graph.items[r] for r in graph.roots if graph.items[r].name]
    loose = [n for n in graph.nodes if n.name and n.id not in graph.parent]
    whole = all(n.category in ("user", "client") for n in loose)
    if 1 < len(roots) <= 5 and form != "frames" and whole:
        names = listed([shown(r) for r in roots])
        part = "阶段" if all(r.name.endswith("阶段") for r in roots) else "部分"
        text = glued("由", names, count(len(roots)), part, "组成的", plain)
        return Clause(text, tuple(r.id for r in roots))
    heads = [h for h in graph.starts if graph.items[h].name]
    tails = _sinks(graph)
    if form == "flow" and len(heads) == 1:
        start = graph.items[heads[0]]
        if start.name.endswith(("流程", "过程")):
            return Clause(start.name, (start.id,))
        if len(tails) == 1 and tails[0] != heads[0]:
            end = graph.items[tails[0]]
            if end.name and end.manner != "end" and start.manner not in ("start", "question"):
                return Clause(
                    glued("从", _as_point(start), "到", _as_point(end), "的", plain),
                    (start.id, end.id),
                )
        if start.manner not in ("start", "question"):
            return Clause(glued("以", _as_point(start), "为起点的", plain), (start.id,))
    hub = _hub(graph)
    if hub is not None and form == "relations":
        return Clause(glued("以", shown(hub), "为中心的", plain), (hub.id,))
    if len(heads) == 1 and form == "relations":
        return Clause(glued("以", shown(graph.items[heads[0]]), "为起点的", plain), (heads[0],))
    return Clause(f"一套{plain}")


def _as_point(item: Item) -> str:
    return quoted(item.name) if item.manner in ("action", "event") else shown(item)


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
