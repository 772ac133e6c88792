"""Readings as Mermaid source: what each kind of picture becomes."""

import pytest

from tuwen.reading.mermaid import to_mermaid
from tuwen.reading.mermaid_text import bare, label
from tuwen.reading.types import (
    Box,
    Chart,
    Edge,
    Group,
    Kind,
    Mark,
    Node,
    Reading,
    Series,
    Shape,
    Style,
)  # fmt: skip


def node(ident: str, name: str, box: Box, shape: Shape = "rect", *rows: str) -> Node:
    return Node(ident, name, shape, box, 0.9, rows)


def edge(ident: str, ends: str, said: str = "", style: Style = "solid", y: int = 0) -> Edge:
    source, target = ends.split(">")
    return Edge(ident, source, target, said, "end", style, 0.9, ((0, y), (90, y)) if y else ())


def reading(kind: Kind, nodes: list[Node], edges: list[Edge], *groups: Group) -> Reading:
    return Reading(400, 400, kind, 0.9, nodes=tuple(nodes), edges=tuple(edges), groups=groups)


GATEWAY = node("n1", "API 网关\n(Nginx)", (0, 0, 80, 40))
ORDERS = node("n2", "订单服务", (0, 100, 80, 140), "rounded")
MYSQL = node("n3", "MySQL", (0, 200, 80, 240), "cylinder")


def test_a_flowchart_keeps_shapes_frames_labels_and_styles() -> None:
    inner = Group("g2", "数据层", ("n3",), (0, 190, 90, 250))
    outer = Group("g1", "K8s 集群", ("n2", "g2"), (0, 90, 100, 260))
    edges = [edge("e1", "n1>n2", "HTTPS"), edge("e2", "n2>n3", "", "dashed")]
    assert to_mermaid(reading("architecture", [GATEWAY, ORDERS, MYSQL], edges, outer, inner)) == (
        "flowchart TD\n"
        '  subgraph g1["K8s 集群"]\n'
        '    n2("订单服务")\n'
        '    subgraph g2["数据层"]\n'
        '      n3[("MySQL")]\n'
        "    end\n"
        "  end\n"
        '  n1["API 网关<br/>(Nginx)"]\n'
        '  n1 -->|"HTTPS"| n2\n'
        "  n2 -.-> n3\n"
    )


@pytest.mark.parametrize(
    ("kind", "heads", "link"),
    [("flowchart", "none", "n1 --- n2"), ("flowchart", "both", "n1 <--> n2"),
     ("class", "none", "n1 -- n2"), ("sequence", "none", "n1->n2: "),
     ("sequence", "both", "n1<<->>n2: "), ("er", "end", 'n1 }o--o{ n2 : ""')],
)  # fmt: skip
def test_heads(kind: Kind, heads: str, link: str) -> None:
    line = Edge("e1", "n1", "n2", "", heads, "solid", 0.9)  # pyright: ignore[reportArgumentType]
    assert f"  {link}\n" in to_mermaid(reading(kind, [GATEWAY, ORDERS], [line]))


@pytest.mark.parametrize(
    ("kind", "source", "target", "style", "link"),
    [("class", "none", "triangle", "solid", "n1 --|> n2"),
     ("class", "none", "triangle", "dashed", "n1 ..|> n2"),
     ("class", "filled_diamond", "arrow", "solid", "n1 *--> n2"),
     ("class", "none", "diamond", "solid", "n1 --o n2"),
     ("class", "none", "arrow", "dashed", "n1 ..> n2"),
     ("er", "one", "zero_or_many", "solid", 'n1 ||--o{ n2 : ""'),
     ("er", "one_or_many", "zero_or_one", "dashed", 'n1 }|..o| n2 : ""')],
)  # fmt: skip
def test_marks(kind: Kind, source: Mark, target: Mark, style: Style, link: str) -> None:
    line = Edge("e1", "n1", "n2", "", "end", style, 0.9, (), source, target)
    assert f"  {link}\n" in to_mermaid(reading(kind, [GATEWAY, ORDERS], [line]))


def test_the_direction_is_the_one_that_most_arrows_point() -> None:
    right = node("n2", "b", (200, 0, 280, 40))
    assert to_mermaid(reading("flowchart", [GATEWAY, right], [edge("e1", "n1>n2")])).startswith(
        "flowchart LR\n"
    )
    assert to_mermaid(reading("flowchart", [GATEWAY, ORDERS], [edge("e1", "n2>n1")])).startswith(
        "flowchart BT\n"
    )


def test_messages_stand_in_their_frames_in_order() -> None:
    user = node("n1", "用户", (0, 0, 40, 40), "actor")
    shop = node("n2", "商城", (60, 0, 120, 40))
    alt = Group("g1", "alt 库存充足", ("n1", "n2", "g2"), (0, 80, 130, 300))
    other = Group("g2", "else 库存不足", ("n1", "n2"), (0, 200, 130, 300))
    edges = [
        edge("e1", "n1>n2", "下单", y=60), edge("e2", "n2>n1", "成功", "dashed", y=120),
        edge("e3", "n2>n1", "失败: 缺货", "dashed", y=250), edge("e4", "n2>n2", "记录", y=350),
    ]  # fmt: skip
    assert to_mermaid(reading("sequence", [user, shop], edges, alt, other)) == (
        "sequenceDiagram\n"
        "  actor n1 as 用户\n"
        "  participant n2 as 商城\n"
        "  n1->>n2: 下单\n"
        "  alt 库存充足\n"
        "    n2-->>n1: 成功\n"
        "  else 库存不足\n"
        "    n2-->>n1: 失败: 缺货\n"
        "  end\n"
        "  n2->>n2: 记录\n"
    )


def test_participants_of_a_box_stand_in_it() -> None:
    nodes = [node(f"n{i}", f"P{i}", (100 * i, 0, 100 * i + 80, 40)) for i in (1, 2, 3)]
    source = to_mermaid(
        reading("sequence", nodes, [], Group("g1", "后端", ("n2", "n3"), (0, 0, 9, 9)))
    )
    box = "  box transparent 后端\n  participant n2 as P2\n  participant n3 as P3\n  end\n"
    assert box in source


def test_classes_have_their_members_and_entities_their_attributes() -> None:
    order = node(
        "n1", "Order", (0, 0, 9, 9), "rect", "«interface»", "+id: Long", "+pay(): bool\n+close()"
    )
    source = to_mermaid(reading("class", [order], []))
    assert '  class n1["Order"]\n  <<interface>> n1\n' in source
    assert "  n1 : +id#58; Long\n" in source
    assert "  n1 : +pay()#58; bool\n  n1 : +close()\n" in source
    table = node("n1", "用户表", (0, 0, 9, 9), "rect", "id bigint PK", "名称 varchar(50)\n@%")
    assert to_mermaid(reading("er", [table], [])) == (
        "erDiagram\n"
        '  n1["用户表"] {\n    id bigint PK\n    名称 varchar(50)\n  }\n'
    )  # fmt: skip


def test_states_start_and_end_at_marks() -> None:
    nodes = [
        node("n1", "", (0, 0, 9, 9), "start"), node("n2", "待支付", (0, 20, 9, 29), "rounded"),
        node("n3", "", (0, 40, 9, 49), "end"),
    ]  # fmt: skip
    edges = [edge("e1", "n1>n2"), edge("e2", "n2>n3", "超时"), edge("e3", "n2>n2", "提醒")]
    inside = Group("g1", "交易", ("n1", "n2"), (0, 0, 30, 30))
    assert to_mermaid(reading("state", nodes, edges, inside)) == (
        "stateDiagram-v2\n"
        '  state "交易" as g1 {\n'
        '    state "待支付" as n2\n'
        "    [*] --> n2\n"
        "  }\n"
        "  n2 --> [*] : 超时\n"
        "  n2 --> n2 : 提醒\n"
    )


def test_a_mind_map_is_a_tree_or_else_a_flowchart() -> None:
    nodes = [node(f"n{i}", name, (0, 0, 9, 9)) for i, name in enumerate("索引分类优化", 1)][:4]
    tree = [edge("e1", "n2>n1"), edge("e2", "n2>n3"), edge("e3", "n3>n4")]
    assert to_mermaid(reading("mindmap", nodes, tree)) == (
        'mindmap\n  n2(("引"))\n    n1["索"]\n    n3["分"]\n      n4["类"]\n'
    )
    assert to_mermaid(reading("mindmap", nodes, [*tree, edge("e4", "n4>n1")])).startswith(
        "flowchart"
    )


def test_charts() -> None:
    pie = Chart("流量", series=(Series("s1", "", (("搜索", 41.5), ("广告", 0), ("直接", 20))),))
    shown = Reading(9, 9, "pie_chart", 0.9, chart=pie)
    assert to_mermaid(shown) == 'pie showData\n  title 流量\n  "搜索" : 41.5\n  "直接" : 20\n'
    bars = Chart("", "月份", "QPS", (
        Series("s1", "读", (("1 月", 1e3), ("2 月", 0.5), ("3 月", float("nan")))),
        Series("s2", "写", (("1 月", -2), ("2 月", 4))),
    ))  # fmt: skip
    assert to_mermaid(Reading(9, 9, "bar_chart", 0.9, chart=bars)) == (
        "xychart-beta\n"
        '  x-axis "月份" ["1 月", "2 月"]\n'
        '  y-axis "QPS"\n'
        '  bar "读" [1000, 0.5]\n'
        '  bar "写" [-2, 4]\n'
    )


def test_nothing_read_is_nothing_written() -> None:
    assert to_mermaid(Reading(9, 9, "photo", 0.9)) == ""
    assert to_mermaid(Reading(9, 9, "line_chart", 0.9, chart=Chart("t"))) == ""


def test_what_mermaid_cannot_draw_is_left_out() -> None:
    frame = Group("g1", "集群", ("n1", "g1", "n77"), (0, 0, 9, 9))
    edges = [edge("e1", "g1>n1"), edge("e2", "n1>n99"), edge("e3", "n1>n2")]
    source = to_mermaid(reading("flowchart", [GATEWAY, ORDERS], edges, frame))
    assert [line for line in source.splitlines() if "-->" in line] == ["  n1 --> n2"]


def test_a_huge_reading_stays_within_what_mermaid_accepts() -> None:
    nodes = [node(f"n{i}", "很长的名字" * 60, (0, i, 9, i)) for i in range(400)]
    edges = [edge(f"e{i}", f"n{i % 400}>n{i * 7 % 400}", "标签" * 90) for i in range(900)]
    source = to_mermaid(reading("flowchart", nodes, edges))
    assert len(source) < 50_000
    assert source.count("-->") < 500


def test_text_is_coded_where_a_parser_would_act_on_it() -> None:
    assert label('say "hi" <b>') == "say #quot;hi#quot; #60;b#62;"
    assert label("订单服务（Order）") == "订单服务（Order）"
    assert label("snake_case _it_") == "snake_case #95;it#95;"
    assert label("1. first\n- second") == "1#46; first<br/>#45; second"
    assert label("style x:#f00;") == "style x#58;#35;f00#59;"
    assert label("x" * 300, limit=5) == "xxxx…"
    assert bare("a: b, c\nd", also=":,") == "a#58; b#44; c d"
