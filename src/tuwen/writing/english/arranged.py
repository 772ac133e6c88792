"""Drawings that are arranged rather than connected, in English: trees, layers, frames, parts."""

import itertools
import re
from collections.abc import Sequence
from typing import Final

from tuwen.writing.english.names import is_many, name_of, names, remark
from tuwen.writing.english.phrasing import about, capped, count, does, listed
from tuwen.writing.english.relations import flows
from tuwen.writing.english.translation import label
from tuwen.writing.graph import Graph, Item
from tuwen.writing.outline import children, direction, layered
from tuwen.writing.phrasing import Clause, union
from tuwen.writing.view import View

ADDRESS: Final = re.compile(r"^(?:\d{1,3}\.){3}\d|^(?:[0-9A-Fa-f]{2}[-:]){3}|^.$")  # no part
ROOM: Final = ((1, 14), (3, 8))  # frames at most, things told of each
WAYS: Final = {"自上而下": "from top to bottom", "从左到右": "from left to right"}


def tree(graph: Graph, root: str, *, notes: bool = False, most: int = 7) -> list[Clause]:
    """The root with its branches, then each branch with its own."""
    top = [c for c in children(graph, root) if graph.items[c].name]
    names_of = [_worded(graph.items[c], notes=notes) for c in top]
    many = about(len(top), "branch")
    whole = f"{name_of(graph.items[root]).the} divides into {many}: {capped(names_of, most)}"
    clauses = [Clause(whole, (root, *top), 9)]
    for branch in top:
        clauses += _branch(graph, branch, notes=notes, most=most, depth=1)
    return clauses


def _branch(graph: Graph, item: str, *, notes: bool, most: int, depth: int) -> list[Clause]:
    below = [c for c in children(graph, item) if graph.items[c].name]
    if not below:
        return []
    inner = [_worded(graph.items[c], notes=notes) for c in below]
    name = name_of(graph.items[item]).the
    clauses = [Clause(f"{name} covers {capped(inner, most)}", (item, *below), 6 - depth)]
    for child in below:
        clauses += _branch(graph, child, notes=notes, most=most, depth=depth + 1)
    return clauses


def _worded(item: Item, *, notes: bool) -> str:
    name = name_of(item).the
    return f"{name}{remark(item)}" if notes else name


def crossings(graph: Graph) -> list[Clause]:
    """Dashed or labelled lines across a tree."""
    found: list[Clause] = []
    for edge in graph.edges:
        said = edge.label.strip()
        if edge.style != "dashed" and not said:
            continue
        ends = [name_of(graph.items[i]).the for i in (edge.source, edge.target)]
        tail = f" ({label(said)})" if said else ""
        text = f"{ends[0]} also links to {ends[1]}{tail}"
        found.append(Clause(text, (edge.source, edge.id, edge.target), 2))
    return found


def layers(graph: Graph, ids: list[str]) -> Clause:
    """“from top to bottom it is divided into the access layer, … and …”."""
    items = [graph.items[i] for i in ids]
    way = WAYS.get(direction(graph, ids), "")
    chained = all(graph.has(a, b) for a, b in itertools.pairwise(ids))
    edges = tuple(e.id for e in graph.edges if e.source in ids and e.target in ids)
    layer = all(name_of(i).text.lower().endswith("layer") for i in items)
    lead = f"{way}, " if way else ""
    told_names = listed([name_of(i).the for i in items])
    if chained:
        return Clause(f"{lead}its parts follow one another: {told_names}", union([ids, edges]), 9)
    noun = "layer" if layer else "part"
    text = f"{lead}it has {count(len(ids), noun)}: {told_names}"
    return Clause(text, tuple(ids), 9)


def frames(graph: Graph, ids: Sequence[str], *, notes: bool = False) -> list[Clause]:
    """What each frame holds; those that hold the same are told together."""
    if nested := _nested(graph, ids):
        text = f"from the outside in, it shows {names([graph.items[i] for i in nested])}"
        return [Clause(text, tuple(nested), 6)]
    same: dict[tuple[str, ...], list[str]] = {}
    inner: dict[tuple[str, ...], list[Item]] = {}
    for frame in ids:
        items = [graph.items[n] for n in graph.inside(frame) if graph.items[n].name]
        held = tuple(i.name for i in items)
        if held:
            same.setdefault(held, []).append(frame)
            inner[held] = items
    most = next((n for many, n in ROOM if len(same) <= many), 6)
    clauses: list[Clause] = []
    for held, holders in same.items():
        items = [graph.items[f] for f in holders]
        many = is_many(items)
        verb = ("each " if many else "") + does("contain", many=many)
        what = _held(inner[held], most, notes=notes)
        ids_of = union((f, *graph.inside(f)) for f in holders)
        clauses.append(Clause(f"{names(items)} {verb} {what}", ids_of, 4))
    return clauses


def _held(items: Sequence[Item], most: int, *, notes: bool) -> str:
    if notes and any(i.note for i in items):
        return capped(list(dict.fromkeys(_worded(i, notes=True) for i in items)), most)
    return names(items, most)


def _nested(graph: Graph, ids: Sequence[str]) -> list[str]:
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


def stages(view: View) -> list[str]:
    """Ids of frames that are the stages of a flow, in order; none where lines cross them."""
    graph = view.graph
    ids = layered(view.reading, graph)
    within = {g: graph.within(g) for g in ids}
    full = [g for g in ids if len(within[g].edges) > 1]
    inner = sum(len(g.edges) for g in within.values())
    if len(full) < 2 or inner * 3 < len(graph.edges) * 2:
        return []
    return sorted(ids, key=lambda g: graph.rank[g]) if all(g in graph.rank for g in ids) else ids


def parts(view: View) -> list[list[Clause]]:
    """Frames with what they hold, what stands alone, and the few lines there are."""
    graph = view.graph
    framed = [g.id for g in graph.groups if g.name and graph.inside(g.id)]
    body = [frames(graph, framed)]
    loose = [n for n in graph.nodes if n.name and not graph.frames(n.id)]
    loose = [n for n in loose if not ADDRESS.search(n.name) and len(n.name) <= 28]
    if len(loose) > 1 or (loose and framed):
        lead = "beside them stand" if framed and is_many(loose) else (
            "beside them stands" if framed else "it shows"
        )  # fmt: skip
        text = f"{lead} {names(loose, 8)}"
        body.append([Clause(text, tuple(n.id for n in loose), 3)])
    access, data, side = flows(graph, view.inferences)
    body.append([*access, *data, *side])
    return [b for b in body if b]
