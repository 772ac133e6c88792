"""Edges gathered into relations that a person would tell in one breath.

Same verb, same targets: sources are joined. Same source, same verb: targets are. The
text of a relation keeps to the grammar that the checker parses (see verbs.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tuwen.reading.types import Edge
from tuwen.writing.graph import Graph
from tuwen.writing.labels import ORDINAL, clean, manner
from tuwen.writing.lexicon import lexicon
from tuwen.writing.phrasing import Clause, contracted_list, glued, quoted, shown, union
from tuwen.writing.verbs import BOTH_WAYS, FLOW, LINK, Verb, choose, is_verb

CODE = re.compile(r"[a-z][A-Z]|\(\)|\w\.\w|^[a-z]+_[a-z_]+|\w\(")
PASSIVE = {"路由到": "被路由到", "转发到": "被转发到", "分发到": "被分发到", "代理到": "被代理到"}
DOING = re.compile(r"(?:读写|同步|交换|通信|交互|存取|传输|上报|推送|拉取|校验|注入)$")


@dataclass(frozen=True, slots=True)
class Relation:
    """Sources, a verb, targets; `how` stands before the verb, `what` is carried."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    verb: Verb
    how: str
    ids: tuple[str, ...]


def relations(graph: Graph) -> list[Relation]:
    """Gather all sound edges of a graph, in the order a reader follows them."""
    paired = set(graph.pairs)
    singles: list[Relation] = []
    told: set[tuple[str, str]] = set()
    for edge in graph.edges:
        ends = (edge.source, edge.target)
        pair = ends if ends in paired else ends[::-1]
        if pair in paired and not edge.label.strip():
            if pair not in told and _unlabelled(graph, pair):
                told.add(pair)
                singles.append(Relation(pair[:1], pair[1:], BOTH_WAYS, "", (edge.id,)))
                continue
            if pair in told:
                continue
        singles.append(_single(graph, edge))
    by_source = _merge(singles, lambda r: (r.sources, r.verb, r.how), targets=True)
    merged = _merge(by_source, lambda r: (r.targets, r.verb, r.how), targets=False)
    place = {item: n for n, item in enumerate(graph.order)}
    return sorted(merged, key=lambda r: min(place.get(s, 0) for s in r.sources))


def sides(graph: Graph, relation: Relation) -> tuple[str, str]:
    """The two ends of a relation as words."""
    return (_names(graph, relation.sources), _names(graph, relation.targets))


def predicate(graph: Graph, relation: Relation) -> str:
    """Everything behind the subject: 「经 HTTPS 调用 A 和 B」."""
    verb, target = relation.verb, _names(graph, relation.targets)
    if verb == BOTH_WAYS:
        return glued("与", target, "双向交互")
    if verb == LINK:
        return glued("与", target, "相连")
    return glued(relation.how, verb.text, target, verb.after)


def clause(graph: Graph, relation: Relation, weight: int = 1) -> Clause:
    """The whole relation."""
    text = glued(_names(graph, relation.sources), predicate(graph, relation))
    return Clause(text, union([relation.sources, relation.ids, relation.targets]), weight)


def passive(graph: Graph, relation: Relation) -> str:
    """「被路由到 A、B、C 三个服务」, for a subject told just before; or nothing."""
    word = PASSIVE.get(relation.verb.text)
    return glued(word, contracted_list(_shown(graph, relation.targets))) if word else ""


def _names(graph: Graph, ids: tuple[str, ...]) -> str:
    return contracted_list(_shown(graph, ids))


def _shown(graph: Graph, ids: tuple[str, ...]) -> list[str]:
    return [shown(graph.items[i]) for i in ids]


def _unlabelled(graph: Graph, pair: tuple[str, str]) -> bool:
    ends = set(pair)
    return not any(e.label.strip() for e in graph.edges if {e.source, e.target} == ends)


def _single(graph: Graph, edge: Edge) -> Relation:
    source, target = graph.items[edge.source], graph.items[edge.target]
    label = ORDINAL.sub("", clean(edge.label))
    verb = choose(source.category, target.category, label, directed=edge.directed)
    how = ""
    if label and not is_verb(label):
        verb, how = _qualified(label, verb, directed=edge.directed)
    return Relation((edge.source,), (edge.target,), verb, how, (edge.id,))


def _qualified(label: str, verb: Verb, *, directed: bool) -> tuple[Verb, str]:
    """What a label that is no verb adds to the relation."""
    term = lexicon().find(label)
    if term is not None and term.category == "protocol":
        return (verb if verb not in (FLOW, LINK) else Verb("访问", "forward")), glued("经", label)
    if not directed:
        return LINK, ""
    if CODE.search(label) and len(label) <= 48:
        return Verb("调用", "forward"), glued("通过", label if len(label) <= 20 else quoted(label))
    if DOING.search(label) or manner(label) in ("action", "step"):
        return Verb("连接", "forward"), glued("经", quoted(label))
    if (
        re.fullmatch(r"[^，。；：？?=<>]{1,16}", label)
        and manner(label) == "name"
        and "系" not in label
    ):
        return Verb("传给", "forward"), glued("将", label if len(label) <= 8 else quoted(label))
    if manner(label) in ("event", "question") or re.search(r"[=<>]|^[是否]", label):
        return (verb if verb != FLOW else Verb("转到", "forward")), glued("在", quoted(label), "时")
    return Verb("连接", "forward"), glued("经", quoted(label))


def _merge(
    found: list[Relation], key: Callable[[Relation], object], *, targets: bool
) -> list[Relation]:
    groups: dict[object, list[Relation]] = {}
    for relation in found:
        groups.setdefault(key(relation), []).append(relation)
    merged: list[Relation] = []
    for group in groups.values():
        head = group[0]
        merged.append(
            Relation(
                head.sources if targets else union(r.sources for r in group),
                union(r.targets for r in group) if targets else head.targets,
                head.verb,
                head.how,
                union(r.ids for r in group),
            )
        )
    return merged
