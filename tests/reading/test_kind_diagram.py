"""What the finished nodes and edges say about a diagram's kind."""

from collections.abc import Sequence
from dataclasses import replace

from drawn import Sheet

from tuwen.reading.kind_diagram import evidence, refine_diagram
from tuwen.reading.types import Edge, Group, Heads, Kind, Node, Shape


def nodes_of(*labels: str, shape: Shape = "rect", rows: tuple[str, ...] = ()) -> tuple[Node, ...]:
    return tuple(
        Node(f"n{i}", label, shape, (20, 60 * i, 140, 60 * i + 40), 0.9, rows)
        for i, label in enumerate(labels, 1)
    )


def chain(count: int, heads: Heads = "end", labels: Sequence[str] = ()) -> tuple[Edge, ...]:
    return tuple(
        Edge(
            f"e{i}",
            f"n{i}",
            f"n{i + 1}",
            dict(enumerate(labels, 1)).get(i, ""),
            heads,
            "solid",
            0.9,
        )
        for i in range(1, count)
    )


def kind_of(
    nodes: tuple[Node, ...], edges: tuple[Edge, ...], groups: tuple[Group, ...] = (), *texts: str
) -> Kind:
    sheet = Sheet(600, 500)
    for i, text in enumerate(texts):
        sheet.write(300, 30 + 24 * i, text, 15)
    return refine_diagram(sheet.scene(), nodes, edges, groups)[0]


def test_parts_of_a_system_are_architecture() -> None:
    nodes = nodes_of("API 网关", "订单服务", "Redis 集群", "MySQL 主库")
    group = Group("g1", "Kubernetes 集群", ("n1", "n2"), (0, 0, 200, 200))
    assert kind_of(nodes, chain(4), (group,)) == "architecture"


def test_steps_and_answers_are_a_flowchart() -> None:
    nodes = (*nodes_of("开始", "提交申请", "审核通过？", "发送通知", "结束"),)
    assert kind_of(nodes, chain(5, labels=["", "", "是"])) == "flowchart"


def test_start_and_end_marks_are_a_state_diagram() -> None:
    first = Node("n1", "", "start", (10, 10, 28, 28), 0.9)
    last = Node("n4", "", "end", (10, 200, 28, 218), 0.9)
    boxes = (Node("n2", "Idle", "rounded", (5, 60, 90, 90), 0.9),
             Node("n3", "Busy", "rounded", (5, 120, 90, 150), 0.9))  # fmt: skip
    assert kind_of((first, *boxes, last), chain(4), (), "Idle", "Busy") == "state"


def test_dots_among_servers_are_no_states() -> None:
    first = Node("n1", "", "start", (10, 10, 28, 28), 0.9)
    rest = (Node("n2", "Redis", "rect", (5, 60, 90, 90), 0.9),
            Node("n3", "MySQL", "rect", (5, 120, 90, 150), 0.9))  # fmt: skip
    assert kind_of((first, *rest), chain(3), (), "Redis", "MySQL") == "architecture"


def test_columns_with_types_and_keys_are_er() -> None:
    texts = ("ORDERS", "bigint id PK", "bigint user_id FK", "varchar status")
    nodes = nodes_of("ORDERS", "USERS", rows=("bigint id PK", "varchar name"))
    assert kind_of(nodes, chain(2, "none"), (), *texts) == "er"


def test_entities_with_verbs_between_are_er() -> None:
    nodes = nodes_of("CUSTOMER", "ORDER", "LINE-ITEM")
    assert kind_of(nodes, chain(3, "none", ["places", "contains"])) == "er"


def test_methods_are_a_class_diagram() -> None:
    texts = ("Order", "+pay(): void", "-total: int", "+cancel()")
    nodes = nodes_of("Order", "Item", rows=("+pay(): void",))
    assert kind_of(nodes, chain(2), (), *texts) == "class"


def test_lines_from_one_hub_are_a_mind_map() -> None:
    nodes = nodes_of("Hub", "a", "b", "c", "d", "e", "f")
    edges = tuple(Edge(f"e{i}", "n1", f"n{i}", "", "none", "solid", 0.9) for i in range(2, 8))
    assert kind_of(nodes, edges) == "mindmap"
    doubtful = (replace(edges[0], heads="both"), *edges[1:])
    assert kind_of(nodes, doubtful) == "mindmap"


def test_blocks_in_layers_need_no_arrows() -> None:
    groups = tuple(Group(f"g{i}", f"第 {i} 层", (), (0, 0, 1, 1)) for i in range(3))
    assert kind_of(nodes_of(*"ABCDEFGH"), (), groups) == "architecture"


def test_a_lone_box_is_no_diagram() -> None:
    assert kind_of(nodes_of("x"), ()) == "other"


def test_arrows_between_names_speak_for_a_diagram() -> None:
    nodes = nodes_of("Client", "Server", "Store")
    assert evidence(nodes, chain(3), ()) > evidence(nodes, chain(3, "none"), ()) > 0
    assert evidence(nodes, (), ()) < -1


def test_layers_without_lines_are_an_architecture() -> None:
    nodes = nodes_of("TiDB 节点", "TiKV 节点", "PD 节点", "HAProxy")
    assert evidence(nodes, (), ()) > 0
    assert kind_of(nodes, ()) == "architecture"


def test_many_nameless_shapes_speak_against_a_diagram() -> None:
    assert evidence(nodes_of(*("",) * 60), chain(60), ()) < -2


def test_rows_of_circles_are_a_network() -> None:
    edges = tuple(
        Edge(f"e{i}{k}", f"n{i}", f"n{k}", "", "end", "solid", 0.9)
        for i in range(1, 5)
        for k in range(5, 10)
    )
    assert kind_of(nodes_of(*"xyzabcuvw", shape="circle"), edges) == "architecture"


def test_a_tree_of_modules_is_no_mind_map() -> None:
    names = ("App.js", "Router.js", "Store.js", "Client.js", "Cache.js", "View.js", "Model.js")
    edges = tuple(Edge(f"e{i}", "n1", f"n{i}", "", "none", "solid", 0.9) for i in range(2, 8))
    assert kind_of(nodes_of(*names), edges) == "architecture"


def test_frames_that_are_stages_are_a_flowchart() -> None:
    nodes = nodes_of("旧索引", "新索引", "别名", "数据")
    stages = tuple(
        Group(f"g{i}", name, (f"n{i}",), (0, 0, 1, 1))
        for i, name in enumerate(("重建阶段", "切换阶段"), 1)
    )
    assert kind_of(nodes, chain(4), stages) == "flowchart"


def test_a_drawing_without_words_is_no_diagram() -> None:
    assert evidence(nodes_of("?", ""), chain(2), ()) < -1


def test_shapes_without_names_are_the_parts_of_a_drawing() -> None:
    nodes = nodes_of("", "", "", "", "Softmax", "输出")
    assert kind_of(nodes, chain(6)) == "architecture"


def test_shapes_that_hardly_a_line_touches_are_no_flowchart() -> None:
    nodes = nodes_of(*(f"span {i}" for i in range(20)))
    assert kind_of(nodes, chain(6)) == "other"
    assert kind_of(nodes, chain(20)) == "flowchart"


def test_things_inside_others_need_no_lines() -> None:
    nodes = nodes_of("A", "B", "C", "D")
    frames = tuple(Group(f"g{i}", "", (f"n{i}",), (0, 0, 200, 90 * i)) for i in (1, 2))
    assert kind_of(nodes, (), frames) == "architecture"
    assert kind_of(nodes, (), frames[:1]) == "other"
    assert evidence(nodes, (), frames) > 0 > evidence(nodes, (), frames[:1])
