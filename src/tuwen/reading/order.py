"""The order in which a person reads a diagram: what belongs together stays together.

A diagram is cut again and again, across or down, where the cut parts the fewest lines and
makes no line run backwards; what lies above or left is read first. A group is one thing until
its own inside is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tuwen.reading.diagram import Diagram
from tuwen.reading.line import Line
from tuwen.reading.outline import area_of
from tuwen.reading.types import Box, Edge, Group, Node

_BACKWARDS = 10  # a line that runs against the order weighs as much as so many that are parted
_STRAY = 10  # so does a half that no line touches: it belongs to its neighbours
_ACROSS = 1.5  # times the cost of a cut along the flow that one across it has
_MOST = 80  # things; more of them are read row by row


@dataclass(frozen=True, slots=True)
class _Thing:
    id: str
    box: Box


def in_reading_order(diagram: Diagram) -> Diagram:
    """The same diagram, its nodes, edges and groups sorted and numbered as one reads them."""
    order = reading_order(diagram.nodes, diagram.edges, diagram.groups)
    rank = {name: i for i, name in enumerate(order)}
    nodes = sorted(diagram.nodes, key=lambda node: rank[node.id])
    groups = sorted(diagram.groups, key=lambda group: rank[group.id])
    edges = sorted(diagram.edges, key=lambda edge: (rank[edge.source], rank[edge.target]))
    named = {node.id: f"n{i}" for i, node in enumerate(nodes, 1)}
    named |= {group.id: f"g{i}" for i, group in enumerate(groups, 1)}
    return replace(
        diagram,
        nodes=tuple(replace(node, id=named[node.id]) for node in nodes),
        edges=tuple(
            replace(edge, id=f"e{i}", source=named[edge.source], target=named[edge.target])
            for i, edge in enumerate(edges, 1)
        ),
        groups=tuple(
            replace(
                group,
                id=named[group.id],
                members=tuple(named[m] for m in sorted(group.members, key=lambda m: rank[m])),
            )
            for group in groups
        ),
    )


def reading_order(
    nodes: Sequence[Node], edges: Sequence[Edge], groups: Sequence[Group]
) -> list[str]:
    """The ids of nodes and groups; a group comes before its members."""
    boxes = {part.id: part.box for part in (*nodes, *groups)}
    members = {group.id: [m for m in group.members if m in boxes] for group in groups}
    held = {m for inside in members.values() for m in inside}
    ways = [(edge.source, edge.target) for edge in edges if edge.heads != "both"]

    def sorted_out(names: list[str]) -> list[str]:
        home = {below: name for name in names for below in _all_below(name, members)}
        lifted = [(home[a], home[b]) for a, b in ways if a in home and b in home]
        out: list[str] = []
        for thing in _cut(
            [_Thing(n, boxes[n]) for n in names], [w for w in lifted if w[0] != w[1]]
        ):
            out += [thing.id, *sorted_out(members.get(thing.id, []))]
        return out

    return sorted_out([name for name in boxes if name not in held])


def sorted_blocks(blocks: Sequence[list[Line]], diagram: Diagram) -> list[list[Line]]:
    """Paragraphs in the order of the nodes and groups that they stand in or next to."""
    parts = {part.id: part.box for part in (*diagram.groups, *diagram.nodes)}
    order = reading_order(diagram.nodes, diagram.edges, diagram.groups)
    rank = {name: i for i, name in enumerate(order)}

    def place(block: list[Line]) -> tuple[float, int, int]:
        line = block[0]
        x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
        away = {name: _distance(x, y, box) for name, box in parts.items()}
        inside = [name for name, far in away.items() if far == 0]
        if inside:
            home = min(inside, key=lambda name: area_of(parts[name]))
            return rank[home], line.box[1], line.box[0]
        near = min(away, key=lambda name: away[name])
        before = y < parts[near][1]
        return rank[near] + (-0.5 if before else 0.5), line.box[1], line.box[0]

    return sorted(blocks, key=place) if parts else list(blocks)


def _all_below(name: str, members: dict[str, list[str]]) -> list[str]:
    """The thing itself and all that it holds."""
    return [name, *(q for inner in members.get(name, []) for q in _all_below(inner, members))]


def _cut(things: list[_Thing], ways: list[tuple[str, str]]) -> list[_Thing]:
    """The things in order, by the best cut and the best cuts of both halves."""
    if len(things) < 2 or len(things) > _MOST:
        return sorted(things, key=_by_row)
    best: tuple[float, list[_Thing], list[_Thing]] | None = None
    along = _along(things, ways)
    for axis, weight in ((along, 1.0), (1 - along, _ACROSS)):
        ordered = sorted(things, key=lambda thing: thing.box[axis])
        reach = ordered[0].box[axis + 2]
        for i in range(1, len(ordered)):
            start = ordered[i].box[axis]
            if start >= reach - 2:
                cost = weight * _cost(ordered[:i], ordered[i:], ways)
                if best is None or cost < best[0]:
                    best = cost, ordered[:i], ordered[i:]
            reach = max(reach, ordered[i].box[axis + 2])
    if best is None:
        return sorted(things, key=_by_row)
    return [*_cut(best[1], _among(best[1], ways)), *_cut(best[2], _among(best[2], ways))]


def _along(things: list[_Thing], ways: list[tuple[str, str]]) -> int:
    """The axis of the flow: 0 to the right, 1 downwards, as rows are read without a flow."""
    boxes = {thing.id: thing.box for thing in things}
    run = [sum(abs(boxes[a][k] - boxes[b][k]) for a, b in ways) for k in (0, 1)]
    return 0 if run[0] > run[1] else 1


def _cost(first: list[_Thing], second: list[_Thing], ways: list[tuple[str, str]]) -> float:
    """What a cut costs: one for each line that it parts, more for one that runs backwards."""
    if not ways:
        return 0
    before = {thing.id for thing in first}
    touched = {end for way in ways for end in way}
    strays = touched.isdisjoint(before) + touched.isdisjoint(thing.id for thing in second)
    parted = [a in before for a, b in ways if (a in before) != (b in before)]
    return strays * _STRAY + sum(1 if forwards else _BACKWARDS for forwards in parted)


def _among(things: list[_Thing], ways: list[tuple[str, str]]) -> list[tuple[str, str]]:
    names = {thing.id for thing in things}
    return [way for way in ways if names.issuperset(way)]


def _by_row(thing: _Thing) -> tuple[int, int]:
    return thing.box[1] // 24, thing.box[0]


def _distance(x: float, y: float, box: Box) -> float:
    return max(box[0] - x, x - box[2], 0) + max(box[1] - y, y - box[3], 0)
