"""Relations of classes and of entities, as the marks at the ends of their lines say them."""

import re
from collections.abc import Iterable
from typing import Final

from tuwen.reading.types import COUNTS, Edge, Mark, Relation
from tuwen.writing.graph import Graph
from tuwen.writing.labels import ORNAMENT, clean
from tuwen.writing.phrasing import Clause, glued, listed, quoted, shown, union
from tuwen.writing.verbs import choose, is_verb

MANY: Final[frozenset[Mark]] = frozenset({"many", "one_or_many", "zero_or_many"})
CARDINAL: Final[dict[str, str]] = {
    "1": "一", "n": "多", "m": "多", "*": "多", "0..1": "零或一",
    "1..*": "一或多", "0..*": "零或多", "1..n": "一或多", "0..n": "零或多",
}  # fmt: skip
CLEAR: Final = 0.75  # confidence of a line whose marks are spoken of
WEIGHTS: Final = {"inheritance": 7, "realization": 7, "composition": 6, "other": 3}
_NUMBER: Final = re.compile(r"[\s\d*.,nNmM]*")
_SAME: Final = re.compile(  # labels that only name what the mark shows
    r"(?i)link|继承|泛化|实现|组合|组成|聚合|依赖|关联|nherit|extend|general|implement|reali[sz]"
    r"|compos|aggregat|depend|associat|contain|include|包含|has$|owns?$|拥有"
)
_OWN: Final[dict[str, str]] = {
    word: verb for words, verb in (("包含 contains contain includes include", "包含"),
                                   ("拥有 has have owns own", "拥有"))
    for word in words.split()
}  # fmt: skip
_AMOUNT: Final[dict[Mark, tuple[str, str]]] = {  # before the verb, before each thing
    "zero_or_many": ("可", "多个"), "many": ("", "多个"), "one_or_many": ("", "一个或多个"),
    "zero_or_one": ("至多", "一个"), "one": ("", "一个"),
}  # fmt: skip


def grouped(graph: Graph) -> dict[tuple[str, ...], list[Edge]]:
    """The edges of one kind about one thing, under the kind, the thing, and details."""
    groups: dict[tuple[str, ...], list[Edge]] = {}
    for edge in graph.edges:
        groups.setdefault(_key(graph, edge), []).append(edge)
    return groups


def links(graph: Graph) -> list[Clause]:
    """Every relation once; those of one kind about one thing in one clause."""
    groups = grouped(graph)
    return [
        Clause(
            _said(graph, key, edges),
            union((e.source, e.id, e.target) for e in edges),
            WEIGHTS.get(key[0], 5),
        )
        for key, edges in groups.items()
    ]


def _key(graph: Graph, edge: Edge) -> tuple[str, ...]:
    """What the edges of one clause have in common: the manner, then the thing, then details."""
    label = ORNAMENT.sub("", clean(edge.label))  # arrows that say how to read it, +, -
    field = re.sub(r"[\W_]", "", label).lower()
    ends = [re.sub(r"[\W_]", "", graph.items[i].name).lower() for i in (edge.source, edge.target)]
    if any(field in (end, end + end) for end in ends if end):
        label = ""  # a field called after its class
    marks = {edge.source_mark, edge.target_mark}
    if marks & COUNTS:
        subject, mark = _counted(edge)
        return ("counted", subject, mark, _OWN.get(label.lower(), "对应")) if subject else (
            "paired", edge.source, edge.target
        )  # fmt: skip
    told = edge.relation
    if edge.confidence < CLEAR and not is_verb(label):
        return "other", edge.target, "", "loose"  # what its marks are is not sure
    word = label if not _NUMBER.fullmatch(label) else ""
    if told in ("composition", "aggregation"):
        return told, _whole(edge), "" if _SAME.search(word) else word
    if told in ("inheritance", "realization"):
        verb = choose("", "", word).text if is_verb(word) else ""
        if verb in ("继承", "实现"):  # the author says which
            told, word = ("inheritance" if verb == "继承" else "realization"), ""
        return told, _general(edge), "" if _SAME.search(word) else word
    if "arrow" in marks and not is_verb(label) and ":" not in label:
        return told, edge.source, "" if _SAME.search(word) else word, edge.heads
    return "other", edge.target, label


def _counted(edge: Edge) -> tuple[str, Mark]:
    """Of which end one may say how many there are at the other, and that mark; "" for neither."""
    source, target = edge.source_mark, edge.target_mark
    if source in MANY and target in MANY:
        return "", "many"
    if source == target:
        return "", source
    if target in MANY or source not in COUNTS:
        return edge.source, target
    if source in MANY or target not in COUNTS:
        return edge.target, source
    return (edge.source, target) if target == "zero_or_one" else (edge.target, source)


def _whole(edge: Edge) -> str:
    return edge.source if edge.source_mark in ("diamond", "filled_diamond") else edge.target


def _general(edge: Edge) -> str:
    return edge.source if edge.source_mark == "triangle" else edge.target


def _said(graph: Graph, key: tuple[str, ...], edges: list[Edge]) -> str:
    manner, subject = key[0], key[1]
    name = shown(graph.items[subject])
    if manner == "paired":
        return _paired(name, shown(graph.items[key[2]]), edges[0])
    far = {e.target if e.source == subject else e.source: e for e in edges}
    names = [shown(graph.items[i]) for i in far]
    if manner == "counted":
        lead, amount = next(words for mark, words in _AMOUNT.items() if mark == key[2])
        labels = _labels(far.values(), key[3])
        things = [glued(amount, n) + said for n, said in zip(names, labels, strict=True)]
        return glued("一个", name, f"{lead}{key[3]}", listed(things))
    return _related(manner, name, names, key, edges)


def _related(
    manner: str, name: str, names: list[str], key: tuple[str, ...], edges: list[Edge]
) -> str:
    """A clause about classes; `name` is the general class, the whole, or what depends."""
    word = "关系" if manner == "association" else "标注"
    label = glued(f"，{word}为", quoted(key[2])) if key[2] else ""
    all_ = listed(names)
    if manner == "other":
        directed = all(e.directed for e in edges) and key[3:] != ("loose",)
        return _plain(all_, name, key[2], directed=directed)
    if manner in ("inheritance", "realization"):
        verb = "继承自" if manner == "inheritance" else "实现了"
        return glued(all_, f"{'均' if len(names) > 1 else ''}{verb}", name) + label
    if manner == "composition":
        return glued(name, "由", all_, "组成") + label
    if manner == "aggregation":
        return glued(name, "聚合了", all_) + label
    if key[3] == "both":
        return glued(name, "与", all_, "双向关联") + label
    return glued(name, "依赖" if manner == "dependency" else "关联到", all_) + label


def _labels(edges: Iterable[Edge], verb: str) -> list[str]:
    """「（下单）」 for each edge whose label says more than the verb."""
    said = [clean(e.label) for e in edges]
    return ["" if not s or (s.lower() in _OWN and verb != "对应") else f"（{s}）" for s in said]


def _paired(one: str, other: str, edge: Edge) -> str:
    """Two things of which as many stand on either side."""
    mark = edge.source_mark if edge.source_mark == edge.target_mark else "many"
    said = _labels([edge], "")[0]
    if mark == "one":
        return glued(one, "与", other, "一一对应") + said
    if mark == "zero_or_one":
        return glued("一个", one, "至多对应一个", other, "，反之亦然") + said
    return glued(one, "与", other, "为多对多关系") + said


def _plain(source: str, target: str, label: str, *, directed: bool) -> str:
    """A relation of which only the line, its heads and its label are known."""
    cards = re.fullmatch(
        r"\s*([0-9nNmM*]+(?:\.\.[0-9nN*]+)?)\s*[:：\-–~]\s*([0-9nNmM*]+(?:\.\.[0-9nN*]+)?)\s*",
        label,
    )
    if cards:
        ends = [CARDINAL.get(c.lower(), c) for c in cards.groups()]
        return glued(source, "与", target, f"为{ends[0]}对{ends[1]}关系")
    if is_verb(label):
        verb = choose("", "", label, directed=True)
        return glued(source, verb.text, target, verb.after)
    if label and not _NUMBER.fullmatch(label):
        return glued(source, "与", target, "以", quoted(label), "相关联")
    return glued(source, "指向", target) if directed else glued(source, "与", target, "相连")


NAMES: Final[dict[Relation, str]] = {
    "inheritance": "继承", "realization": "实现", "composition": "组合", "aggregation": "聚合",
    "dependency": "依赖", "association": "关联",
}  # fmt: skip


def short(edge: Edge) -> str:
    """「继承」, 「一对多」: what the marks of an edge say, in a word; empty for nothing."""
    marks = edge.source_mark, edge.target_mark
    if set(marks) & COUNTS:
        ends = ["多" if m in MANY else "一" if m in COUNTS else "？" for m in marks]
        return f"{ends[0]}对{ends[1]}"
    return NAMES[edge.relation] if {*marks} & {"triangle", "diamond", "filled_diamond"} else ""
