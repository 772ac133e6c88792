"""Readings made by hand for the writer's tests, in a few words each."""

from dataclasses import replace

from tuwen.reading.types import (
    Chart,
    Code,
    CodeLine,
    Edge,
    Group,
    Heads,
    Kind,
    Node,
    Reading,
    Series,
    Shape,
    Style,
    Table,
    Text,
)  # fmt: skip

BOX = (0, 0, 10, 10)


def drawn(
    kind: Kind,
    labels: dict[str, str],
    arrows: str,
    *,
    groups: dict[str, tuple[str, str]] | None = None,
    shapes: dict[str, Shape] | None = None,
    title: str = "",
    confidence: float = 0.9,
) -> Reading:
    """A diagram: labels by id, arrows as 「a>b:label; b-c; c~d」 (~ is dashed), frames by id."""
    forms = shapes or {}
    told = [a.strip() for a in arrows.split(";") if a.strip()]
    nodes = tuple(
        Node(i, label, forms.get(i, "rect"), (0, n * 50, 100, n * 50 + 40), 0.95)
        for n, (i, label) in enumerate(labels.items())
    )
    frames = tuple(
        Group(i, label, tuple(members.split()), (0, n * 100, 900, n * 100 + 90))
        for n, (i, (label, members)) in enumerate((groups or {}).items())
    )
    return Reading(
        1000, 800, kind, 0.9, title=title, nodes=nodes, groups=frames,
        edges=tuple(_edge(n, a, confidence) for n, a in enumerate(told, 1)),
    )  # fmt: skip


def _edge(number: int, arrow: str, confidence: float) -> Edge:
    ends, _, label = arrow.partition(":")
    mark = next(m for m in (">", "~", "-") if m in ends)
    source, target = ends.split(mark)
    heads: Heads = "none" if mark == "-" else "end"
    style: Style = "dashed" if mark == "~" else "solid"
    return Edge(f"e{number}", source, target, label, heads, style, confidence)


def charted(kind: Kind, title: str, y: str, **series: dict[str, float]) -> Reading:
    """A chart: series by name."""
    rows = tuple(
        Series(f"s{n}", name, tuple(points.items()))
        for n, (name, points) in enumerate(series.items(), 1)
    )
    return Reading(800, 600, kind, 0.9, chart=Chart(title, "", y, rows))


def lettered(kind: Kind, *lines: str) -> Reading:
    """A picture of which only lines of text are known."""
    texts = tuple(
        Text(f"t{n}", line, (10, n * 30, 400, n * 30 + 20), 0.95) for n, line in enumerate(lines, 1)
    )
    return Reading(800, 600, kind, 0.9, texts=texts)


def coded(kind: Kind, *lines: str | CodeLine, language: str = "") -> Reading:
    """A picture of code or of a terminal; plain words are lines of code."""
    said = tuple(
        replace(line, box=(10, n * 30, 400, n * 30 + 20))
        if isinstance(line, CodeLine)
        else CodeLine(line, "code", (10, n * 30, 400, n * 30 + 20), 0.95)
        for n, line in enumerate(lines, 1)
    )
    texts = tuple(
        Text(f"t{n}", f"{line.prompt} {line.text}".strip(), line.box, 0.95)
        for n, line in enumerate(said, 1)
    )
    code = Code(language, said, (10, 30, 400, 30 * len(said) + 20))
    return Reading(800, 600, kind, 0.9, texts=texts, code=code)


def tabled(*rows: str, headers: int = 1) -> Reading:
    """A table: one row a line, cells apart by bars."""
    cells = tuple(tuple(cell.strip() for cell in row.split("|")) for row in rows)
    texts = tuple(
        Text(f"t{len(cells[0]) * i + j}", cell, (100 * j, 30 * i, 100 * j + 80, 30 * i + 20), 0.95)
        for i, row in enumerate(cells) for j, cell in enumerate(row) if cell
    )  # fmt: skip
    table = Table(cells, (0, 0, 100 * len(cells[0]), 30 * len(cells)), headers)
    return Reading(800, 600, "table", 0.9, texts=texts, table=table)


def microservices() -> Reading:
    """The yardstick: gateway, three services, stores, queue, registry, in a cluster."""
    return drawn(
        "architecture",
        {
            "n1": "用户", "n2": "Ingress 网关",
            "n3": "订单服务", "n4": "支付服务", "n5": "用户服务",
            "n6": "Nacos\n注册中心", "n7": "Sentinel", "n8": "Redis 集群", "n9": "RocketMQ",
            "n10": "主库", "n11": "从库",
        },
        "n1>n2:HTTPS; n2>n3:路由; n2>n4; n2>n5; n3>g2:读写; n5>g2:读写; n3>n8:缓存;"
        "n4>n9:异步消息; n10~n11:主从复制; n3~n6:注册; n4~n6; n5~n6",
        groups={
            "g1": ("Kubernetes 集群", "n2 n3 n4 n5 n6 n7 n8 n9 g2"),
            "g2": ("MySQL 主从", "n10 n11"),
        },
        shapes={"n1": "actor", "n8": "cylinder", "n10": "cylinder", "n11": "cylinder"},
    )  # fmt: skip


def checkout() -> Reading:
    """A flowchart with two questions and a way back."""
    return drawn(
        "flowchart",
        {
            "a": "开始", "b": "提交订单", "c": "库存是否充足？", "d": "扣减库存", "e": "提示缺货",
            "f": "支付成功？", "g": "生成物流单", "h": "结束",
        },
        "a>b; b>c; c>d:是; c>e:否; e>h; d>f; f>g:是; f>b:否; g>h",
        shapes={"a": "stadium", "c": "diamond", "f": "diamond", "h": "stadium"},
    )  # fmt: skip
