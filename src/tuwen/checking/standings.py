"""How two names stand to each other in a picture, finely: sixteen ways and more.

Joined this way or that by one arrow, two or many; both ways, and which comes first; one in the
other; at the same third thing, in the same frame, before or behind; or not at all. Knows no words.
"""

from typing import Final

from tuwen.checking.flow import FAR, Flow
from tuwen.reading.types import Edge, Reading
from tuwen.writing.graph import Graph
from tuwen.writing.mentions import Mention
from tuwen.writing.model_links import MANY

# Of all that two names may mean the first of these counts.
RANKED: Final = (
    "same", "holds", "inside", "to", "to-first", "one-many", "line", "joined", "from",
    "from-first", "many-one", "line-back", "to-2", "round", "rounds", "from-2", "round-back",
    "to-far", "from-far", "kin", "kin-back", "mate", "mate-back", "none",
)  # fmt: skip


class Standings:
    """Looked up once for each two things of a Reading."""

    def __init__(self, reading: Reading, flow: Flow) -> None:
        self.flow = flow
        self._graph: Graph = flow.links.graph
        self._place = {item: n for n, item in enumerate(self._graph.items)}
        self._lines: dict[frozenset[str], Edge] = {}
        for edge in reading.edges:
            self._lines.setdefault(frozenset((edge.source, edge.target)), edge)
        self._near: dict[str, set[str]] = {}
        self._known: dict[tuple[str, str], str] = {}

    def of(self, first: Mention, then: Mention) -> str:
        """How one name stands to another; of a message, whose it is and whether it comes first."""
        if first.sort == then.sort == "item":
            found = {self._two(a, b) for a in first.ids for b in then.ids}
            return next((standing for standing in RANKED if standing in found), "none")
        if first.sort == then.sort:
            if set(first.ids) & set(then.ids):
                return "same-label"
            return f"label-{self.flow.order(first.ids, then.ids)}"
        ahead = first.sort != "item"
        label, item = (first, then) if ahead else (then, first)
        ends = [self.flow.ends[i] for i in label.ids if i in self.flow.ends]
        sent = any(source in item.ids for source, _ in ends)
        got = any(target in item.ids for _, target in ends)
        role = "either" if sent and got else "sender" if sent else "getter" if got else "other"
        return f"{'label-' if ahead else ''}{role}"

    def _two(self, a: str, b: str) -> str:
        key = (a, b)
        if key not in self._known:
            near = self.flow.links.near
            self._known[key] = self._stand(a, b) if a in near and b in near else "none"
        return self._known[key]

    def _stand(self, a: str, b: str) -> str:
        links, flow = self.flow.links, self.flow
        if a == b:
            return "same"
        if links.holds(a, b) or links.holds(b, a):
            return "holds" if links.holds(a, b) else "inside"
        there, back = flow.steps(a, b), flow.steps(b, a)
        if there == back == 1:
            return self._both(a, b)
        for steps, way in ((there, "to"), (back, "from")):
            if steps == 1:
                return way
        if there < FAR and back < FAR:
            rank = self._graph.rank
            first, then = rank.get(a, 0), rank.get(b, 0)
            return "round" if first < then else "round-back" if then < first else "rounds"
        for steps, way in ((there, "to"), (back, "from")):
            if steps < FAR:
                return f"{way}-2" if steps == 2 else f"{way}-far"
        return self._apart(a, b)

    def _both(self, a: str, b: str) -> str:
        """Joined both ways: by a line without direction, or by two arrows of which one is first."""
        there, back = self.flow.links.direct(a, b), self.flow.links.direct(b, a)
        if set(there) & set(back):
            line = self._lines.get(frozenset((a, b)))
            if line is None or line.heads == "both":
                return "joined"
            near, far = line.source_mark in MANY, line.target_mark in MANY
            near, far = (near, far) if line.source == a else (far, near)
            if near != far:
                return "one-many" if far else "many-one"
            return "line" if line.source == a else "line-back"
        if not there or not back:
            return "joined"
        closing = [set(ids) <= self._graph.back for ids in (there, back)]
        if not self.flow.talk and closing[0] != closing[1]:
            return "from-first" if closing[0] else "to-first"
        first = min(map(self.flow.place, there)) < min(map(self.flow.place, back))
        return "to-first" if first else "from-first"

    def _apart(self, a: str, b: str) -> str:
        order = "" if self._place[a] < self._place[b] else "-back"
        if self._beside(a) & self._beside(b):
            return f"kin{order}"
        frame = self._graph.parent.get(a)
        return f"mate{order}" if frame and frame == self._graph.parent.get(b) else "none"

    def _beside(self, item: str) -> set[str]:
        if item not in self._near:
            graph = self._graph
            self._near[item] = {e.target for e in graph.out.get(item, ())} | {
                e.source for e in graph.into.get(item, ())
            }
        return self._near[item]
