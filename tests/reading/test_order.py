"""Groups are read one after the other, flows along their arrows, grids row by row."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.reading.diagram import Diagram
from tuwen.reading.line import Line
from tuwen.reading.order import in_reading_order, reading_order, sorted_blocks
from tuwen.reading.types import Edge, Group, Node


def node(name: str, x: int, y: int) -> Node:
    return Node(name, name, "rect", (x, y, x + 100, y + 40), 0.9)


def edges(*ways: str) -> tuple[Edge, ...]:
    return tuple(
        Edge(f"e{i}", way[0], way[1], "", "end", "solid", 0.9) for i, way in enumerate(ways)
    )


def order(nodes: Sequence[Node], ways: Sequence[Edge] = (), groups: Sequence[Group] = ()) -> str:
    return "".join(reading_order(nodes, ways, groups))


GRID = (node("a", 0, 0), node("x", 300, 0), node("b", 0, 100), node("y", 300, 100),
        node("c", 0, 200), node("z", 300, 200))  # fmt: skip


def test_a_grid_is_read_row_by_row() -> None:
    assert order(GRID) == "axbycz"


def test_columns_that_flow_down_are_not_interleaved() -> None:
    assert order(GRID, edges("ab", "bc", "xy", "yz")) == "abcxyz"


def test_rows_that_flow_to_the_right_stay_rows() -> None:
    assert order(GRID, edges("ax", "by", "cz")) == "axbycz"


def test_what_forks_comes_before_its_branches() -> None:
    nodes = (node("l", 0, 100), node("m", 200, 100), node("r", 400, 100), node("t", 200, 0))
    assert order(nodes, edges("tl", "tm", "tr")) == "tlmr"


def test_what_no_line_touches_stays_in_its_row() -> None:
    nodes = (node("a", 0, 0), node("b", 200, 0), node("c", 400, 0), node("d", 200, 100))
    assert order(nodes, edges("ad", "bd")) == "abcd"


def test_groups_are_read_as_a_whole() -> None:
    groups = (Group("G", "left", ("a", "b", "c"), (-20, -20, 140, 260)),
              Group("H", "right", ("x", "y", "z"), (280, -20, 420, 260)))  # fmt: skip
    assert order(GRID, (), groups) == "GabcHxyz"


def test_ids_follow_the_order() -> None:
    group = Group("g7", "all", ("b", "a"), (-20, -20, 140, 160))
    diagram = in_reading_order(Diagram((GRID[2], GRID[1], GRID[0]), edges("bx", "ab"), (group,)))
    assert [(n.id, n.label) for n in diagram.nodes] == [("n1", "a"), ("n2", "b"), ("n3", "x")]
    assert [(e.id, e.source, e.target) for e in diagram.edges] == [
        ("e1", "n1", "n2"), ("e2", "n2", "n3"),
    ]  # fmt: skip
    assert (diagram.groups[0].id, diagram.groups[0].members) == ("g1", ("n1", "n2"))


def test_texts_follow_their_nodes() -> None:
    diagram = in_reading_order(Diagram(GRID, edges("ab", "bc", "xy", "yz"), ()))
    lines = [Line(n.label, (n.box[0] + 20, n.box[1] + 10, n.box[2] - 20, n.box[3] - 10), 0.9)
             for n in GRID]  # fmt: skip
    remark = Line("remark", (10, 250, 90, 265), 0.9)
    stacks = [[line] for line in (*lines, remark)]
    said = [line.text for line, *_ in sorted_blocks(stacks, diagram)]
    assert said == ["a", "b", "c", "remark", "x", "y", "z"]
    assert sorted_blocks(stacks, Diagram((), (), ())) == stacks


boxes = st.tuples(st.integers(0, 400), st.integers(0, 400))


@settings(max_examples=50, deadline=None)
@given(st.lists(boxes, max_size=12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11))))
def test_nothing_is_lost(places: list[tuple[int, int]], ways: list[tuple[int, int]]) -> None:
    names = "abcdefghijkl"[: len(places)]
    nodes = [node(name, x, y) for name, (x, y) in zip(names, places, strict=True)]
    kept = edges(*(names[a] + names[b] for a, b in ways if max(a, b) < len(names)))
    assert sorted(order(nodes, kept)) == sorted(names)
