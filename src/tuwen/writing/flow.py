"""A flow told in steps: chains, questions with their answers, forks, merges, ways back.

Walks the graph once, each item told where all that leads to it has been told. Text
and evidence only: opening and closing are others' business.
"""

import re
from typing import Final

from tuwen.reading.types import Edge
from tuwen.writing.graph import Graph
from tuwen.writing.phrasing import Clause, capped, count, glued, listed, quoted, shown, union
from tuwen.writing.steps import answer_head, asked, begun, entered, is_data, linking, tacit, wording
from tuwen.writing.walk import (
    Walk,
    asides,
    chain_from,
    ends_in_result,
    ids_of,
    question_next,
    reach,
    ready,
    run_on,
    step,
    tell_chain,
    things,
    through,
)  # fmt: skip

EMPTY: Final = re.compile(r"(?:(?:另一路)?从[^，]*开始|[^，]*后|在[^，]*中|)")


def tell(graph: Graph, *, notes: bool = False, brief: bool = False) -> list[Clause]:
    """Tell the whole flow; each clause given is a sentence without its full stop."""
    walk = Walk(graph, notes=notes, brief=brief)
    for entry in graph.entries:
        if entry not in walk.told:
            _from_entry(walk, entry)
    for item in graph.order:  # what waits for a merge that never completes
        if item not in walk.told:
            _merge_into(walk, item)
    lines = [line for line in walk.lines if not EMPTY.fullmatch(run_on(line))]
    return [Clause(run_on(line), union(c.ids for c in line)) for line in lines]


def _from_entry(walk: Walk, entry: str) -> None:
    graph = walk.graph
    chain = chain_from(walk, entry)
    item = graph.items[entry]
    if len(chain) == 1 and item.name and _joins(walk, entry):
        walk.told.add(entry)
        target = graph.out[entry][0].target
        if ready(walk, target):
            _merge_into(walk, target)
        return
    line: list[Clause] = []
    walk.lines.append(line)
    around = next((f for f in graph.frames(entry) if f in walk.told and graph.items[f].name), "")
    if around:
        line.append(Clause(glued("在", shown(graph.items[around]), "中"), (around,)))
    if entry in graph.decisions:
        walk.told.add(entry)
        named_first = item.manner not in ("question", "start") and bool(item.name)
        if named_first:
            line.append(Clause(begun(item, notes=walk.notes), (entry,)))
        _ask(walk, line, entry, just=named_first)
        return
    steps = chain[1:]
    if not item.name and item.manner != "start":
        line.append(Clause("", (entry,)))
    elif steps and is_data(graph, entry) and len(things(walk, steps)) == len(steps) >= 2:
        run = steps[:-1] if len(steps) > 2 and ends_in_result(walk, steps) else steps
        line.append(Clause(glued(shown(item), through(walk, run)), ids_of(walk, [entry, *run])))
        steps = steps[len(run) :]
    else:
        before = any(not EMPTY.fullmatch(run_on(told)) for told in walk.lines[:-1])
        other = before and item.manner == "name"
        start = begun(item, notes=walk.notes)
        line.append(
            Clause(f"另一路{start}" if other and start.startswith("从") else start, (entry,))
        )
    tell_chain(walk, line, steps)
    walk.told.update(chain)
    _leave(walk, line, chain[-1])


def _joins(walk: Walk, entry: str) -> bool:
    """An entry that only leads into a merge is told with the merge."""
    graph = walk.graph
    edges = graph.out[entry]
    if len(edges) != 1 or edges[0].target in walk.told or edges[0].label.strip():
        return False
    return len([e for e in graph.into[edges[0].target] if e.id not in graph.back]) > 1


def _leave(walk: Walk, line: list[Clause], item: str) -> None:
    """Go on from the last item of a chain."""
    graph = walk.graph
    edges = [e for e in graph.out[item] if e.id not in walk.used]
    if not edges:
        return
    if item in graph.decisions:
        _ask(walk, line, item, just=bool(line) and graph.items[item].manner != "question")
        return
    if len(edges) == 1:
        _onward(walk, line, edges[0])
        return
    _fork(walk, line, item, edges)


def _onward(walk: Walk, line: list[Clause], edge: Edge) -> None:
    graph = walk.graph
    if edge.target not in walk.told:
        if ready(walk, edge.target):
            _merge_into(walk, edge.target, line)
        return
    target = graph.items[edge.target]
    if not target.name:
        return
    walk.used.add(edge.id)
    back = edge.id in graph.back
    lead = linking(edge.label, target) if back else ""
    text = glued(lead, "再回到" if back else "并汇入", wording(target, notes=False))
    line.append(Clause(text, (edge.id, edge.target)))


def _merge_into(walk: Walk, item: str, line: list[Clause] | None = None) -> None:
    """Tell an item that several ways lead to, or one that asks, and go on from there."""
    graph = walk.graph
    sources = [e for e in graph.into[item] if e.id not in graph.back and e.id not in walk.used]
    entry = graph.items[item]
    asks = item in graph.decisions and entry.manner == "question"
    names = [
        wording(graph.items[e.source], notes=False) for e in sources if graph.items[e.source].name
    ]
    walk.used.update(e.id for e in sources)
    if line is None or len(set(names)) > 1:
        line = []
        walk.lines.append(line)
        if len(set(names)) > 1 and (entry.name or entry.manner == "end"):
            known = len(walk.fork) > 1 and {e.source for e in sources} == set(walk.fork)
            who = f"这{count(len(names), measure='者')}" if known else capped(names, 4)
            if entry.manner == "end":
                line.append(
                    Clause(glued(listed(names[:4], last="或"), "之后"), ids_of(walk, [item]))
                )
                word, who = entered(entry, "last", notes=False), ""
            else:
                word = "汇合后" if asks else glued("共同进入", wording(entry, notes=walk.notes))
            line.append(Clause(glued(who, word), ids_of(walk, [item])))
        elif entry.name and not asks:
            line.append(Clause(entered(entry, "middle", notes=walk.notes), ids_of(walk, [item])))
    elif not asks:
        line.append(step(walk, item, alone=True, last=True, ends=False))
    walk.told.add(item)
    if item in graph.decisions:
        _ask(walk, line, item, just=not asks)
        return
    chain = chain_from(walk, item)
    tell_chain(walk, line, chain[1:])
    walk.told.update(chain)
    _leave(walk, line, chain[-1])


def _ask(walk: Walk, line: list[Clause], item: str, *, just: bool = False) -> None:
    """A question and its answers; the answer that leads furthest is told last."""
    graph = walk.graph
    if line and sum(len(c.text) for c in line) > 24 and not just:
        line = []
        walk.lines.append(line)
    groups: dict[str, list[Edge]] = {}
    for edge in sorted(graph.out[item], key=lambda e: reach(walk, e)):
        groups.setdefault(edge.label.strip(), []).append(edge)
    goes_on = [e for g in groups.values() for e in g if question_next(walk, e)]
    unsaid = tacit(list(groups))
    if "" in groups and not unsaid and not goes_on:
        groups[""] = groups.pop("")  # 其余情况下: after what the others are
    parts: list[str] = []
    ids: list[str] = [item]
    ends: list[str] = []
    for label, edges in groups.items():
        head = answer_head(label or unsaid, parts)
        chains = [_answer_chain(walk, e) for e in edges]
        ids += [i for e, c in zip(edges, chains, strict=True) for i in (e.id, *c, e.target)]
        if len(edges) > 1:
            chains = [c[:1] for c in chains]
            names = [wording(graph.items[e.target], notes=walk.notes) for e in edges]
            parts.append(glued(head, "分别进入", capped(names, 5)))
        elif goes_on and edges[0] is goes_on[-1]:
            core = quoted(graph.items[edges[0].target].name.rstrip("？? "))
            then = "再看" if head.endswith(("，", "则")) else "则再看"
            parts.append(glued(head, then, core))
        else:
            parts.append(glued(head, _answer(walk, edges[0], chains[0])))
        walk.used.update(e.id for e in edges)
        for chain in chains:
            walk.told.update(chain)
            ends += chain[-1:]
    told = "；".join(parts)
    if not just:
        told = f"{asked(graph.items[item], again=bool(line) or len(walk.lines) > 1)}：{told}"
    line.append(Clause(told.replace("；", "，") if just else told, tuple(dict.fromkeys(ids))))
    for end in ends:
        _resume(walk, end)
    for edge in goes_on:
        if edge.target not in walk.told:
            walk.told.add(edge.target)
            walk.lines.append([])
            _ask(walk, walk.lines[-1], edge.target)


def _resume(walk: Walk, item: str) -> None:
    """Take up a way again in a sentence of its own, if it leads anywhere untold."""
    graph = walk.graph
    edges = [e for e in graph.out[item] if e.id not in walk.used]
    if not edges or not graph.items[item].name:
        return
    if len(edges) == 1 and edges[0].target not in walk.told and not ready(walk, edges[0].target):
        return
    line: list[Clause] = []
    walk.lines.append(line)
    asks = item in graph.decisions and graph.items[item].manner == "question"
    merges = (
        len(edges) == 1
        and len([e for e in graph.into[edges[0].target] if e.id not in graph.back | walk.used]) > 1
        and edges[0].target not in walk.told
    )
    if not asks and not merges:
        line.append(Clause(glued(wording(graph.items[item], notes=False), "之后"), (item,)))
    _leave(walk, line, item)


def _answer_chain(walk: Walk, edge: Edge) -> list[str]:
    if edge.target in walk.told or not ready(walk, edge.target):
        return []
    if edge.target in walk.graph.decisions:
        return [] if walk.graph.items[edge.target].manner == "question" else [edge.target]
    return chain_from(walk, edge.target)


def _answer(walk: Walk, edge: Edge, chain: list[str]) -> str:
    graph = walk.graph
    target = graph.items[edge.target]
    if not chain:
        word = "返回" if edge.id in graph.back else ("转到" if edge.target in walk.told else "")
        if word:
            return glued(word, wording(target, notes=False))
        if target.name:
            return entered(target, "middle", notes=walk.notes)
        return "流程结束" if target.shape == "end" else "继续"
    first = graph.items[chain[0]]
    final = len(chain) == 1 and not graph.out[chain[0]]
    words = [Clause(entered(first, "last" if final else "middle", notes=walk.notes))]
    tell_chain(walk, words, chain[1:])
    onward = [e for e in graph.out[chain[-1]] if e.id not in walk.used]
    if len(onward) == 1 and onward[0].target in walk.told | {edge.source}:
        _onward(walk, words, onward[0])
    return run_on(words) or "继续"


def _fork(walk: Walk, line: list[Clause], item: str, edges: list[Edge]) -> None:
    """Several ways on: leaves are told in passing, the rest one by one."""
    graph = walk.graph
    fresh = [t for t in dict.fromkeys(e.target for e in edges) if t not in walk.told]
    leaves = [t for t in fresh if not graph.out[t] and len(graph.into[t]) == 1]
    onward = [t for t in fresh if t not in leaves]
    told = [e for e in edges if e.target in walk.told and graph.items[e.target].name]
    if len(onward) == 1 and leaves and not told:
        line += asides(walk, [e for e in edges if e.target in leaves])
        walk.told.update(leaves)
        _onward(walk, line, next(e for e in edges if e.target == onward[0]))
        return
    names = [wording(graph.items[t], notes=walk.notes) for t in fresh if graph.items[t].name]
    if names:
        lead = ("再" if line else "") + "分别进入" if len(names) > 1 else walk.then() + "进入"
        ids = (item, *(e.id for e in edges), *fresh)
        line.append(Clause(glued(lead, capped(names, 6, measure="路")), ids))
    if told:
        words = listed([shown(graph.items[t]) for t in dict.fromkeys(e.target for e in told)])
        word = "并回到" if told[0].id in graph.back else "并汇入"
        line.append(Clause(glued(word, words), tuple(e.id for e in told)))
    walk.used.update(e.id for e in edges)
    walk.told.update(fresh)
    walk.fork = tuple(fresh)
    for target in fresh:
        _resume(walk, target)
