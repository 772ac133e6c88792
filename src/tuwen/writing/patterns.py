"""Inference with a licence: phrases that rules entitle to, each with its rule and evidence.

The rules are data (patterns.toml). Nothing else in the writer says what no label says.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final

from tuwen.writing.graph import Graph

SAYS: Final = ("kind", "merit", "use")


@dataclass(frozen=True, slots=True)
class Inference:
    """A phrase that a rule allows, and the ids it rests on."""

    rule: str
    says: str  # kind, merit or use
    phrase: str
    ids: tuple[str, ...]


@cache
def rules() -> tuple[dict[str, Any], ...]:
    """Give the rules of patterns.toml in order."""
    text = files("tuwen.writing").joinpath("patterns.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["rule"])


def infer(graph: Graph) -> tuple[Inference, ...]:
    """Find every rule that holds, in the order of the rules, each phrase once."""
    held: dict[str, Inference] = {}
    for rule in rules():
        ids = _evidence(rule, graph, held)
        if ids is not None:
            held[rule["name"]] = Inference(rule["name"], rule["says"], rule["phrase"], ids)
    phrases: set[str] = set()
    found: list[Inference] = []
    for inference in held.values():
        if inference.phrase not in phrases:
            phrases.add(inference.phrase)
            found.append(inference)
    return tuple(found)


def first(inferences: Iterable[Inference], says: str) -> Inference | None:
    """Give the first inference of a sort."""
    return next((i for i in inferences if i.says == says), None)


def _evidence(
    rule: dict[str, Any], graph: Graph, held: dict[str, Inference]
) -> tuple[str, ...] | None:
    """The ids that satisfy every condition of a rule, or None."""
    for lack in rule.get("lacks", ()):
        if _having(graph, lack):
            return None
    conditions = chain(
        (list(held[name].ids) if name in held else [] for name in rule.get("rules", ())),
        (_having(graph, need) for need in rule.get("needs", ())),
        (_flowing(graph, flow) for flow in rule.get("flows", ())),
        (_named(graph, word) for word in rule.get("words", ())),
        (_linked(graph, one, other) for one, other in rule.get("links", ())),
        (_shared(graph, *pair) for pair in (rule.get("shared"),) if pair),
    )
    found: dict[str, None] = {}
    for ids in conditions:  # the cheap ones first; one that fails ends it
        if not ids:
            return None
        found |= dict.fromkeys(ids)
    return tuple(found)


def _having(graph: Graph, need: str) -> list[str]:
    """Items of the wanted categories, where there are enough under names that differ in more
    than a number."""
    kinds, _, least = need.partition(">=")
    wanted = set(kinds.split("|"))
    found = [
        i
        for i, item in graph.items.items()
        if item.manner == "name" and item.firm and item.category in wanted
    ]
    names = {re.sub(r"[\s_#-]*\d+$", "", graph.items[i].name) for i in found}
    return found if len(names) >= int(least or 1) else []


def _named(graph: Graph, word: str) -> list[str]:
    said = _pattern(word).search
    things = (item for item in graph.items.values() if item.manner in ("name", "step"))
    return [item.id for item in things if said(item.name)]


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(word, re.IGNORECASE)


def _linked(graph: Graph, one: str, other: str) -> list[str]:
    heads, tails = set(_named(graph, one)), set(_named(graph, other))
    hits = (e for e in graph.edges if {e.source, e.target} & heads and {e.source, e.target} & tails)
    return [i for e in hits if e.source != e.target for i in (e.source, e.id, e.target)]


def _flowing(graph: Graph, flow: str) -> list[str]:
    source, _, target = flow.partition(">")
    ids: list[str] = []
    for edge in graph.edges:
        ends = (graph.items[edge.source].category, graph.items[edge.target].category)
        if edge.directed and ends[0] == source and target in ("", ends[1]):
            ids += [edge.source, edge.id, edge.target]
    return ids


def _shared(graph: Graph, one: str, other: str) -> list[str]:
    for source, edges in graph.out.items():
        hits = {
            kind: next(
                (e for e in edges if graph.items[e.target].category in kind.split("|")), None
            )
            for kind in (one, other)
        }
        if all(hits.values()):
            return [source, *(i for e in hits.values() if e for i in (e.id, e.target))]
    return []
