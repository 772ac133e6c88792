"""Names found in texts: spelling forgiven, nothing found inside a longer word."""

import re

import pytest

from tuwen.reading.types import Chart, Edge, Group, Node, Reading, Series, Text
from tuwen.writing.graph import graph_of
from tuwen.writing.mentions import Mention, squeeze, squeeze_with_places, vocabulary

READING = Reading(
    9, 9, "architecture", 0.9,
    nodes=tuple(
        Node(f"n{i}", label, "rect", (0, 0, 9, 9), 0.9)
        for i, label in enumerate(
            re.split("/", "订单服务/API 网关/Redis 集群/Kubernetes/A/是/Pod/Pod/用户服务"), 1
        )
    ),
    edges=(Edge("e1", "n1", "n3", "写缓存", "end", "solid", 0.9),),
    groups=(Group("g1", "业务层", ("n1",), (0, 0, 9, 9)),),
    texts=(Text("t1", "仅供参考", (0, 0, 9, 9), 0.9), Text("t2", "订单服务", (0, 0, 9, 9), 0.9)),
    chart=Chart("", "", "", (Series("s1", "销量", (("一月", 1.0),)),)),
)  # fmt: skip


def found(text: str) -> list[Mention]:
    return vocabulary(READING, graph_of(READING)).find(text)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("订单服务", ("n1",)),
        ("api网关", ("n2",)),
        ("ＡＰＩ 网关", ("n2",)),
        ("网关", ("n2",)),
        ("redis-集群", ("n3",)),
        ("Redis", ("n3",)),
        ("K8s", ("n4",)),
        ("Pod", ("n7", "n8")),
        ("业务层", ("g1",)),
        ("写缓存", ("e1",)),
        ("仅供参考", ("t1",)),
        ("销量", ("s1",)),
        ("一月", ("s1",)),
        ("「是」", ("n6",)),
        ("A", ("n5",)),
    ],
)
def test_forms(text: str, ids: tuple[str, ...]) -> None:
    (mention,) = found(f"这里有{text}，如此而已")
    assert mention.ids == ids
    assert mention.text == text.strip("「」")


@pytest.mark.parametrize(
    "text", ["这是图", "Redisson", "podium", "a b", "服务", "AI", "订单\n服务"]
)
def test_what_is_no_mention(text: str) -> None:
    assert found(text) == []


def test_longest_first_and_places() -> None:
    text = "API 网关调用订单服务"
    assert [(m.start, m.end) for m in found(text)] == [(0, 6), (8, 12)]


def test_shared_endings() -> None:
    assert [m.ids for m in found("订单、用户两个服务")] == [("n1",), ("n9",)]


def test_squeezing_keeps_the_way_back() -> None:
    squeezed, places = squeeze_with_places("Ａ b-c「d」")
    assert (squeezed, places) == ("abcd", [0, 2, 4, 6])
    assert squeeze("ﬀ") == "ff"
