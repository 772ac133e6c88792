"""Edges gathered into relations that a person would tell in one breath.

Same verb, same targets: sources are joined. Same source, same verb: targets are. The
text of a relation keeps to the grammar that the checker parses (see verbs.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tuwen.reading.types import Edge
from tuwen.writing.graph import Graph, Item
from tuwen.writing.labels import EVENT, ORDINAL, clean, manner
from tuwen.writing.lexicon import lexicon
from tuwen.writing.phrasing import Clause, contracted_list, glued, quoted, shown, union
from tuwen.writing.steps import DATA, RESULT
from tuwen.writing.verbs import BOTH_WAYS, CHAIN, ENTER, FLOW, LINK, Verb, choose, is_verb
from tuwen.writing.words import words

CODE = re.compile(r"[a-z][A-Z]|\(\)|\w\.\w|^[a-z]+_[a-z_]+|\w{2}\(")
EDGING = re.compile(  # of a label; two letters that are no word are what was left of one
    r"^[\s•·~—\-–|:：]+|[\s•·~—\-–|:：]+$|^(?!ok|no|id|i[pons]|db|[btg]o|[ou][nrpf]|rw|as|at|by)[a-z]{2}$"
)
NEUTRAL = Verb("连接到", "forward")
POINT = Verb("指向", "forward")
FOLLOWED = Verb("之后依次为", "chain")
PLAIN = (NEUTRAL, POINT, ENTER, LINK, BOTH_WAYS, CHAIN, FOLLOWED)
PUTS = re.compile(r"(?:写入|发送|推送|上报|返回|同步|提交|下发|投递|发布)[\u3400-\u9fff]{1,6}")
FEW = 4  # arrows: fewer make no flow
ACCESS = ("访问", "调用", "请求", "连接到")
PASSIVE = {"路由到": "被路由到", "转发到": "被转发到", "分发到": "被分发到", "代理到": "被代理到"}
CARRIED = re.compile(rf"(?:{'|'.join(words('relations')['carried'])})$", re.IGNORECASE)
COPY = re.compile(r"[从备副]|slave|replica|standby|secondary|backup", re.IGNORECASE)


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
    ends = [(graph.items[e.source].name, graph.items[e.target].name) for e in graph.edges]
    named = [e for e, (a, b) in zip(graph.edges, ends, strict=True) if a and b and a != b]
    singles: list[Relation] = []
    told: set[tuple[str, str]] = set()
    for edge in named:
        ends = (edge.source, edge.target)
        pair = ends if ends in paired else (edge.target, edge.source)
        if pair in paired and not edge.label.strip():
            if pair not in told and _unlabelled(graph, pair):
                told.add(pair)
                singles.append(Relation(pair[:1], pair[1:], BOTH_WAYS, "", (edge.id,)))
                continue
            if pair in told:
                continue
        singles.append(_single(graph, edge))
    singles = _by_ways(_levelled(graph, singles))
    by_source = _merge(singles, lambda r: (r.sources, r.verb, r.how), targets=True)
    merged = _merge(by_source, lambda r: (r.targets, r.verb, r.how), targets=False)
    place = {item: n for n, item in enumerate(graph.order)}
    found = sorted(merged, key=lambda r: min(place.get(s, 0) for s in r.sources))
    return _chained(graph, _namesakes(graph, found))


def _by_ways(found: list[Relation]) -> list[Relation]:
    """Lines between the same two things that differ in their words only, as one."""
    groups: dict[object, list[Relation]] = {}
    for relation in found:
        named = relation.how.startswith("经「")
        key = (relation.sources, relation.targets, relation.verb) if named else relation.ids
        groups.setdefault(key, []).append(relation)
    return [
        replace(
            _united(group, group[0].how),
            how="经" + "".join(dict.fromkeys(r.how.removeprefix("经") for r in group)),
        ) if len(group) > 1 else group[0]
        for group in groups.values()
    ]  # fmt: skip


def _chained(graph: Graph, found: list[Relation]) -> list[Relation]:
    """Plain arrows that follow each other told as one: 「A 依次经过 B、C 和 D」."""
    plain = {
        r.sources[0]: r for r in found
        if r.verb == NEUTRAL and not r.how and len(r.sources) == len(r.targets) == 1
    }  # fmt: skip
    others = [i for r in found if plain.get(r.sources[0]) is not r for i in r.sources]
    into = [i for r in found for i in r.targets]
    inner = {i for i in plain if into.count(i) == 1 and i not in others}
    chains: list[Relation] = []
    gone: set[int] = set()
    for relation in found:
        head = relation.sources[0]
        if plain.get(head) is not relation or (head in inner and _before(plain, head)):
            continue
        chain = [relation]
        while (follower := plain.get(chain[-1].targets[0])) and chain[-1].targets[0] in inner:
            if follower in chain:
                break
            chain.append(follower)
        if len(chain) > 1:
            gone |= {id(r) for r in chain[1:]}
            targets = tuple(r.targets[0] for r in chain)
            verb = CHAIN if DATA.search(graph.items[head].name) else FOLLOWED
            ids = union(r.ids for r in chain)
            relation = replace(relation, targets=targets, verb=verb, ids=ids)
        chains.append(relation)
    told = {r.sources[0]: r for r in chains}
    return [told.get(r.sources[0], r) if plain.get(r.sources[0]) is r else r
            for r in found if id(r) not in gone]  # fmt: skip


def _before(plain: dict[str, Relation], item: str) -> bool:
    """Whether a plain arrow leads to an item."""
    return any(r.targets[0] == item for r in plain.values())


def _namesakes(graph: Graph, found: list[Relation]) -> list[Relation]:
    """Relations that would read alike told once: three of TiDB each to their own TiKV."""
    groups: dict[object, list[Relation]] = {}
    for relation in found:
        ends = (frozenset(graph.items[i].name for i in side)
                for side in (relation.sources, relation.targets))  # fmt: skip
        groups.setdefault((*ends, relation.verb, relation.how), []).append(relation)
    alike = [_united(group, group[0].how) for group in groups.values()]
    shared: dict[object, list[Relation]] = {}
    for relation in alike:
        names = frozenset(graph.items[i].name for i in relation.sources)
        alone = len(names) == 1 and not relation.how
        shared.setdefault((names, relation.verb) if alone else relation.ids, []).append(relation)
    return [_united(group, "分别") if len(group) > 1 else group[0] for group in shared.values()]


def _united(group: list[Relation], how: str) -> Relation:
    if len(group) == 1:
        return group[0]
    return replace(
        group[0],
        how=how,
        sources=union(r.sources for r in group),
        targets=union(r.targets for r in group),
        ids=union(r.ids for r in group),
    )


def plain_share(graph: Graph, least: int = FEW) -> float:
    """The share of lines of which nothing is known but where they lead; 0 where there are few."""
    told = relations(graph)
    many = sum(len(r.ids) for r in told)
    plain = sum(len(r.ids) for r in told if r.verb in PLAIN and r.how in ("", "分别"))
    return plain / many if len(told) >= least else 0.0


def _levelled(graph: Graph, found: list[Relation]) -> list[Relation]:
    """Ways in that differ only in what their sources are get one verb, the weakest."""
    ways: dict[str, list[Relation]] = {}
    for relation in found:
        if relation.verb.text in ACCESS and not relation.how:
            ways.setdefault(relation.targets[0], []).append(relation)
    weak: dict[tuple[str, ...], Verb] = {}
    for relations_in in ways.values():
        texts = {r.verb.text for r in relations_in}
        if len(texts) > 1:
            verb = Verb("访问" if "访问" in texts else "连接到", "forward")
            weak |= {r.ids: verb for r in relations_in}
    return [replace(r, verb=weak[r.ids]) if r.ids in weak else r for r in found]


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
    return contracted_list(_shown(graph, ids), taken=graph.by_name)


def _shown(graph: Graph, ids: tuple[str, ...]) -> list[str]:
    return [shown(graph.items[i]) for i in ids]


def _unlabelled(graph: Graph, pair: tuple[str, str]) -> bool:
    ends = set(pair)
    return not any(e.label.strip() for e in graph.edges if {e.source, e.target} == ends)


def _single(graph: Graph, edge: Edge) -> Relation:
    source, target = graph.items[edge.source], graph.items[edge.target]
    label = EDGING.sub("", ORDINAL.sub("", clean(edge.label)))
    verb = choose(_sort(source), _sort(target), label, directed=edge.directed)
    how = ""
    if label and not is_verb(label):
        verb, how = _qualified(label, verb, directed=edge.directed)
    if verb == FLOW or (verb.text == "同步到" and not label and _apart(source, target)):
        verb = _neutral(source, target)
    if verb.text == "订阅" and source.category == "mq" and target.category != "mq":
        return Relation((edge.target,), (edge.source,), verb, how, (edge.id,))
    return Relation((edge.source,), (edge.target,), verb, how, (edge.id,))


def _apart(source: Item, target: Item) -> bool:
    """Whether two databases are different products: 「TiDB」 does not copy itself to 「TiKV」."""
    first, second = (lexicon().find(item.name) for item in (source, target))
    databases = source.category in ("sql", "nosql") and target.category in ("sql", "nosql")
    return databases and first is not second and not COPY.search(target.name)


def _sort(item: Item) -> str:
    """The category a verb may rest on: said by the name, and of a thing, not of data."""
    return item.category if item.firm and item.manner == "name" else ""


def _neutral(source: Item, target: Item) -> Verb:
    """The verb where nothing is known but that an arrow leads from one to the other."""
    if target.manner == "name" and RESULT.search(target.name):
        return Verb("产出", "forward")
    if target.name.startswith("进入"):
        return Verb("转入", "forward")
    if target.manner == "action":
        return POINT
    if target.manner != "name" or (source.manner == "name" and DATA.search(source.name)):
        return ENTER
    return NEUTRAL


def is_protocol(label: str) -> bool:
    """Whether a label is nothing but the name of a protocol."""
    term = lexicon().find(label)
    if term is None or term.category not in ("protocol", "rpc"):
        return False
    bare = re.sub(r"\W", "", label).casefold()
    return any(re.sub(r"\W", "", n).casefold() == bare for n in (term.name, term.zh, *term.aliases))


def _qualified(label: str, verb: Verb, *, directed: bool) -> tuple[Verb, str]:
    """What a label that is no verb adds to the relation."""
    if is_protocol(label):
        return (verb if verb not in (FLOW, LINK) else Verb("访问", "forward")), glued("经", label)
    if not directed:
        return LINK, ""
    if CODE.search(label) and len(label) <= 48:
        return Verb("调用", "forward"), glued("通过", label if len(label) <= 20 else quoted(label))
    if EVENT.search(label) or manner(label) == "question" or re.search(r"[=<>]|^[是否]", label):
        return (verb if verb != FLOW else Verb("转到", "forward")), glued("在", quoted(label), "时")
    if PUTS.fullmatch(label):
        return Verb("向", "forward", label), ""
    if re.fullmatch(r"[^，。；：？?=<>]{1,16}", label) and CARRIED.search(label):
        return Verb("传给", "forward"), glued("将", label if len(label) <= 8 else quoted(label))
    return NEUTRAL, glued("经", quoted(label))


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
