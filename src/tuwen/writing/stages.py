"""Frames as the stages of a flow: what happens in each, and what leads from one to another."""

from tuwen.writing import flow
from tuwen.writing.diagram import by_subject, told
from tuwen.writing.graph import Graph, assembled
from tuwen.writing.outline import layered, layers_clause
from tuwen.writing.phrasing import Clause, glued, shown, union
from tuwen.writing.relations import relations
from tuwen.writing.view import View


def stages(view: View, *, brief: bool) -> tuple[Clause, list[list[Clause]]]:
    """The frames in order and sentences about each, where the lines mostly stay inside them."""
    graph = view.graph
    ids = layered(view.reading, graph)
    within = {g: graph.within(g) for g in ids}
    full = [g for g in ids if len(within[g].edges) > 1]
    inner = sum(len(g.edges) for g in within.values())
    if len(full) < 2 or inner * 3 < len(graph.edges) * 2:
        return Clause(""), []
    if all(g in graph.rank for g in ids):
        ids = sorted(ids, key=lambda g: graph.rank[g])
    parts: list[list[Clause]] = []
    for group in sorted(full, key=ids.index):
        steps = flow.tell(within[group], brief=brief)[: 1 if brief else None]
        text = glued(shown(graph.items[group]), "中，", "；".join(c.text for c in steps))
        parts.append([Clause(text, union([[group], *(c.ids for c in steps)]), 5)])
    return layers_clause(graph, ids), [*parts, _across(graph, ids)]


def _across(graph: Graph, ids: list[str]) -> list[Clause]:
    """What leads from one stage into another."""
    stage = {i: next((f for f in graph.frames(i) if f in ids), "") for i in graph.items}
    edges = tuple(e for e in graph.edges if stage[e.source] != stage[e.target])
    between = assembled(graph.items, edges, graph.parent, ())
    return [told(between, who, many, weight=3) for who, many in by_subject(relations(between))]
