"""Lines of a diagram as they are meant: numbers that count them are no labels, answers leave.

Knows nothing of the items but which of them ask.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from tuwen.reading.types import Edge

NUMBER: Final = re.compile(r"\s*[(（]?(?:\d{1,2}|[①-⑳])[)）.、]?\s*")
ANSWER: Final = re.compile(r"是|否|yes|no|y|n|true|false|通过|不通过|成功|失败", re.IGNORECASE)


def meant(edges: Sequence[Edge], asking: Iterable[str]) -> list[Edge]:
    """The lines without their numbers, each answer leaving its question."""
    asks = set(asking)
    return [_answering(e, asks) for e in _unnumbered(edges)]


def _unnumbered(edges: Sequence[Edge]) -> Sequence[Edge]:
    """Without labels that are but numbers, where they count the lines of a picture."""
    counted = [e for e in edges if NUMBER.fullmatch(e.label)]
    sources = {e.source for e in counted}
    if len(sources) < 2 or len({e.label.strip() for e in counted}) < len(counted):
        return edges
    return [replace(e, label="") if e in counted else e for e in edges]


def _answering(edge: Edge, asks: set[str]) -> Edge:
    """A line whose head was not seen leaves the question that its label answers."""
    towards = edge.target in asks and edge.source not in asks
    if edge.heads != "none" or not towards or not ANSWER.fullmatch(edge.label.strip()):
        return edge
    return replace(edge, source=edge.target, target=edge.source, heads="end")
