"""Sequence diagrams in English: who takes part, what passes between them, in order."""

import re
from dataclasses import replace
from typing import Final

from tuwen.reading.types import Reading
from tuwen.writing.english.names import name_of, names
from tuwen.writing.english.phrasing import capped, count
from tuwen.writing.english.translation import label
from tuwen.writing.graph import Graph
from tuwen.writing.phrasing import Clause
from tuwen.writing.sequence_text import Turn, fitting, turns

CASE: Final = re.compile(r"(若|在循环)「(.*)」中?，", re.DOTALL)
RETURNED: Final = re.compile(r"^(?:return(?:s|ed)?\s+|返回(?!值|码|体)\s*)", re.IGNORECASE)
LINKS: Final = ("first", "then", "next", "after that")


def participants(graph: Graph) -> Clause:
    """“the user, the gateway, and Redis”."""
    named = [n for n in graph.nodes if n.name]
    return Clause(names(named, 7), tuple(n.id for n in named))


def told(graph: Graph, turn: Turn, *, most: int = 3) -> Clause:
    """One turn as a clause without a linking word."""
    source, target = (name_of(graph.items[i]).the for i in (turn.source, turn.target))
    said = [RETURNED.sub("", s) if turn.answer else s for s in turn.labels]
    shown = list(dict.fromkeys(label(s) for s in said if s.strip()))
    what = capped(shown, most) if shown else ""
    ids = (turn.source, *turn.ids, turn.target)
    if turn.source == turn.target:
        return Clause(f"{source} itself performs {what or 'a step'}", ids)
    if not turn.directed:
        return Clause(f"{what or 'a message'} passes between {source} and {target}", ids)
    if turn.answer:
        return Clause(f"{source} returns {what or 'the result'} to {target}", ids)
    if turn.reply:
        reply = label(RETURNED.sub("", turn.reply))
        return Clause(
            f"{source} sends {what or 'a request'} to {target}, which returns {reply}", ids
        )
    return Clause(f"{source} sends {what or 'a request'} to {target}", ids)


def story(graph: Graph, reading: Reading, *, room: int) -> list[Clause]:
    """The messages, as many as fit; the first and the last are always there."""
    made = turns(reading, fold=True)
    kept = fitting(made, [len(told(graph, turn).text) + 2 for turn in made], room)
    clauses = _in_cases(graph, kept)
    if len(clauses) < 2:
        return clauses
    links = [LINKS[min(n, 1 + (n - 1) % 3)] for n in range(len(clauses) - 1)] + ["finally"]
    return [replace(c, text=f"{word}, {c.text}")
            for word, c in zip(links, clauses, strict=True)]  # fmt: skip


def lines(graph: Graph, reading: Reading) -> list[Clause]:
    """Every message as a line."""
    return _in_cases(graph, turns(reading, fold=False), most=9)


def _in_cases(graph: Graph, made: list[Turn], *, most: int = 3) -> list[Clause]:
    clauses: list[Clause] = []
    before = ""
    for turn in made:
        clause = told(graph, turn, most=most)
        case = _case(turn.case) if turn.case != before else ""
        clauses.append(replace(clause, text=f"{case}{clause.text}"))
        before = turn.case
    return clauses


def _case(case: str) -> str:
    """When a message is sent, by the frame around it."""
    match = CASE.fullmatch(case)
    if match:
        condition = label(match[2])
        return f"in the loop {condition}, " if match[1] != "若" else f"if {condition}, "
    return "otherwise, " if case else ""


def size(graph: Graph) -> str:
    """“three participants”."""
    return count(len([n for n in graph.nodes if n.name]), "participant")
