"""Sequence diagrams: who takes part, what passes between them, in order and condensed."""

import re
from dataclasses import dataclass, replace
from typing import Final

from tuwen.reading.types import Edge, Reading
from tuwen.writing.graph import SOUND, Graph
from tuwen.writing.labels import ORDINAL, clean
from tuwen.writing.phrasing import Clause, capped, count, glued, quoted, shown, union, width

_RETURNED: Final = re.compile(r"^返回(?!值|码|体)\s*")  # the verb says it
RETURNS: Final = re.compile(r"^(?:返回|响应|应答|return|reply|response|ok|\d{3}\b)", re.IGNORECASE)
LINKS: Final = ("首先", "随后", "接着", "然后", "之后")


@dataclass(frozen=True, slots=True)
class Turn:
    """Messages in a row from one participant to another."""

    source: str
    target: str
    labels: tuple[str, ...]
    ids: tuple[str, ...]
    answer: bool
    reply: str = ""  # what came straight back, told with what it answers


def participants(graph: Graph) -> Clause:
    """「用户、网关和订单服务三个参与方」."""
    named = [n for n in graph.nodes if n.name]
    names = capped([shown(n) for n in named], 7, measure="个参与方")
    tail = f"{count(len(named))}参与方" if 1 < len(named) <= 7 else ""
    return Clause(glued(names, tail), tuple(n.id for n in named))


def messages(reading: Reading, *, whole: bool = False) -> list[Edge]:
    """Messages that are sure enough to be told, in order."""
    known = {n.id for n in reading.nodes if n.label.strip()}
    return [
        e for e in reading.edges
        if e.confidence >= SOUND and e.source in known and e.target in known
        and (whole or e.label.strip() or e.source != e.target)
    ]  # fmt: skip


def turns(found: list[Edge], *, fold: bool) -> list[Turn]:
    """Messages gathered; answers are left out where `fold` and something else follows."""
    made: list[Turn] = []
    for n, edge in enumerate(found):
        label = brief(edge.label)
        answer = _answers(edge, found[:n])
        if fold and answer and n < len(found) - 1:
            if made:
                made[-1] = _grown(made[-1], (), (edge.id,))
            continue
        last = made[-1] if made else None
        if fold and last and label and _returned(last, edge) and n < len(found) - 1:
            made[-1] = replace(last, ids=union([last.ids, (edge.id,)]), reply=label)
            continue
        if (
            last
            and not last.reply
            and (last.source, last.target, last.answer) == (edge.source, edge.target, answer)
        ):
            made[-1] = _grown(last, (label,), (edge.id,))
            continue
        made.append(Turn(edge.source, edge.target, (label,), (edge.id,), answer))
    return made


def told(graph: Graph, turn: Turn, *, most: int = 3) -> Clause:
    """One turn as a clause without a linking word."""
    source, target = shown(graph.items[turn.source]), shown(graph.items[turn.target])
    said = [_RETURNED.sub("", label) if turn.answer else label for label in turn.labels]
    labels = [quoted(label) for label in said if label]
    what = capped(labels, most, measure="项") if labels else ""
    ids = (turn.source, *turn.ids, turn.target)
    if turn.source == turn.target:
        return Clause(glued(source, "自行处理", what) if what else glued(source, "自行处理"), ids)
    if turn.answer:
        return Clause(glued(source, "向", target, "返回", what or "结果"), ids)
    verb = "先后发送" if len(labels) > 1 else "发送"
    reply = glued("，得到", quoted(turn.reply)) if turn.reply else ""
    return Clause(glued(source, "向", target, verb, what or "请求") + reply, ids)


def story(graph: Graph, reading: Reading, *, room: int) -> list[Clause]:
    """The messages, as many as fit; the first and the last are always there."""
    made = turns(messages(reading), fold=True)
    clauses = [told(graph, turn) for turn in made]
    kept = list(range(len(clauses)))
    while len(kept) > 3 and sum(width(clauses[i].text) + 2 for i in kept) > room:
        inner = kept[1:-1]
        kept.remove(max(inner, key=lambda i: (width(clauses[i].text), i)))
    if len(kept) == 1:
        return clauses
    linked: list[Clause] = []
    for place, index in enumerate(kept):
        word = (
            "最后" if place == len(kept) - 1 and place else LINKS[min(place, 1 + (place - 1) % 4)]
        )
        linked.append(Clause(glued(word, clauses[index].text), clauses[index].ids))
    return linked


def lines(graph: Graph, reading: Reading) -> list[Clause]:
    """Every message as a line."""
    return [told(graph, t, most=9) for t in turns(messages(reading), fold=False)]


def brief(label: str) -> str:
    """A message's label without numbering, and without a long bracket at its end."""
    text = ORDINAL.sub("", clean(label)).strip("\"' ")
    if len(text) > 36:
        text = re.sub(r"\s*[(（][^()（）]*[)）]$", "", text)
    return text


def _answers(edge: Edge, before: list[Edge]) -> bool:
    back = any(e.source == edge.target and e.target == edge.source for e in before)
    if edge.source == edge.target:
        return False
    return back and (edge.style == "dashed" or bool(RETURNS.search(clean(edge.label))))


def _returned(turn: Turn, edge: Edge) -> bool:
    """Whether a message goes straight back to who has just sent one."""
    ends = (turn.source, turn.target) == (edge.target, edge.source) and turn.source != turn.target
    return ends and not turn.answer and not turn.reply and len(turn.labels) == 1


def _grown(turn: Turn, labels: tuple[str, ...], ids: tuple[str, ...]) -> Turn:
    return replace(turn, labels=turn.labels + labels, ids=union([turn.ids, ids]))
