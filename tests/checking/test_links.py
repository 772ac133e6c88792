"""What counts as joined: by an edge, over a frame, over a nameless junction, by a path."""

import pytest

from tuwen.checking.links import links_of
from tuwen.reading.types import Edge, Group, Heads, Node, Reading
from tuwen.writing.graph import graph_of


def edge(ident: str, source: str, target: str, heads: Heads = "end") -> Edge:
    return Edge(ident, source, target, "", heads, "solid", 0.9)


READING = Reading(
    9, 9, "flowchart", 0.9,
    nodes=tuple(
        Node(f"n{i}", label, "rect", (0, 0, 9, 9), 0.9)
        for i, label in enumerate(("甲", "乙", "丙", "", "丁", "戊"), 1)
    ),
    edges=(
        edge("e1", "n1", "g1"), edge("e2", "n3", "n4"), edge("e3", "n4", "n5"),
        edge("e4", "n5", "n6", "none"),
    ),
    groups=(Group("g1", "组", ("n2", "n3"), (0, 0, 9, 9)),),
)  # fmt: skip
LINKS = links_of(READING, graph_of(READING))


@pytest.mark.parametrize(
    ("source", "target", "edges"),
    [
        ("n1", "g1", ("e1",)),
        ("n1", "n2", ("e1",)),  # an edge at a frame counts for what is inside
        ("g1", "n1", ()),
        ("n3", "n5", ("e2", "e3")),  # over the nameless junction
        ("g1", "n5", ("e2", "e3")),
        ("n5", "n3", ()),
        ("n5", "n6", ("e4",)),  # without direction: both ways
        ("n6", "n5", ("e4",)),
        ("n1", "n5", ()),
    ],
)
def test_direct(source: str, target: str, edges: tuple[str, ...]) -> None:
    assert LINKS.direct(source, target) == edges


def test_path_and_frame() -> None:
    assert LINKS.path("n1", "n6") == ("e1", "e2", "e3", "e4")
    assert LINKS.path("n6", "n1") == ()
    assert LINKS.holds("g1", "n2")
    assert not LINKS.holds("n2", "g1")
