"""Counts of what a picture has, by noun, by subject, by numbering and by what is printed."""

import pytest
from drawn_text import picture

from tuwen.checking import check
from tuwen.reading.types import Reading, Text

QUEUE = picture(
    """
    Producer -> Broker
    Broker -> Consumer-1
    Broker -> Consumer-2
    Broker -> Consumer-3
    """,
    "architecture",
)
STATES = picture("开始 -> 待支付\n待支付 -> 已支付\n已支付 -> 已完成", "state")


@pytest.mark.parametrize(
    ("reading", "text", "true"),
    [
        (QUEUE, "Broker 下有三个消费者。", True),
        (QUEUE, "Broker 下有五个消费者。", False),
        (QUEUE, "这里有三个 Consumer 实例。", True),
        (QUEUE, "这里有四个 Consumer 实例。", False),
        (QUEUE, "Broker 分三路，把消息送出去。", True),
        (QUEUE, "Broker 分四路，把消息送出去。", False),
        (QUEUE, "消息走两路：一路给 Consumer-1，另一路给 Consumer-2。", True),
        (QUEUE, "消息走三路：一路给 Consumer-1，另一路给 Consumer-2。", False),
        (QUEUE, "分三级处理：第一级是 Producer，第二级是 Broker，第三级是消费端。", True),
        (QUEUE, "分五级处理：第一级是 Producer，第二级是 Broker，第三级是消费端。", False),
        (STATES, "一共四个状态。", True),
        (STATES, "一共七个状态。", False),
    ],
)
def test_counts(reading: Reading, text: str, true: bool) -> None:
    assert ([c for c in check(text, reading).unsupported if c.kind == "count"] == []) == true


def test_a_count_that_is_printed() -> None:
    printed = Text("t9", "Java 8种基本数据类型", (0, 0, 9, 9), 1.0)
    reading = Reading(9, 9, "flowchart", 1.0, "", (printed,), QUEUE.nodes, QUEUE.edges)
    assert check("共有 8 种基本数据类型。", reading).unsupported == ()
    assert [c.text for c in check("共有 6 种基本数据类型。", reading).unsupported] == ["6 种"]
