"""A flow in English: chains, questions with their answers, forks, merges, ways back.

Walks the graph as the Chinese writer does; each item is told where all that leads to it
has been told.
"""

from collections.abc import Sequence

from tuwen.reading.types import Edge
from tuwen.writing.english.names import is_many, names
from tuwen.writing.english.phrasing import capped, does, listed
from tuwen.writing.english.steps import branched, followed, is_mark, labelled, step, through
from tuwen.writing.english.translation import label, question
from tuwen.writing.graph import Graph
from tuwen.writing.labels import clean
from tuwen.writing.phrasing import Clause
from tuwen.writing.steps import branch, tacit
from tuwen.writing.walk import Walk, chain_from, ids_of, reach, ready


def tell(graph: Graph, *, notes: bool = False, brief: bool = False) -> list[Clause]:
    """Tell the whole flow; each clause is a sentence without its full stop."""
    walk = Walk(graph, notes=notes, brief=brief)
    for entry in graph.entries:
        if entry not in walk.told and not _waits(walk, entry):
            _run(walk, entry, first=not walk.lines)
    for item in graph.order:
        if item not in walk.told:
            _merge(walk, item)
    return [Clause(line[0].text, line[0].ids, line[0].weight) for line in walk.lines
            if line[0].text]  # fmt: skip


def _say(walk: Walk, text: str, ids: Sequence[str], weight: int = 5) -> None:
    walk.lines.append([Clause(text, tuple(dict.fromkeys(i for i in ids if i)), weight)])


def _waits(walk: Walk, entry: str) -> bool:
    """An entry that only leads into a merge is told with the merge."""
    edges = walk.graph.out[entry]
    if len(edges) != 1 or edges[0].label.strip() or entry in walk.graph.decisions:
        return False
    into = walk.graph.into[edges[0].target]
    many = len([e for e in into if e.id not in walk.graph.back]) > 1
    if many:
        walk.told.add(entry)
        if ready(walk, edges[0].target):
            _merge(walk, edges[0].target)
    return many


def _run(walk: Walk, start: str, *, first: bool = False) -> None:
    """From an entry along its chain."""
    chain = chain_from(walk, start)
    walk.told.update(chain)
    items = [walk.graph.items[i] for i in chain]
    if start in walk.graph.decisions and len(chain) == 1:
        _ask(walk, start, first=first)
        return
    named_start = not is_mark(items[0])
    rest = items[1:]
    if not named_start:
        items, rest = rest, rest[1:]
    subject = "the flow" if first else "another path"
    text = f"{subject} starts with {step(walk, items[0])}" if items else ""
    if not text:
        _leave(walk, chain[-1], just=True)
        return
    if rest:
        text += through(walk, rest)
    else:
        tail = _tail(walk, chain[-1])
        forks = len(walk.graph.out[start]) > 1 and start not in walk.graph.decisions
        if forks and not tail:
            _fork(walk, start, walk.graph.out[start], lead=f"{text} and then")
            return
        asks = walk.graph.out[start] and walk.graph.out[start][0].target in walk.graph.decisions
        text = f"{text}{tail}" if tail or asks else ""  # it is told with where it leads
    text += _tail(walk, chain[-1]) if rest else ""
    if text:
        _say(walk, text, ids_of(walk, chain), 8 if first else 5)
    _leave(walk, chain[-1], just=bool(text))


def _tail(walk: Walk, item: str, lead: str = ", then") -> str:
    """Where the only line behind a chain leads, if that has been told: back, or into a merge."""
    edges = [e for e in walk.graph.out[item] if e.id not in walk.used]
    if len(edges) != 1 or edges[0].target not in walk.told:
        return ""
    edge, target = edges[0], walk.graph.items[edges[0].target]
    if not target.name or item in walk.graph.decisions:
        return ""
    walk.used.add(edge.id)
    said = clean(edge.label)
    why = f" ({label(said)})" if said else ""
    if edge.id in walk.graph.back:
        return f"{lead} returns to {step(walk, target)}{why}"
    return f"{lead} leads to {step(walk, target)}{why}"


def _leave(walk: Walk, item: str, *, just: bool = False) -> None:
    """Go on from the last item of a chain."""
    edges = [e for e in walk.graph.out[item] if e.id not in walk.used]
    if not edges:
        return
    if item in walk.graph.decisions:
        _ask(walk, item)
    elif len(edges) == 1:
        if edges[0].target not in walk.told and ready(walk, edges[0].target):
            _merge(walk, edges[0].target)
    else:
        _fork(walk, item, edges, just=just)


def _merge(walk: Walk, item: str) -> None:
    """Tell an item that several ways lead to, or that asks, and go on from there."""
    graph = walk.graph
    if item in walk.told:
        return
    ways = [e for e in graph.into[item] if e.id not in graph.back and e.id not in walk.used]
    sources = [graph.items[i] for i in dict.fromkeys(e.source for e in ways) if graph.items[i].name]
    walk.used.update(e.id for e in ways)
    entry = graph.items[item]
    asks = item in graph.decisions and entry.manner == "question"
    chain = [item] if asks else chain_from(walk, item)
    walk.told.update(chain)
    if not asks:
        rest = [graph.items[i] for i in chain[1:]]
        many = is_many(sources) if sources else False
        lead = does("lead to", many=many) if sources else "starts with"
        who = capped([step(walk, s) for s in sources], 4) if sources else "another path"
        if sources and (entry.manner == "end" or not entry.name):
            text = f"after {who}, the flow ends" if not rest else ""
        else:
            text = f"{who} {lead} {step(walk, entry)}"
        if rest:
            text += followed(walk, rest)
        text += _tail(walk, chain[-1], ", and" if rest else ", which")
        _say(walk, text, [*(s.id for s in sources), *ids_of(walk, chain)], 5)
    _leave(walk, chain[-1], just=not asks)


def _ask(walk: Walk, item: str, *, first: bool = False) -> None:
    """A question and its answers; the answer that leads furthest is told last."""
    graph = walk.graph
    groups: dict[str, list[Edge]] = {}
    for edge in sorted(graph.out[item], key=lambda e: reach(walk, e)):
        groups.setdefault(clean(edge.label), []).append(edge)
    unsaid = tacit(list(groups))
    entry = graph.items[item]
    if entry.manner != "question" and all(branch(g).answer == "other" for g in groups):
        _fork(walk, item, graph.out[item])
        return
    asked = question(entry.name) if entry.manner == "question" else ""
    if asked:
        groups = dict(sorted(groups.items(), key=lambda g: branch(g[0] or unsaid).answer == "no"))
    parts: list[str] = []
    ids: list[str] = [item]
    ends: list[str] = []
    for said, edges in groups.items():
        chains = [_answer_chain(walk, e) for e in edges]
        ids += [i for e, c in zip(edges, chains, strict=True) for i in (e.id, *c, e.target)]
        where = _answers(walk, edges, chains)
        parts.append(
            branched(said or unsaid, where, asked, first=not parts, alone=len(groups) == 1)
        )
        walk.used.update(e.id for e in edges)
        for chain in chains:
            walk.told.update(chain)
            ends += chain[-1:]
    known = "" if asked else f"at {step(walk, entry)}, "
    text = "; ".join(parts)
    text = text[0].lower() + text[1:] if text and not asked else text
    opening = "the flow begins with a check: " if first and asked else ""
    _say(walk, f"{opening}{known}{text}", ids, 7)
    for end in ends:
        _resume(walk, end)
    for edge in graph.out[item]:
        if edge.target not in walk.told and ready(walk, edge.target):
            walk.told.add(edge.target)
            _leave(walk, edge.target)


def _answer_chain(walk: Walk, edge: Edge) -> list[str]:
    target = edge.target
    if target in walk.told or not ready(walk, target):
        return []
    if target in walk.graph.decisions and walk.graph.items[target].manner == "question":
        return []
    return [target] if target in walk.graph.decisions else chain_from(walk, target)


def _answers(walk: Walk, edges: Sequence[Edge], chains: list[list[str]]) -> str:
    """Where an answer leads."""
    graph = walk.graph
    if len(edges) > 1:
        for k, chain in enumerate(chains):
            chains[k] = chain[:1]
        return f"leads to {capped([step(walk, graph.items[e.target]) for e in edges], 5)}"
    edge, chain = edges[0], chains[0]
    target = graph.items[edge.target]
    if not chain:
        if edge.id in graph.back:
            return f"returns to {step(walk, target)}"
        asked = question(target.name) if target.manner == "question" else ""
        if asked and edge.target not in walk.told:
            return f"goes on to check {asked}"
        if target.manner == "end" or not target.name:
            return "ends"
        return f"leads to {step(walk, target)}"
    first, rest = graph.items[chain[0]], [graph.items[i] for i in chain[1:]]
    if first.manner == "end" or not first.name:
        return "ends"
    text = f"leads to {step(walk, first)}"
    if rest:
        steps = [labelled(walk, i) for i in rest]
        ends = rest[-1].manner == "end" and not graph.out[rest[-1].id]
        if ends:
            steps.pop()
        text += f" and then to {listed(steps)}" if steps else ""
        text += ", where it ends" if ends else ""
    walk.told.update(chain)
    return text + _tail(walk, chain[-1])


def _fork(
    walk: Walk, item: str, edges: Sequence[Edge], *, just: bool = False, lead: str = ""
) -> None:
    """Several ways on."""
    graph = walk.graph
    fresh = [t for t in dict.fromkeys(e.target for e in edges) if t not in walk.told]
    told = [t for t in dict.fromkeys(e.target for e in edges) if t in walk.told]
    who = lead or ("from there, the flow" if just else step(walk, graph.items[item]))
    waiting = [t for t in fresh if not ready(walk, t)]
    parts: list[str] = []
    if fresh:
        word = "branches to" if len(fresh) > 1 else "leads to"
        named_ones = [labelled(walk, graph.items[t]) for t in fresh if graph.items[t].name]
        parts += [f"{word} {capped(named_ones, 6)}"] if named_ones else []
    known = [graph.items[t] for t in told if graph.items[t].name]
    if known:
        back = {e.id in graph.back for e in edges if e.target in told}
        word = "leads to" if len(back) > 1 or True not in back else "returns to"
        word = "also to" if parts and word == "leads to" else word
        parts.append(f"{word} {names(known)}")
    walk.used.update(e.id for e in edges if e.target not in waiting or e.target in fresh)
    if parts:
        ids = [item, *(i for e in edges for i in (e.id, e.target))]
        _say(walk, f"{who} {' and '.join(parts)}", ids, 6)
    walk.told.update(fresh)
    for target in fresh:
        _resume(walk, target)


def _resume(walk: Walk, item: str) -> None:
    """Take up a way again in a sentence of its own, if it leads anywhere untold."""
    graph = walk.graph
    edges = [e for e in graph.out[item] if e.id not in walk.used]
    if not edges or not graph.items[item].name:
        return
    if item in graph.decisions:
        _ask(walk, item)
        return
    if len(edges) > 1:
        _fork(walk, item, edges)
        return
    edge, target = edges[0], graph.items[edges[0].target]
    if edge.target in walk.told:
        tail = _tail(walk, item)
        if tail:
            text = f"{step(walk, graph.items[item])}{tail.replace(', then ', ' ', 1)}"
            _say(walk, text, (item, edge.id, edge.target))
    elif ready(walk, edge.target) or not target.name:
        _merge(walk, edge.target)
