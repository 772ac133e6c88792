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
SECTION: Final = re.compile(
    r"^(alt|else|opt|option|critical|break|loop)\b[\s:：]*\[?(.*?)\]?$", re.IGNORECASE | re.DOTALL
)
LINKS: Final = ("首先", "随后", "接着", "然后", "之后")


@dataclass(frozen=True, slots=True)
class Turn:
    """Messages in a row from one participant to another."""

    source: str
    target: str
    labels: tuple[str, ...]
    ids: tuple[str, ...]
    answer: bool
    directed: bool = True
    case: str = ""  # when, by the frame around it: 「若「密码正确」，」
    reply: str = ""  # what came straight back, told with what it answers


def participants(graph: Graph, *, counted: bool = True) -> Clause:
    """「用户、网关和订单服务三个参与方」, or the names alone."""
    named = [n for n in graph.nodes if n.name]
    names = capped([shown(n) for n in named], 7, measure="个参与方")
    tail = f"{count(len(named))}参与方" if counted and 1 < len(named) <= 7 else ""
    return Clause(glued(names, tail), tuple(n.id for n in named))


def messages(reading: Reading) -> list[Edge]:
    """Messages that are sure enough to be told, in order."""
    known = {n.id for n in reading.nodes if n.label.strip()}
    return [
        e for e in reading.edges
        if e.confidence >= SOUND and e.source in known and e.target in known
        and (e.label.strip() or e.source != e.target)
    ]  # fmt: skip


def cases(reading: Reading, found: list[Edge]) -> list[str]:
    """For each message when it is sent, by the innermost section of a frame around it."""
    frames = sorted(reading.groups, key=lambda g: g.box[3] - g.box[1])
    said: list[str] = []
    for edge in found:
        level = edge.path[0][1] if edge.path else None
        around = (
            SECTION.match(clean(g.label)) for g in frames
            if level is not None and g.box[1] <= level <= g.box[3]
        )  # fmt: skip
        match = next((m for m in around if m), None)
        said.append(_case(match[1].lower(), match[2].strip()) if match else "")
    return said


def _case(word: str, condition: str) -> str:
    if not condition:
        return "否则，" if word == "else" else ""
    return f"在循环{quoted(condition)}中，" if word == "loop" else f"若{quoted(condition)}，"


def turns(reading: Reading, *, fold: bool) -> list[Turn]:
    """Messages gathered; with `fold` of the answers only the last of each section is kept."""
    found = messages(reading)
    when = cases(reading, found)
    made: list[Turn] = []
    for n, edge in enumerate(found):
        label = brief(edge.label)
        answer = _answers(edge, found[:n])
        more = n < len(found) - 1 and when[n + 1] == when[n]
        if fold and answer and more:
            if made:
                made[-1] = _grown(made[-1], (), (edge.id,))
            continue
        turn = Turn(edge.source, edge.target, (label,), (edge.id,), answer, edge.directed, when[n])
        last = made[-1] if made else None
        if fold and last and label and more and _returned(last, turn):
            made[-1] = replace(last, ids=union([last.ids, (edge.id,)]), reply=label)
        elif last and not last.reply and _alike(last, turn):
            made[-1] = _grown(last, (label,), (edge.id,))
        else:
            made.append(turn)
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
    if not turn.directed:  # which way it goes was not seen
        return Clause(glued(source, "与", target, "之间传递", what or "消息"), ids)
    if turn.answer:
        return Clause(glued(source, "向", target, "返回", what or "结果"), ids)
    verb = "先后发送" if len(labels) > 1 else "发送"
    reply = glued("，得到", quoted(turn.reply)) if turn.reply else ""
    return Clause(glued(source, "向", target, verb, what or "请求") + reply, ids)


def story(graph: Graph, reading: Reading, *, room: int) -> list[Clause]:
    """The messages, as many as fit; the first and the last are always there."""
    made = turns(reading, fold=True)
    kept = fitting(made, [width(told(graph, turn).text) + 2 for turn in made], room)
    clauses = _in_cases(graph, kept)
    if len(clauses) == 1:
        return clauses
    words = [LINKS[min(n, 1 + (n - 1) % 4)] for n in range(len(clauses) - 1)] + ["最后"]
    return [
        Clause(glued(word, clause.text), clause.ids)
        for word, clause in zip(words, clauses, strict=False)
    ]


def fitting(made: list[Turn], sizes: list[int], room: int) -> list[Turn]:
    """What fits of some turns: the longest go first, never the first or the last."""
    kept = list(range(len(made)))
    while len(kept) > 3 and sum(sizes[k] for k in kept) > room:
        kept.remove(max(kept[1:-1], key=lambda k: (sizes[k], k)))
    return [made[k] for k in kept]


def lines(graph: Graph, reading: Reading) -> list[Clause]:
    """Every message as a line."""
    return _in_cases(graph, turns(reading, fold=False), most=9)


def _in_cases(graph: Graph, made: list[Turn], *, most: int = 3) -> list[Clause]:
    """Turns as clauses, each first of a section with when it is."""
    clauses: list[Clause] = []
    before = ""
    for turn in made:
        clause = told(graph, turn, most=most)
        case = turn.case if turn.case != before else ""
        clauses.append(replace(clause, text=f"{case}{clause.text}"))
        before = turn.case
    return clauses


def brief(label: str) -> str:
    """A message's label without numbering, and without a long bracket at its end."""
    text = ORDINAL.sub("", clean(label)).replace("`", "").strip("\"' ")
    if len(text) > 36:
        text = re.sub(r"\s*[(（][^()（）]*[)）]$", "", text)
    return text


def _answers(edge: Edge, before: list[Edge]) -> bool:
    back = any(e.source == edge.target and e.target == edge.source for e in before)
    if edge.source == edge.target:
        return False
    return back and (edge.style == "dashed" or bool(RETURNS.search(clean(edge.label))))


def _returned(turn: Turn, back: Turn) -> bool:
    """Whether a message goes straight back to who has just sent one."""
    ends = (turn.source, turn.target) == (back.target, back.source) and turn.source != turn.target
    plain = turn.directed and back.directed and turn.case == back.case
    return ends and plain and not turn.answer and not turn.reply and len(turn.labels) == 1


def _alike(one: Turn, other: Turn) -> bool:
    """Whether two turns differ only in what is sent."""
    return replace(one, labels=(), ids=()) == replace(other, labels=(), ids=())


def _grown(turn: Turn, labels: tuple[str, ...], ids: tuple[str, ...]) -> Turn:
    return replace(turn, labels=turn.labels + labels, ids=union([turn.ids, ids]))
