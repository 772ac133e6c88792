"""How two things of a Reading stand to each other in the way that its arrows run.

Forward, backward, both ways round or not at all, over any number of steps; in a sequence
diagram by single messages alone. Knows no words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from tuwen.checking.links import Links, inside
from tuwen.reading.types import Edge, Reading

Standing = Literal["same", "forward", "backward", "both", "none"]
FAR: Final = 99
ROUND: Final = 2  # steps of a way round a loop, where one arrow runs straight the other way


@dataclass(frozen=True)
class Flow:
    """Distances along the arrows, and the order of messages."""

    links: Links
    out: dict[str, tuple[Edge, ...]]  # edges that may be followed from an end
    talk: bool  # a sequence diagram
    places: dict[str, int]  # of edges in reading order
    ends: dict[str, tuple[str, str]]
    labels: dict[str, str] = field(default_factory=dict[str, str])
    labelled: bool = False  # lines without heads, read from the first end to the other
    _from: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])

    @property
    def frames(self) -> frozenset[str]:
        """The ids of the groups."""
        return frozenset(g.id for g in self.links.graph.groups)

    def steps(self, source: str, target: str) -> int:
        """How many arrows lead from one to the other; FAR where none do."""
        if self.talk:
            return 1 if self.links.direct(source, target) else FAR
        graph = self.links.graph
        around = {target, *graph.frames(target)} - {source, *graph.frames(source)}
        goal = around | set(inside(graph, target))
        reach = self._reach(source)
        return min((reach.get(end, FAR) for end in goal), default=FAR)

    def _reach(self, source: str) -> dict[str, int]:
        """Ends of arrows that may be followed from a thing, with their distance."""
        if source not in self._from:
            graph = self.links.graph
            found: dict[str, int] = {}
            left = {source, *graph.frames(source), *inside(graph, source)}
            todo = [(here, 0) for here in left]
            for here, far in todo:
                for edge in self.out.get(here, ()):
                    end = edge.target if edge.source == here else edge.source
                    for item in (end, *inside(graph, end)):
                        found.setdefault(item, far + 1)
                    on = {end, *graph.frames(end), *inside(graph, end)} - left
                    left |= on
                    todo += [(item, far + 1) for item in on]
            self._from[source] = found
        return self._from[source]

    def standing(self, sources: Iterable[str], targets: Iterable[str]) -> Standing:
        """How what one name may mean stands to what another may mean, as kindly as can be."""
        found: set[Standing] = {
            self._stand(a, b) for a in sources for b in targets
            if a in self.links.near and b in self.links.near
        }  # fmt: skip
        kindest: tuple[Standing, ...] = ("same", "forward", "both", "backward")
        for standing in kindest:
            if standing in found:
                return standing
        return "none"

    def _stand(self, a: str, b: str) -> Standing:
        if a == b or self.links.holds(a, b) or self.links.holds(b, a):
            return "same"
        there, back = self.steps(a, b), self.steps(b, a)
        if there < FAR and back < FAR:
            if back == 1 and there >= ROUND:
                return "backward"
            return "forward" if there == 1 and back > 1 else "both"
        if there < FAR:
            return "forward"
        return "none" if back == FAR or self._by_loop(b, a, back) else "backward"

    def _by_loop(self, a: str, b: str, far: int) -> bool:
        """Whether the only way leads over an arrow that closes a loop."""
        graph = self.links.graph
        if far == 1 or not graph.back:
            return False
        return bool(set(self.links.path(a, b)) & graph.back)

    def nearest(self, sources: Iterable[str], targets: Iterable[str]) -> int:
        """The fewest arrows from what one name may mean to what another may mean."""
        known = self.links.near
        ways = [(a, b) for a in sources for b in targets if a in known and b in known]
        return min((self.steps(a, b) for a, b in ways), default=FAR)

    def leading_to(self, names: Iterable[str]) -> bool:
        """Whether an arrow comes in at everything that a name may mean, loops left aside."""
        graph = self.links.graph
        known = [i for i in names if i in graph.items]
        into = {
            end for here, edges in self.out.items() for e in edges
            for end in ((e.target,) if e.source == here else ())
            if e.id not in graph.back and e.source != e.target and graph.items[here].name
            and graph.items[here].manner != "start"
            and (e.directed or self.out is not self.links.out)
        }  # fmt: skip
        return bool(known) and all(i in into for i in known)

    def busiest(self, names: Iterable[str]) -> bool:
        """Whether as many lines hang on something that a name may mean as on anything else."""
        ends = [end for pair in self.ends.values() for end in pair]
        most = max((ends.count(i) for i in self.links.graph.items), default=0)
        return any(ends.count(i) == most for i in names)

    def apart(self, owners: Iterable[str], parts: Iterable[str]) -> bool:
        """Whether no line joins two things and no frame holds them."""
        known = self.links.near
        ways = [(a, b) for a in owners for b in parts if a in known and b in known]
        return bool(ways) and all(
            a != b and not self.links.holds(a, b) and not self.links.holds(b, a)
            and not self.links.direct(a, b) and not self.links.direct(b, a)
            for a, b in ways
        )  # fmt: skip

    def label(self, item: str) -> str:
        """The whole label of a thing."""
        return self.links.graph.items[item].label if item in self.links.graph.items else ""

    def said(self, edge: str) -> str:
        """The label of a line."""
        return self.labels.get(edge, "")

    def place(self, edge: str) -> int:
        """Where an edge stands in reading order."""
        return self.places.get(edge, 0)

    def order(self, first: Iterable[str], then: Iterable[str]) -> Standing:
        """How messages of one name stand to those of another in time."""
        a = [self.places[i] for i in first if i in self.places]
        b = [self.places[i] for i in then if i in self.places]
        if not a or not b or set(a) & set(b):
            return "none"
        if max(a) < min(b):
            return "forward"
        return "backward" if max(b) < min(a) else "both"


def flow_of(reading: Reading, links: Links) -> Flow:
    """Look a Reading's arrows up; lines of a tree without heads run from its root."""
    places = {edge.id: n for n, edge in enumerate(reading.edges)}
    ends = {edge.id: (edge.source, edge.target) for edge in reading.edges}
    labels = {edge.id: edge.label for edge in reading.edges}
    labelled = reading.kind == "er"
    out = _down(reading) if labelled or _is_tree(reading) else links.out
    return Flow(links, out, reading.kind == "sequence", places, ends, labels, labelled)


def _is_tree(reading: Reading) -> bool:
    """Whether headless lines alone join every node to one above it, and all to the topmost."""
    below = [edge.target for edge in reading.edges]
    roots = [node for node in reading.nodes if node.id not in below]
    return (
        reading.kind not in ("er", "class", "sequence")
        and bool(below)
        and all(edge.heads == "none" for edge in reading.edges)
        and len(below) == len(set(below)) == len(reading.nodes) - 1
        and all(roots[0].box[3] <= n.box[1] for n in reading.nodes if n.id in below)
    )


def _down(reading: Reading) -> dict[str, tuple[Edge, ...]]:
    out: dict[str, tuple[Edge, ...]] = {}
    for edge in reading.edges:
        out[edge.source] = (*out.get(edge.source, ()), edge)
    return out
