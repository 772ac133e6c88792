"""A flow told in steps: chains, questions with their answers, forks, merges, ways back.

Walks the graph once, each item told where all that leads to it has been told. Text
and evidence only: opening and closing are others' business.
"""

from tuwen.reading.types import Edge
from tuwen.writing.graph import Graph
from tuwen.writing.phrasing import Clause, capped, glued, listed, shown, union
from tuwen.writing.steps import asked, begun, branch, entered, is_data, linking, wording
from tuwen.writing.walk import (
    Walk,
    chain_from,
    ids_of,
    ready,
    ready_but,
    step,
    tell_chain,
    things,
    through,
)


def tell(graph: Graph, *, notes: bool = False, brief: bool = False) -> list[Clause]:
    """Tell the whole flow; each clause given is a sentence without its full stop."""
    walk = Walk(graph, notes=notes, brief=brief)
    for entry in graph.entries:
        if entry not in walk.told:
            _from_entry(walk, entry)
    for item in graph.order:  # what waits for a merge that never completes
        if item not in walk.told:
            _merge_into(walk, item)
    return [
        Clause("，".join(c.text for c in line), union(c.ids for c in line))
        for line in walk.lines
        if any(c.text for c in line)
    ]


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
        line.append(Clause(glued(shown(item), through(walk, steps)), ids_of(walk, chain)))
        steps = []
    else:
        other = len(walk.lines) > 1 and item.manner == "name"
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
    edges = [e for e in edges if e.directed or e.target not in walk.told]
    if not edges:
        return
    if item in graph.decisions:
        just = bool(line) and graph.items[item].manner != "question"
        _ask(walk, line, item, just=just)
        return
    if len(edges) == 1:
        _onward(walk, line, edges[0])
        return
    _fork(walk, line, item, edges)


def _onward(walk: Walk, line: list[Clause], edge: Edge) -> None:
    graph = walk.graph
    target = graph.items[edge.target]
    lead = linking(edge.label, target)
    if edge.target in walk.told:
        if not target.name:
            return
        word = "再回到" if edge.id in graph.back else "并汇入"
        lead = lead if edge.id in graph.back else ""
        line.append(
            Clause(glued(lead, word if line else word[1:], shown(target)), (edge.id, edge.target))
        )
    elif ready(walk, edge.target):
        _merge_into(walk, edge.target, line)


def _merge_into(walk: Walk, item: str, line: list[Clause] | None = None) -> None:
    """Tell an item that several ways lead to, or one that asks, and go on from there."""
    graph = walk.graph
    sources = [e for e in graph.into[item] if e.id not in graph.back]
    entry = graph.items[item]
    asks = item in graph.decisions
    if len(sources) == 1 and line is not None:
        if asks and entry.manner == "question":
            walk.told.add(item)
            _ask(walk, line, item)
            return
        clause = step(walk, item, alone=True, last=True, ends=False)
        line.append(clause)
    else:
        line = []
        walk.lines.append(line)
        names = [shown(graph.items[e.source]) for e in sources if graph.items[e.source].name]
        walk.used.update(e.id for e in sources)
        who = glued(capped(names, 4), "") if names else ""
        if len(set(names)) > 1 and entry.name:
            line.append(
                Clause(
                    glued(who, "共同进入", wording(entry, notes=walk.notes)), ids_of(walk, [item])
                )
            )
        elif entry.name:
            line.append(Clause(entered(entry, "middle", notes=walk.notes), ids_of(walk, [item])))
    walk.told.add(item)
    if asks:
        _ask(walk, line, item, just=entry.manner != "question")
    else:
        chain = chain_from(walk, item)
        tell_chain(walk, line, chain[1:])
        walk.told.update(chain)
        _leave(walk, line, chain[-1])


def _ask(walk: Walk, line: list[Clause], item: str, *, just: bool = False) -> None:
    """A question and its answers; the answer that leads furthest is told last."""
    graph = walk.graph
    entry = graph.items[item]
    if line and sum(len(c.text) for c in line) > 24 and not just:
        line = []
        walk.lines.append(line)
    answers = sorted(graph.out[item], key=lambda e: _reach(walk, e))
    parts: list[str] = []
    ids: list[str] = [item]
    after: list[str] = []
    goes_on = [e for e in answers if _question_next(walk, e)]
    for edge in answers:
        chain = _answer_chain(walk, edge)
        head = _head(edge, parts)
        if goes_on and edge is goes_on[-1]:
            parts.append("若是，则继续" if head == "若是，" else glued(head, "继续"))
        else:
            parts.append(glued(head, _answer(walk, edge, chain)))
        ids += [edge.id, *chain, edge.target]
        walk.told.update(chain)
        after.append(chain[-1] if chain else "")
    told = "；".join(parts)
    if just:
        line.append(Clause(told.replace("；", "，"), tuple(dict.fromkeys(ids))))
    else:
        question = asked(entry, again=bool(line) or len(walk.lines) > 1)
        line.append(Clause(f"{question}：{told}", tuple(dict.fromkeys(ids))))
    for end in after:
        if end:
            fresh: list[Clause] = []
            walk.lines.append(fresh)
            _leave(walk, fresh, end)
    if goes_on and goes_on[-1].target not in walk.told:
        walk.told.add(goes_on[-1].target)
        fresh = []
        walk.lines.append(fresh)
        _ask(walk, fresh, goes_on[-1].target)


def _head(edge: Edge, parts: list[str]) -> str:
    answer = branch(edge.label)
    if answer.answer == "no" and not parts:
        return "若否，"
    if answer.answer == "yes" and parts and parts[0].startswith("若否，"):
        return "若是，"
    return answer.text


def _question_next(walk: Walk, edge: Edge) -> bool:
    target = edge.target
    return (
        target in walk.graph.decisions
        and target not in walk.told
        and edge.id not in walk.graph.back
        and ready_but(walk, target, edge.source)
        and walk.graph.items[target].manner == "question"
    )


def _reach(walk: Walk, edge: Edge) -> int:
    fresh = walk.graph.reachable(edge.target) - walk.told
    return len(fresh) if edge.target not in walk.told else -1


def _answer_chain(walk: Walk, edge: Edge) -> list[str]:
    if edge.target in walk.told or not ready(walk, edge.target):
        return []
    if edge.target in walk.graph.decisions:
        return []
    return chain_from(walk, edge.target)


def _answer(walk: Walk, edge: Edge, chain: list[str]) -> str:
    graph = walk.graph
    target = graph.items[edge.target]
    if not chain:
        word = "返回" if edge.id in graph.back else ("转到" if edge.target in walk.told else "")
        if word:
            return glued(word, shown(target))
        return entered(target, "middle", notes=walk.notes) if target.name else "流程结束"
    words: list[Clause] = []
    first = graph.items[chain[0]]
    final = len(chain) == 1 and not graph.out[chain[0]]
    words.append(Clause(entered(first, "last" if final else "middle", notes=walk.notes)))
    tell_chain(walk, words, chain[1:])
    return "，".join(c.text for c in words if c.text) or "继续"


def _fork(walk: Walk, line: list[Clause], item: str, edges: list[Edge]) -> None:
    """Several ways on: leaves are told in passing, the rest one by one."""
    graph = walk.graph
    fresh = [t for t in dict.fromkeys(e.target for e in edges) if t not in walk.told]
    back = [e for e in edges if e.target in walk.told and graph.items[e.target].name]
    leaves = [t for t in fresh if not graph.out[t] and len(graph.into[t]) == 1]
    onward = [t for t in fresh if t not in leaves]
    ways = tuple(e.id for e in edges)
    if len(onward) == 1 and leaves and not back:
        names = capped([wording(graph.items[t], notes=walk.notes) for t in leaves], 5)
        line.append(Clause(glued("其间涉及", names), (item, *ways, *leaves)))
        walk.told.update(leaves)
        _onward(walk, line, next(e for e in edges if e.target == onward[0]))
        return
    names = [wording(graph.items[t], notes=walk.notes) for t in fresh if graph.items[t].name]
    if names:
        lead = "分别进入" if len(names) > 1 else walk.then() + "进入"
        line.append(Clause(glued(lead, capped(names, 6, measure="路")), (item, *ways, *fresh)))
    if back and len(line) < 6:
        told = listed([shown(graph.items[e.target]) for e in back])
        word = "并回到" if back[0].id in graph.back else "并汇入"
        line.append(Clause(glued(word, told), tuple(e.id for e in back)))
    walk.told.update(fresh)
    for target in fresh:
        _after_fork(walk, target)


def _after_fork(walk: Walk, target: str) -> None:
    graph = walk.graph
    edges = [e for e in graph.out[target] if e.id not in walk.used]
    if not edges or (len(edges) == 1 and not ready(walk, edges[0].target)):
        return
    line: list[Clause] = []
    walk.lines.append(line)
    if target in graph.decisions and graph.items[target].manner == "question":
        _ask(walk, line, target)
        return
    alone = (
        len(edges) > 1
        or len([e for e in graph.into[edges[0].target] if e.id not in graph.back]) == 1
    )
    if alone or edges[0].target in walk.told:
        line.append(Clause(glued(wording(graph.items[target], notes=False), "之后"), (target,)))
    _leave(walk, line, target)
