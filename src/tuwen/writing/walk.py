"""The state of one telling of a flow, and how a chain of steps is put in words."""

import re
from dataclasses import dataclass, field
from typing import Final

from tuwen.reading.types import Edge
from tuwen.writing.graph import Graph
from tuwen.writing.phrasing import Clause, capped, glued, listed, quoted, union
from tuwen.writing.steps import RESULT, entered, linking, wording
from tuwen.writing.verbs import choose, is_verb

THEN: Final = ("随后", "接着", "再", "之后")
RUN: Final = 3  # things in a row that are told as 「依次经过」


@dataclass
class Walk:
    """The state of one telling."""

    graph: Graph
    notes: bool = False
    brief: bool = False
    told: set[str] = field(default_factory=set[str])
    used: set[str] = field(default_factory=set[str])  # edges that need no more words
    lines: list[list[Clause]] = field(default_factory=list[list[Clause]])
    fork: tuple[str, ...] = ()  # the ways told last
    turn: int = 0

    def then(self) -> str:
        self.turn += 1
        return THEN[(self.turn - 1) % len(THEN)]


def run_on(clauses: list[Clause]) -> str:
    """Clauses as one sentence; a connective behind 「……后」 would be one too many."""
    text = "，".join(c.text for c in clauses if c.text)
    text = re.sub(r"后，(?:随后|接着|之后|最后|再|并)", "后", text)
    return re.sub(r"^(?:随后|接着|之后)", "首先", text)


def ready_but(walk: Walk, item: str, but: str) -> bool:
    graph = walk.graph
    ways = (e for e in graph.into[item] if e.id not in graph.back)
    return all(e.source in walk.told or e.source == but for e in ways)


def question_next(walk: Walk, edge: Edge) -> bool:
    target = edge.target
    return (
        target in walk.graph.decisions
        and target not in walk.told
        and edge.id not in walk.graph.back
        and ready_but(walk, target, edge.source)
        and walk.graph.items[target].manner == "question"
    )


def reach(walk: Walk, edge: Edge) -> int:
    fresh = walk.graph.reachable(edge.target) - walk.told
    return len(fresh) if edge.target not in walk.told else -1


def chain_from(walk: Walk, start: str) -> list[str]:
    """Items that follow each other with no other way in or out."""
    graph = walk.graph
    chain = [start]
    while True:
        edges = graph.out[chain[-1]]
        if len(edges) != 1 or edges[0].id in graph.back or chain[-1] in graph.decisions:
            return chain
        target = edges[0].target
        waits = [e for e in graph.into[target] if e.id not in graph.back and e.source != chain[-1]]
        if target in walk.told or target in chain or any(e.source not in walk.told for e in waits):
            return chain
        if waits or target in graph.decisions:
            return chain
        chain.append(target)


def tell_chain(walk: Walk, line: list[Clause], steps: list[str]) -> None:
    """Add a chain to a sentence: runs of things by 依次经过, actions one by one."""
    at = 0
    while at < len(steps):
        run = things(walk, steps[at:])
        if len(run) > RUN and ends_in_result(walk, run):
            run = run[:-1]
        if len(run) >= RUN:
            line.append(Clause(through(walk, run), ids_of(walk, run)))
            at += len(run)
            continue
        last = at == len(steps) - 1
        line.append(step(walk, steps[at], alone=len(steps) == 1, last=last, ends=last and at > 1))
        at += 1


def ends_in_result(walk: Walk, run: list[str]) -> bool:
    """Whether the last of a run is what comes out of it."""
    return not walk.graph.out[run[-1]] and bool(RESULT.search(walk.graph.items[run[-1]].name))


def step(walk: Walk, item: str, *, alone: bool, last: bool, ends: bool) -> Clause:
    graph = walk.graph
    entry = graph.items[item]
    ways = [e for e in graph.into[item] if e.id not in graph.back]
    label = ways[0].label if len(ways) == 1 else ""
    final = last and not graph.out[item]
    if is_verb(label) and entry.name:
        verb = choose("", "", label)
        text = glued(verb.text, wording(entry, notes=walk.notes), verb.after)
        return Clause(glued(walk.then(), text), ids_of(walk, [item]))
    lead = linking(label, entry)
    text = entered(entry, "last" if final else "middle", notes=walk.notes)
    if not entry.name and entry.manner != "end":
        return Clause("", (item,))
    word = "最后" if final and (ends or alone) and entry.manner != "end" else walk.then()
    return Clause(glued(lead or word, text), ids_of(walk, [item]))


def things(walk: Walk, steps: list[str]) -> list[str]:
    """The longest run from the front of items that are things, without labels between."""
    run: list[str] = []
    for n, step in enumerate(steps):
        item = walk.graph.items[step]
        label = any(e.label.strip() for e in walk.graph.into[step])
        if item.manner not in ("name", "step") or not item.name or (label and n):
            break
        if label:
            break
        run.append(step)
    return run


def through(walk: Walk, run: list[str]) -> str:
    words = [wording(walk.graph.items[i], notes=walk.notes) for i in run]
    if walk.brief and len(words) > 4:
        return glued("依次经过", f"{words[0]}、{words[1]} 等 {len(words) - 1} 步，到达", words[-1])
    return glued("依次经过", listed(words))


def ready(walk: Walk, item: str) -> bool:
    graph = walk.graph
    return all(e.source in walk.told for e in graph.into[item] if e.id not in graph.back)


def ids_of(walk: Walk, items: list[str]) -> tuple[str, ...]:
    graph = walk.graph
    return tuple(
        i
        for item in items
        for i in (
            *(e.id for e in graph.into[item] if e.source in walk.told or e.source in items),
            item,
        )
    )


def asides(walk: Walk, edges: list[Edge]) -> list[Clause]:
    """Leaves beside the way, those on bare lines together, others with the words on their line."""
    items = walk.graph.items
    named = [e for e in edges if items[e.target].name]
    bare = [e for e in named if not e.label.strip()]
    told: list[Clause] = []
    if bare:
        names = capped([wording(items[e.target], notes=walk.notes) for e in bare], 5)
        ids = union((e.source, e.id, e.target) for e in bare)
        told.append(Clause(glued("其间涉及", names), ids))
    for edge in named:
        if label := edge.label.strip():
            name = wording(items[edge.target], notes=walk.notes)
            text = glued("其间以", quoted(label), "关联到", name)
            told.append(Clause(text, (edge.source, edge.id, edge.target)))
    return told
