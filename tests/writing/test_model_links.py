"""What is said of classes and entities, by the marks that were read at the ends of lines."""

from dataclasses import replace

import pytest
from figures import drawn

from tuwen.reading.types import Edge, Kind, Mark, Style
from tuwen.writing.graph import graph_of
from tuwen.writing.model_links import links, short

CLASSES = {"a": "Duck", "b": "Animal", "c": "Fish"}
TABLES = {"a": "CUSTOMER", "b": "ORDER", "c": "ADDRESS"}


def told(kind: Kind, *lines: tuple[str, Mark, Mark], style: Style = "solid") -> str:
    """The relations of a model whose lines are given as 「a>b:label」 with both marks."""
    reading = drawn(
        kind, TABLES if kind == "er" else CLASSES, "; ".join(arrow for arrow, _, _ in lines)
    )
    edges = tuple(
        replace(edge, source_mark=source, target_mark=target, style=style)
        for edge, (_, source, target) in zip(reading.edges, lines, strict=True)
    )
    return "；".join(c.text for c in links(graph_of(replace(reading, edges=edges))))


@pytest.mark.parametrize(
    ("mark", "style", "said"),
    [
        ("triangle", "solid", "Duck 继承自 Animal"),
        ("triangle", "dashed", "Duck 实现了 Animal"),
        ("filled_diamond", "solid", "Animal 由 Duck 组成"),
        ("diamond", "solid", "Animal 聚合了 Duck"),
        ("arrow", "solid", "Duck 关联到 Animal"),
        ("arrow", "dashed", "Duck 依赖 Animal"),
    ],
)
def test_a_class_relation_is_named_by_its_mark(mark: Mark, style: Style, said: str) -> None:
    assert told("class", ("a>b", "none", mark), style=style) == said


def test_without_a_mark_no_kind_of_relation_is_claimed() -> None:
    assert told("class", ("a>b", "none", "none")) == "Duck 指向 Animal"
    assert told("class", ("a-b", "none", "none")) == "Duck 与 Animal 相连"


def test_relations_of_one_kind_are_gathered() -> None:
    several = told("class", ("a>b", "none", "triangle"), ("c>b", "none", "triangle"))
    assert several == "Duck 和 Fish 均继承自 Animal"


def test_labels_that_repeat_the_mark_are_left_out() -> None:
    assert told("class", ("a>b:Composition", "none", "filled_diamond")) == "Animal 由 Duck 组成"
    assert told("class", ("a>b:feeds", "none", "arrow")) == "Duck 关联到 Animal，关系为「feeds」"


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("one", "zero_or_many", "一个 CUSTOMER 可对应多个 ORDER"),
        ("one", "one_or_many", "一个 CUSTOMER 对应一个或多个 ORDER"),
        ("zero_or_many", "one", "一个 ORDER 可对应多个 CUSTOMER"),
        ("one", "one", "CUSTOMER 与 ORDER 一一对应"),
        ("one", "zero_or_one", "一个 CUSTOMER 至多对应一个 ORDER"),
        ("zero_or_many", "one_or_many", "CUSTOMER 与 ORDER 为多对多关系"),
        ("none", "many", "一个 CUSTOMER 对应多个 ORDER"),
    ],
)
def test_how_many_entities_belong_together(source: Mark, target: Mark, said: str) -> None:
    assert told("er", ("a-b", source, target)) == said


def test_a_label_of_an_entity_relation_is_kept() -> None:
    lines: list[tuple[str, Mark, Mark]] = [
        ("a-b:下单", "one", "zero_or_many"), ("a-c:居住", "one", "zero_or_many"),
    ]  # fmt: skip
    assert told("er", *lines) == "一个 CUSTOMER 可对应多个 ORDER（下单）和多个 ADDRESS（居住）"
    assert told("er", ("a-b:contains", "one", "one_or_many")) == (
        "一个 CUSTOMER 包含一个或多个 ORDER"
    )


@pytest.mark.parametrize(
    ("source", "target", "word"),
    [("one", "many", "一对多"), ("none", "triangle", "继承"), ("none", "arrow", "")],
)
def test_the_mark_in_a_word(source: Mark, target: Mark, word: str) -> None:
    assert short(Edge("e1", "a", "b", "", "end", "solid", 0.9, (), source, target)) == word


def test_marks_that_were_hardly_made_out_are_not_told() -> None:
    reading = drawn("class", {"a": "Duck", "b": "Animal"}, "a>b", confidence=0.6)
    edge = replace(reading.edges[0], target_mark="triangle")
    assert links(graph_of(replace(reading, edges=(edge,))))[0].text == "Duck 与 Animal 相连"
