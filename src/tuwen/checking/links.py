"""What a Reading says about two things: joined by an edge, by a path, or one inside the other.

An edge at a frame counts for what is inside it, and the other way round. Doubtful edges
count too: the check must not blame a text for what the picture half shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tuwen.reading.types import Edge, Reading
from tuwen.writing.graph import Graph

SURE: Final = 0.55  # confidence below which a line condemns nothing


@dataclass(frozen=True)
class Links:
    """Lookups for relation claims; answers are ids of the evidence, empty where there is none."""

    graph: Graph
    out: dict[str, tuple[Edge, ...]]  # by either end, with the direction seen from there
    near: dict[str, frozenset[str]]  # an item, its frames and what is inside it
    touching: dict[str, tuple[Edge, ...]]  # by either end, whatever the direction

    def direct(self, source: str, target: str) -> tuple[str, ...]:
        """Edges that run from one to the other, lifted over frames and nameless junctions."""
        goal = self.near[target]
        found: list[str] = []
        for start in self.near[source]:
            for edge in self.out.get(start, ()):
                end = _far(edge, start)
                if end in goal:
                    found.append(edge.id)
                elif not self.graph.items[end].name:
                    found += [
                        i for e in self.out.get(end, ()) if _far(e, end) in goal
                        for i in (edge.id, e.id)
                    ]  # fmt: skip
        return tuple(dict.fromkeys(found))

    def path(self, source: str, target: str) -> tuple[str, ...]:
        """Edges of a shortest way from one to the other, over any number of steps."""
        goal = self.near[target]
        came: dict[str, tuple[str, str]] = {}
        todo = list(self.near[source])
        seen = set(todo)
        for here in todo:
            for edge in self.out.get(here, ()):
                end = _far(edge, here)
                if end in seen:
                    continue
                came[end] = (here, edge.id)
                if end in goal:
                    return _way(came, end)
                seen |= {end, *self.near[end]}
                todo += [end, *(i for i in self.near[end] if i != end)]
                for inner in self.near[end] - {end}:
                    came.setdefault(inner, (end, ""))
        return ()

    def surely(self, source: str, target: str) -> bool:
        """Whether no line of the way from one to the other was read with doubt."""
        if source not in self.near or target not in self.near:
            return True
        way = set(self.path(source, target))
        here = (e for edges in self.touching.values() for e in edges if e.id in way)
        return all(e.confidence >= SURE for e in here)

    def doubtful(self, items: Iterable[str]) -> bool:
        """Whether lines at something that a name may mean were read with doubt, or none at all."""
        known = [i for i in items if i in self.graph.items and not self.graph.items[i].is_group]
        return any(
            not self.touching.get(i) or min(e.confidence for e in self.touching[i]) < SURE
            for i in known
        )

    def holds(self, outer: str, inner: str) -> bool:
        """Whether one is a frame around the other, or a row of it."""
        return outer in self.graph.frames(inner)


def _far(edge: Edge, here: str) -> str:
    return edge.target if edge.source == here else edge.source


def _way(came: dict[str, tuple[str, str]], end: str) -> tuple[str, ...]:
    ids: list[str] = []
    while end in came and len(ids) < 64:
        end, edge = came[end]
        if edge:
            ids.append(edge)
    return tuple(reversed(ids))


def links_of(reading: Reading, graph: Graph) -> Links:
    """Gather the edges of a Reading by where they may be followed from."""
    out: dict[str, list[Edge]] = {}
    touching: dict[str, tuple[Edge, ...]] = {}
    for edge in reading.edges:
        if edge.source not in graph.items or edge.target not in graph.items:
            continue
        for end in {edge.source, edge.target}:
            touching[end] = (*touching.get(end, ()), edge)
        out.setdefault(edge.source, []).append(edge)
        if edge.heads != "end":
            out.setdefault(edge.target, []).append(edge)
    near = {i: frozenset({i, *graph.frames(i), *inside(graph, i)}) for i in graph.items}
    return Links(graph, {i: tuple(edges) for i, edges in out.items()}, near, touching)


def inside(graph: Graph, item: str) -> Iterable[str]:
    """Everything in a frame, over any number of frames."""
    return (i for i in graph.items if item in graph.frames(i)) if graph.items[item].is_group else ()
