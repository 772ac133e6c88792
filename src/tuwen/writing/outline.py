"""Pictures that are arranged rather than connected: trees, layers, frames with parts."""

import itertools
from dataclasses import replace
from typing import Final

from tuwen.reading.types import Edge, Reading
from tuwen.writing.graph import Graph, Item, assembled
from tuwen.writing.phrasing import Clause, capped, count, glued, listed, named, shown, union

ROOM: Final = ((1, 14), (3, 8))  # frames at most, things told of each
DRY: Final = frozenset({"", "concept", "flow", "pattern", "language", "os", "ml", "testing"})


def root_of(graph: Graph) -> str:
    """The root, where the picture is a tree of things; else nothing.

    Dashed and labelled lines may cross a tree; a fork at the root and few steps make one.
    """
    solid = [e for e in graph.edges if e.style != "dashed" and not e.label.strip()]
    if len(solid) < 3 or graph.decisions or graph.loops or graph.back:
        return ""
    fathers: dict[str, set[str]] = {}
    for edge in solid:
        fathers.setdefault(edge.target, set()).add(edge.source)
    heads = list(dict.fromkeys(e.source for e in solid if e.source not in fathers))
    if len(heads) != 1 or any(len(f) > 1 for f in fathers.values()):
        return ""
    children = [e for e in solid if e.source == heads[0]]
    forks = sum(1 for i in fathers if len([e for e in solid if e.source == i]) > 1)
    steps = sum(1 for i in graph.rank if graph.items[i].manner in ("action", "question"))
    known = sum(1 for i in graph.rank if graph.items[i].firm and graph.items[i].category not in DRY)
    enough = len(children) > 1 and (forks or len(children) > 2)
    return heads[0] if enough and steps * 2 < len(fathers) and known * 2 < len(graph.rank) else ""


def oriented(graph: Graph) -> Graph:
    """A mind map with its lines without direction turned outward from the centre."""
    near = {
        i: [e.target for e in graph.out[i]] + [e.source for e in graph.into[i]] for i in graph.rank
    }
    centre = max(near, key=lambda i: (len(near[i]), sum(len(near[k]) for k in near[i])), default="")
    if not centre or any(e.directed for e in graph.edges):
        return graph
    edges: list[Edge] = []
    seen, todo = {centre}, [centre]
    while todo:
        item = todo.pop(0)
        for edge in (*graph.out[item], *graph.into[item]):
            other = edge.target if edge.source == item else edge.source
            if other not in seen:
                seen.add(other)
                todo.append(other)
                edges.append(replace(edge, source=item, target=other))
    return assembled(graph.items, tuple(edges), graph.parent, ())


def children(graph: Graph, item: str) -> list[str]:
    """Branches of a tree below an item, by solid lines without words."""
    edges = (e for e in graph.out[item] if e.style != "dashed" and not e.label.strip())
    return [e.target for e in edges]


def tree(graph: Graph, root: str, *, notes: bool = False, most: int = 7) -> list[Clause]:
    """The root with its branches, then each branch with its own."""
    top = [c for c in children(graph, root) if graph.items[c].name]
    names = [_worded(graph.items[c], notes=notes) for c in top]
    whole = glued(named(graph.items[root].name), "分为", capped(names, most, measure="类"))
    if 2 < len(top) <= most:
        whole = glued(whole, count(len(top), measure="个") + "部分")
    clauses = [Clause(whole, (root, *top), 9)]
    for branch in top:
        clauses += _branch(graph, branch, notes=notes, most=most, depth=1)
    return clauses


def _branch(graph: Graph, item: str, *, notes: bool, most: int, depth: int) -> list[Clause]:
    below = [c for c in children(graph, item) if graph.items[c].name]
    if not below:
        return []
    names = [_worded(graph.items[c], notes=notes) for c in below]
    text = glued(named(graph.items[item].name), "包括", capped(names, most))
    clauses = [Clause(text, (item, *below), 6 - depth)]
    for child in below:
        clauses += _branch(graph, child, notes=notes, most=most, depth=depth + 1)
    return clauses


def _worded(item: Item, *, notes: bool) -> str:
    name = named(item.name)
    return glued(name, f"（{item.note}）") if notes and item.note else name


def crossings(graph: Graph) -> list[Clause]:
    """Dashed or labelled lines across a tree."""
    found: list[Clause] = []
    for edge in graph.edges:
        label = edge.label.strip()
        if edge.style != "dashed" and not label:
            continue
        ends = [shown(graph.items[i]) for i in (edge.source, edge.target)]
        tail = f"（{label}）" if label else ""
        found.append(
            Clause(glued(ends[0], "关联到", ends[1]) + tail, (edge.source, edge.id, edge.target), 2)
        )
    return found


def layered(reading: Reading, graph: Graph) -> list[str]:
    """Frames that stand in a column or a row and hold most nodes, in that order; else none."""
    frames = [g for g in graph.groups if g.name and graph.inside(g.id)]
    roots = [g for g in frames if not any(p in {f.id for f in frames} for p in graph.frames(g.id))]
    if len(roots) == 1:
        roots = [g for g in frames if roots[0].id in graph.frames(g.id)[:1]]
    held = {n for g in roots for n in graph.inside(g.id)}
    if len(roots) < 2 or len(held) * 3 < len(graph.nodes) * 2:
        return []
    down = sorted(roots, key=lambda g: (g.box[1], g.box[0]))
    across = sorted(roots, key=lambda g: (g.box[0], g.box[1]))
    if _apart([g.box[1::2] for g in down]):
        return [g.id for g in down]
    if _apart([g.box[0::2] for g in across]):
        return [g.id for g in across]
    return [g.id for g in down]


def direction(graph: Graph, frames: list[str]) -> str:
    """「自上而下」 or 「从左到右」 where the frames truly stand so, else nothing."""
    boxes = [graph.items[f].box for f in frames]
    if _apart([b[1::2] for b in boxes]):
        return "自上而下"
    return "从左到右" if _apart([b[0::2] for b in boxes]) else ""


def _apart(spans: list[tuple[int, ...]]) -> bool:
    return all(
        a[1] <= b[0] + (b[1] - b[0]) // 5 and a[0] < b[0] for a, b in itertools.pairwise(spans)
    )


def frames(graph: Graph, ids: list[str], *, notes: bool = False) -> list[Clause]:
    """What each frame holds; those that hold the same are told together."""
    nested = _nested(graph, ids)
    if nested:
        names = listed([shown(graph.items[i]) for i in nested])
        return [Clause(glued("由外到内分别是", names), tuple(nested), 6)]
    same: dict[tuple[str, ...], list[str]] = {}
    for frame in ids:
        inner = (graph.items[n] for n in graph.inside(frame))
        held = tuple(_worded(item, notes=notes) for item in inner if item.name)
        if held:
            same.setdefault(held, []).append(frame)
    most = next((n for frames, n in ROOM if len(same) <= frames), 6)
    clauses: list[Clause] = []
    for held, holders in same.items():
        who = listed([shown(graph.items[f]) for f in holders])
        text = glued(who, "均包含" if len(holders) > 1 else "包含", capped(held, most))
        ids_of = union((f, *graph.inside(f)) for f in holders)
        clauses.append(Clause(text, ids_of, 4))
    return clauses


def _nested(graph: Graph, ids: list[str]) -> list[str]:
    """Frames that lie in one another, outermost first, with the one thing in the innermost."""
    boxes = {i: graph.items[i].box for i in ids}
    chain = sorted(ids, key=lambda i: boxes[i][0] - boxes[i][2])
    inside = all(
        a[0] <= b[0] and a[1] <= b[1] and b[2] <= a[2] and b[3] <= a[3]
        for a, b in itertools.pairwise(boxes[i] for i in chain)
    )
    held = {tuple(n for n in graph.inside(i) if graph.items[n].name) for i in ids}
    only = next(iter(held)) if len(held) == 1 else ()
    return [*chain, *only] if inside and len(chain) > 2 and len(only) == 1 else []


def layers_clause(graph: Graph, ids: list[str]) -> Clause:
    """「自上而下分为接入层、业务层和数据层三层」."""
    names = [shown(graph.items[i]) for i in ids]
    way = direction(graph, ids)
    chained = all(graph.has(a, b) for a, b in itertools.pairwise(ids))
    edges = tuple(e.id for e in graph.edges if e.source in ids and e.target in ids)
    if chained:
        return Clause(glued(way + "依次为", listed(names)), union([ids, edges]), 9)
    layer = all(name.endswith("层") for name in names)
    measure = "层" if layer else "个部分"
    number = count(len(ids), measure="" if layer else "个").strip()
    return (
        Clause(
            glued(f"{way}分为", listed(names), number + ("层" if layer else "部分")), tuple(ids), 9
        )
        if (measure)
        else Clause("")
    )
