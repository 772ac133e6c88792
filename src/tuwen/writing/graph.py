"""A Reading of a diagram seen as a graph: what the writer and the checker look things up in.

Pure and computed once. Edges that are less than SOUND sure are left out, so nothing
that is said from this view rests on a doubtful line. Knows no language but the labels.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from tuwen.reading.types import Box, Edge, Group, Node, Reading, Shape
from tuwen.writing.labels import Manner, clean, manner, split_label
from tuwen.writing.lines import meant
from tuwen.writing.naming import canonical, category_of
from tuwen.writing.verbs import is_condition

SOUND: Final = 0.5  # confidence below which an edge is not spoken of
AMOUNT: Final = re.compile(r"\d+[.,]\d+\s*(?:m?s|%|[KMGT]i?B)?|\d+\s*(?:m?s|%|[KMGT]i?B)")
VERBATIM: Final = frozenset({"class", "er", "state", "code"})  # identifiers are kept as written
DOORS: Final = (
    "user", "client", "dns", "cdn", "load_balancer", "gateway", "web_server", "frontend",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A node or a group under its display name."""

    id: str
    name: str  # what the writer calls it: the label, or its first line
    note: str  # the rest of the label; may be empty
    label: str  # the whole label on one line
    category: str  # a category of the lexicon, or ""
    manner: Manner
    shape: Shape
    box: Box
    members: tuple[str, ...] = ()  # direct ones, of a group
    rows: tuple[str, ...] = ()
    firm: bool = False  # the name itself says the category
    is_group: bool = False
    confidence: float = 1.0
    reached: bool = False  # perhaps: by a line that was not read clearly


@dataclass(frozen=True)
class Graph:
    """Lookups over one Reading; ids throughout are those of the Reading."""

    items: dict[str, Item]  # nodes, then groups
    edges: tuple[Edge, ...]  # sound, between two known and different items, in reading order
    out: dict[str, tuple[Edge, ...]]
    into: dict[str, tuple[Edge, ...]]
    parent: dict[str, str]  # innermost group of a node or group
    loops: tuple[Edge, ...]  # sound edges from an item to itself
    back: frozenset[str] = frozenset()  # ids of edges that close a cycle
    rank: dict[str, int] = field(default_factory=dict[str, int])  # longest path from an entry
    by_name: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @cached_property
    def nodes(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items.values() if not item.is_group)

    @cached_property
    def groups(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items.values() if item.is_group)

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """Where a reader should begin: users and gateways first, then whatever has no way in."""
        heads = [i for i in self.rank if not any(e.id not in self.back for e in self.into[i])]
        return tuple(sorted(heads, key=lambda i: _door(self.items[i])))

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """The entries without a line to them that was not read clearly."""
        return tuple(i for i in self.entries if not self.items[i].reached)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Connected items, sources before targets."""
        place = {i: n for n, i in enumerate(self.items)}
        return tuple(sorted(self.rank, key=lambda i: (self.rank[i], place[i])))

    @cached_property
    def isolated(self) -> tuple[str, ...]:
        """Nodes that no edge touches, neither themselves nor through a frame around them."""
        loose = (n.id for n in self.nodes if n.name and n.id not in self.rank)
        return tuple(i for i in loose if not any(a in self.rank for a in self.frames(i)))

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Outermost groups."""
        return tuple(g.id for g in self.groups if g.id not in self.parent)

    @cached_property
    def decisions(self) -> tuple[str, ...]:
        """Items that ask: diamonds, questions, or two and more outgoing edges with labels."""
        found: list[str] = []
        for i in self.rank:
            labels = {e.label.strip() for e in self.out[i] if e.label.strip()}
            labels = {label for label in labels if is_condition(label)}
            asks = self.items[i].manner == "question" and len(self.out[i]) > 1
            if len(labels) > 1 or (asks and labels):
                found.append(i)
        return tuple(found)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Items joined both ways."""
        ways = {(e.source, e.target) for e in self.edges if e.directed}
        both = [(e.source, e.target) for e in self.edges if e.heads == "both"]
        both += [(a, b) for a, b in ways if (b, a) in ways]
        place = {i: n for n, i in enumerate(self.items)}
        unique = {(a, b) if place[a] < place[b] else (b, a) for a, b in both}
        return tuple(sorted(unique, key=lambda p: (place[p[0]], place[p[1]])))

    def frames(self, item: str) -> tuple[str, ...]:
        """Groups around an item, innermost first."""
        return self._frames.get(item, ())

    @cached_property
    def _frames(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for item in self.parent:
            outer = item
            while (outer := self.parent.get(outer, "")) and outer not in found.get(item, ()):
                found[item] = (*found.get(item, ()), outer)
        return found

    def reachable(self, item: str) -> frozenset[str]:
        """Everything that directed edges lead to from an item."""
        seen: set[str] = set()
        todo = [item]
        while todo:
            for edge in self.out.get(todo.pop(), ()):
                if edge.directed and edge.target not in seen:
                    seen.add(edge.target)
                    todo.append(edge.target)
        return frozenset(seen)

    def inside(self, group: str) -> tuple[str, ...]:
        """Nodes anywhere inside a group, in reading order."""
        return tuple(n.id for n in self.nodes if group in self.frames(n.id))

    def has(self, source: str, target: str) -> bool:
        """Whether an edge runs this way (or without direction) between two items."""
        if any(e.target == target for e in self.out.get(source, ())):
            return True
        return any(e.target == source and e.heads != "end" for e in self.out.get(target, ()))

    @property
    def lines(self) -> tuple[Edge, ...]:
        """All that is drawn as a line: edges and loops."""
        return (*self.edges, *self.loops)

    def lifted(self) -> tuple[tuple[str, str], ...]:
        """Relations between outermost groups that edges of their members amount to."""
        found: dict[tuple[str, str], None] = {}
        for edge in self.edges:
            a, b = (([i, *self.frames(i)])[-1] for i in (edge.source, edge.target))
            if a != b and self.items[a].is_group and self.items[b].is_group and edge.directed:
                found.setdefault((a, b))
        return tuple(found)

    def within(self, group: str) -> "Graph":
        """The part of the graph inside a frame, as a graph of its own."""
        kept = {i: item for i, item in self.items.items() if group in self.frames(i)}
        edges = tuple(e for e in self.edges if e.source in kept and e.target in kept)
        return assembled(kept, edges, self.parent, ())

    def layers(self) -> tuple[tuple[str, ...], ...]:
        """Connected nodes by rank, from the entry on."""
        rows: dict[int, list[str]] = {}
        for item in self.order:
            rows.setdefault(self.rank[item], []).append(item)
        return tuple(tuple(row) for _, row in sorted(rows.items()))


def graph_of(reading: Reading) -> Graph:
    """Build the view of a Reading."""
    items = {n.id: _item(n, verbatim=reading.kind in VERBATIM) for n in reading.nodes}
    items |= {g.id: _frame(g) for g in reading.groups if g.label.strip() or g.members}
    doubted = {e.target for e in reading.edges if e.confidence < SOUND and e.heads == "end"}
    items |= {i: replace(items[i], reached=True) for i in doubted & items.keys()}
    parent: dict[str, str] = {}
    for group in sorted(reading.groups, key=lambda g: _area(g.box), reverse=True):
        for member in group.members:
            if member in items and member != group.id and group.id in items:
                parent[member] = group.id
    sound = (e for e in reading.edges if e.confidence >= SOUND)
    known = [e for e in sound if e.source in items and e.target in items]
    asking = {i for i, item in items.items() if item.manner == "question"}
    known = meant(known, asking)
    edges = tuple(e for e in known if e.source != e.target and not _nested(parent, e))
    loops = tuple(e for e in known if e.source == e.target)
    return assembled(items, edges, parent, loops)


def assembled(
    items: dict[str, Item], edges: tuple[Edge, ...], parent: dict[str, str], loops: tuple[Edge, ...]
) -> Graph:
    """Make the lookups over items and edges."""
    out = {i: tuple(e for e in edges if e.source == i) for i in items}
    into = {i: tuple(e for e in edges if e.target == i) for i in items}
    back, rank = _ranked(items, out, into)
    names: dict[str, tuple[str, ...]] = {}
    for item in items.values():
        for name in dict.fromkeys(filter(None, (item.name, item.label))):
            names[name] = (*names.get(name, ()), item.id)
    return Graph(items, edges, out, into, parent, loops, back, rank, names)


def _nested(parent: dict[str, str], edge: Edge) -> bool:
    """Whether a line only joins a frame with what stands inside it."""
    for inner, outer in ((edge.source, edge.target), (edge.target, edge.source)):
        seen: set[str] = set()
        while (inner := parent.get(inner, "")) and inner not in seen:
            if inner == outer:
                return True
            seen.add(inner)
    return False


def _item(node: Node, *, verbatim: bool) -> Item:
    if verbatim:
        name, note = (clean(node.label), "") if re.search(r"\w", node.label) else ("", "")
    else:
        name, note = split_label(node.label, whole=node.shape == "diamond")
        name = canonical(name)
    label = clean(node.label)
    name = "" if AMOUNT.fullmatch(name) and not verbatim else name  # a label of a line
    way = manner(name, node.shape)
    category, firm = category_of(name, label, node.shape)
    if way in ("question", "action"):
        category, firm = "", False
    return Item(node.id, name, note, label, category, way, node.shape, node.box,
                rows=node.rows, firm=firm, confidence=node.confidence)  # fmt: skip


def _frame(group: Group) -> Item:
    name, note = split_label(group.label)
    if re.fullmatch(r"[^\u3400-\u9fff]{1,2}|\w+/\w+", name) or AMOUNT.fullmatch(name):
        name = ""  # a number, a unit: no frame is called so
    label = clean(group.label)
    category, firm = category_of(name, label, "rect")
    return Item(group.id, canonical(name), note, label, category, "name", "rect", group.box,
                group.members, firm=firm, is_group=True, confidence=group.confidence)  # fmt: skip


def _area(box: Box) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _door(item: Item) -> tuple[int, int, int, int]:
    door = DOORS.index(item.category) if item.category in DOORS else len(DOORS)
    start = 0 if item.manner == "start" else 1
    return (start, door, item.box[1], item.box[0])


Ways = dict[str, tuple[Edge, ...]]


def _ranked(items: dict[str, Item], out: Ways, into: Ways) -> tuple[frozenset[str], dict[str, int]]:
    """Edges that close a cycle, and the longest way to each connected item."""
    touched = [i for i in items if out[i] or into[i]]
    heads = sorted((i for i in touched if not into[i]), key=lambda i: _door(items[i]))
    rest = sorted((i for i in touched if into[i]), key=lambda i: _door(items[i]))
    back: set[str] = set()
    state: dict[str, int] = {}
    post: list[str] = []
    for head in (*heads, *rest):
        _walk(head, out, state, back, post)
    rank = dict.fromkeys(touched, 0)
    for item in reversed(post):
        for edge in out[item]:
            if edge.id not in back:
                rank[edge.target] = max(rank[edge.target], rank[item] + 1)
    return frozenset(back), rank


def _walk(head: str, out: Ways, state: dict[str, int], back: set[str], post: list[str]) -> None:
    """Depth first without recursion; an edge to an item still open closes a cycle."""
    if head in state:
        return
    state[head] = 1
    stack = [(head, iter(out[head]))]
    while stack:
        item, edges = stack[-1]
        edge = next(edges, None)
        if edge is None:
            state[item] = 2
            post.append(item)
            stack.pop()
        elif state.get(edge.target) == 1:
            back.add(edge.id)
        elif edge.target not in state:
            state[edge.target] = 1
            stack.append((edge.target, iter(out[edge.target])))
