"""What the article says against the arrows of the picture is reported; nothing else is."""

import pytest

from tuwen.article import Article
from tuwen.checking.conflicts import conflicts
from tuwen.reading.types import Edge, Node, Reading


def picture(confidence: float = 0.9) -> Reading:
    labels = {"a": "订单服务", "b": "支付服务", "c": "MySQL 主库", "d": "MySQL 从库"}
    nodes = tuple(
        Node(i, label, "rect", (0, 50 * n, 100, 50 * n + 40), 0.95)
        for n, (i, label) in enumerate(labels.items())
    )
    edges = tuple(
        Edge(f"e{n}", *ends, "", "end", "solid", confidence)
        for n, ends in enumerate((("a", "b"), ("a", "c"), ("c", "d")))
    )
    return Reading(400, 300, "architecture", 0.9, nodes=nodes, edges=edges)


def test_an_arrow_the_other_way_round_is_reported() -> None:
    told = conflicts(picture(), Article(before="支付服务调用订单服务，完成扣款。"))
    assert told == (
        "正文说「支付服务调用订单服务，完成扣款」，而图中箭头由订单服务指向支付服务，请核对。",
    )


@pytest.mark.parametrize(
    "text",
    [
        "订单服务调用支付服务，完成扣款。",
        "MySQL 主库同步到 MySQL 从库。",
        "MySQL 从库从 MySQL 主库读取日志。",  # data may be fetched against the arrow
        "支付服务依赖订单服务。",
        "支付服务和库存服务由另一个团队维护。",
        "",
    ],
)
def test_what_the_picture_bears_out_or_cannot_know_is_no_conflict(text: str) -> None:
    assert conflicts(picture(), Article(before=text)) == ()


def test_a_doubtful_line_contradicts_nobody() -> None:
    assert conflicts(picture(0.6), Article(before="支付服务调用订单服务。")) == ()
