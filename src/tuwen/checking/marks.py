"""Claims about kinds of relations and about numbers, held against the marks at lines' ends.

「A 继承 B」 is refuted where another mark than a hollow triangle was read; how many there are
must have been read, where the picture tells it at all.
"""

import re
from typing import Final

from tuwen.checking.links import Links
from tuwen.checking.relations import Relation
from tuwen.reading.types import COUNTS, Edge, Mark
from tuwen.writing.model_links import MANY

_KINDS: Final = (
    (re.compile(r"继承|派生|泛化"), frozenset({"inheritance"})),
    (re.compile(r"实现"), frozenset({"realization"})),
    (re.compile(r"组合|聚合|组成"), frozenset({"composition", "aggregation"})),
)
_FEW: Final = re.compile(r"(?:至多|最多).{0,4}一个|零个?或一个")
_SEVERAL: Final = re.compile(r"多[个条份名项笔张]|若干|[一零]个?或多个")
_PAIR: Final = re.compile(r"([一多])对([一多])")
_TOLD: Final[frozenset[Mark]] = frozenset({"arrow", "triangle", "diamond", "filled_diamond"})


def refuted(text: str, relation: Relation, ids: tuple[str, ...], links: Links) -> bool:
    """Whether every edge that a relation rests on bears other marks than are claimed."""
    edges = [e for several in links.out.values() for e in several if e.id in ids]
    if not edges:
        return False
    between = text[relation.source.end : relation.target.start]
    behind = re.split(r"[，。；！？\n]", text[relation.target.end :])[0]
    return not any(
        _kind_fits(between + behind, relation, e)
        and _number_fits(between, behind, relation, e, links)
        for e in edges
    )


def _kind_fits(words: str, relation: Relation, edge: Edge) -> bool:
    marks = {edge.source_mark, edge.target_mark}
    if not marks & _TOLD or marks & COUNTS:
        return True
    for pattern, kinds in _KINDS:
        if pattern.search(words) and not pattern.search(edge.label):
            return edge.relation in kinds
    return True


def _number_fits(between: str, behind: str, relation: Relation, edge: Edge, links: Links) -> bool:
    known = any(
        {e.source_mark, e.target_mark} & COUNTS for several in links.out.values() for e in several
    )
    if not known:
        return True
    near, far = edge.source_mark, edge.target_mark
    if edge.source in relation.target.ids:
        near, far = far, near
    pair = _PAIR.search(behind.replace("一一对应", "一对一"))
    if pair:
        return all((mark in MANY) == (said == "多") for mark, said in
                   zip((near, far), pair.groups(), strict=True))  # fmt: skip
    last = between[-12:]
    if _FEW.search(last):
        return far not in MANY
    return not _SEVERAL.search(last) or far in MANY
