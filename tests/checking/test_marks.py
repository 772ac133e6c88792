"""Kinds of relations and numbers in a text, held against the marks that were read."""

import pytest

from tuwen.checking import check
from tuwen.reading.types import Edge, Kind, Mark, Node, Reading, Style


def reading(kind: Kind, source: Mark, target: Mark, style: Style = "solid") -> Reading:
    heads = "end" if target in ("arrow", "triangle", "diamond", "filled_diamond") else "none"
    nodes = tuple(
        Node(f"n{i}", label, "rect", (0, 90 * i, 50, 90 * i + 40), 0.9)
        for i, label in enumerate(("Invoice", "Payment"), 1)
    )
    edge = Edge("e1", "n1", "n2", "", heads, style, 0.9, (), source, target)
    return Reading(200, 300, kind, 0.9, nodes=nodes, edges=(edge,))


def verdicts(text: str, picture: Reading) -> set[str]:
    return {c.verdict for c in check(text, picture).claims if c.kind == "relation"}


@pytest.mark.parametrize(
    ("mark", "style", "text", "verdict"),
    [
        ("triangle", "solid", "Invoice 继承自 Payment。", "supported"),
        ("triangle", "solid", "Invoice 实现了 Payment。", "unsupported"),
        ("triangle", "dashed", "Invoice 实现了 Payment。", "supported"),
        ("filled_diamond", "solid", "Payment 由 Invoice 组成。", "supported"),
        ("filled_diamond", "solid", "Invoice 继承 Payment。", "unsupported"),
        ("arrow", "solid", "Invoice 继承自 Payment。", "unsupported"),
        ("none", "solid", "Invoice 继承自 Payment。", "supported"),
    ],
)
def test_the_kind_of_a_class_relation(mark: Mark, style: Style, text: str, verdict: str) -> None:
    assert verdicts(text, reading("class", "none", mark, style)) == {verdict}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("一个 Invoice 可对应多个 Payment。", "supported"),
        ("一个 Payment 对应多个 Invoice。", "unsupported"),
        ("Invoice 与 Payment 为一对多关系。", "supported"),
        ("Payment 与 Invoice 为多对一关系。", "supported"),
        ("Invoice 与 Payment 为多对多关系。", "unsupported"),
        ("Invoice 与 Payment 一一对应。", "unsupported"),
        ("一个 Payment 至多对应一个 Invoice。", "supported"),
    ],
)
def test_how_many_belong_together(text: str, verdict: str) -> None:
    assert verdicts(text, reading("er", "one", "zero_or_many")) == {verdict}
