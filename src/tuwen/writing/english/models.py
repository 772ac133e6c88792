"""States, classes and entities in English: what there is, and how it is joined."""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.reading.types import Edge, Reading
from tuwen.writing.english.names import name_of
from tuwen.writing.english.phrasing import about, capped, cited, listed, plural, quoted
from tuwen.writing.english.translation import label
from tuwen.writing.graph import Graph, Item
from tuwen.writing.labels import clean
from tuwen.writing.model_links import WEIGHTS, grouped
from tuwen.writing.model_text import keys_of, named_members
from tuwen.writing.phrasing import Clause, union
from tuwen.writing.verbs import choose, is_verb

PREDICATE: Final = re.compile(
    r"(?:(?:is|are) (?:connected to|associated with|composed of)|relates to|depends on|points? to"
    r"|implements?|inherits? from|aggregates) "
)
NUMBER: Final = re.compile(r"[\s\d*.,nNmM]*")
AMOUNTS: Final = {
    "zero_or_many": "zero or more", "many": "many", "one_or_many": "one or more",
    "zero_or_one": "at most one", "one": "exactly one",
}  # fmt: skip
RELATIONS: Final = {
    "继承": ("inherits from", "inherit from"), "实现": ("implements", "implement"),
    "包含": ("contains", "contain"), "依赖": ("depends on", "depend on"),
    "使用": ("uses", "use"),
}  # fmt: skip


def states(graph: Graph) -> list[Clause]:
    """Initial states, transitions with their triggers, final states."""
    clauses: list[Clause] = []
    for node in graph.nodes:
        if not node.name and node.shape != "end" and not graph.into[node.id]:
            clauses += _initial(graph, node)
    clauses += [c for item in graph.order for c in _transitions(graph, item)]
    clauses += _choices(graph)
    finals = [
        e for e in graph.edges if not graph.items[e.target].name and not graph.out[e.target]
        and graph.items[e.source].name and not graph.items[e.target].is_group
    ]  # fmt: skip
    if finals:
        who = listed([_on(_state(graph.items[e.source]), e) for e in finals])
        ids = union((e.source, e.id, e.target) for e in finals)
        verb = "leads" if len(finals) == 1 else "lead"
        clauses.append(Clause(f"{who} {verb} to the final state", ids, 6))
    return clauses


def _state(item: Item) -> str:
    """A state by its printed name, a translated one in quotes."""
    name = name_of(item)
    return quoted(name.text) if name.label else name.text


def _on(name: str, edge: Edge) -> str:
    said = clean(edge.label)
    return f"{name} (on {label(said)})" if said else name


def _initial(graph: Graph, node: Item) -> list[Clause]:
    targets = [e for e in graph.out[node.id] if graph.items[e.target].name]
    if not targets:
        return []
    where = listed([_on(_state(graph.items[e.target]), e) for e in targets])
    frame = next((f for f in graph.frames(node.id) if graph.items[f].name), "")
    inside = f" within {name_of(graph.items[frame]).text}" if frame else ""
    ids = (node.id, *(e.id for e in targets), *(e.target for e in targets))
    return [Clause(f"the initial state{inside} is {where}", ids, 8)]


def _transitions(graph: Graph, item: str) -> list[Clause]:
    edges = [e for e in graph.out[item] if graph.items[e.target].name and graph.items[item].name]
    if not edges:
        return []
    ways: dict[str, list[str]] = {}
    for edge in edges:
        ways.setdefault(clean(edge.label), []).append(_state(graph.items[edge.target]))
    plain = ways.pop("", [])
    parts = [f"to {listed(t, last='or')} on {label(said)}" for said, t in ways.items()]
    parts += [f"to {listed(plain, last='or')}"] if plain else []
    verb = "moves" if ways else "can move"
    ids = union((e.source, e.id, e.target) for e in edges)
    name = _state(graph.items[item])
    return [Clause(f"{name} {verb} {listed(parts)}", ids, 5)]


def _choices(graph: Graph) -> list[Clause]:
    """Marks without a name that states lead into and out of: choices, forks and joins."""
    clauses: list[Clause] = []
    for node in graph.nodes:
        before = [e for e in graph.into[node.id] if graph.items[e.source].name]
        behind = [e for e in graph.out[node.id] if graph.items[e.target].name]
        if node.name or not before or not behind:
            continue
        who = listed([_state(graph.items[e.source]) for e in before])
        ends = listed([_on(_state(graph.items[e.target]), e) for e in behind], last="or")
        joins = len(before) > 1 and not any(clean(e.label) for e in behind)
        verb = "join and lead to" if joins else "leads to a choice between"
        ids = (node.id, *union((e.source, e.id, e.target) for e in (*before, *behind)))
        clauses.append(Clause(f"{who} {verb} {ends}", ids, 5))
    return clauses


def links(graph: Graph) -> list[Clause]:
    """Every relation of classes or entities; what is said of one thing in one clause."""
    by_subject: dict[str, list[tuple[str, Clause]]] = {}
    for key, edges in grouped(graph).items():
        subject, told = _said(graph, key, edges)
        ids = union((e.source, e.id, e.target) for e in edges)
        clause = Clause(told, ids, WEIGHTS.get(key[0], 5))
        by_subject.setdefault(subject, []).append((told, clause))
    return [
        Clause(f"{subject} {_together([t for t, _ in found])}",
               union(c.ids for _, c in found), max(c.weight for _, c in found))
        for subject, found in by_subject.items()
    ]  # fmt: skip


def _together(told: Sequence[str]) -> str:
    """What is said of one thing; a verb that is there twice is said once."""
    groups: dict[str, list[str]] = {}
    for text in dict.fromkeys(told):
        verb = PREDICATE.match(text)
        groups.setdefault(verb[0] if verb else text, []).append(text[verb.end() :] if verb else "")
    return listed([f"{verb}{listed([r for r in rest if r])}" for verb, rest in groups.items()])


def _said(graph: Graph, key: tuple[str, ...], edges: Sequence[Edge]) -> tuple[str, str]:
    """A thing, and what is said of it."""
    manner, subject = key[0], key[1]
    name = _shown(graph, subject)
    if manner == "paired":
        return name, _paired(_shown(graph, key[2]), edges[0])
    far = {e.target if e.source == subject else e.source: e for e in edges}
    others = [_shown(graph, i) for i in far]
    if manner == "counted":
        amount = AMOUNTS.get(key[2], "many")
        rows = "record" if key[2] in ("one", "zero_or_one") else "records"
        ends = [f"{amount} {n} {rows}{_tail(clean(e.label))}"
                for n, e in zip(others, far.values(), strict=True)]  # fmt: skip
        return f"each {name}", f"relates to {listed(ends)}"
    many = len(others) > 1
    tail = f" ({label(key[2])})" if key[2] else ""
    all_ = listed(others)
    if manner == "inheritance":
        return all_, f"{'inherit' if many else 'inherits'} from {name}{tail}"
    if manner == "realization":
        return all_, f"{'implement' if many else 'implements'} {name}{tail}"
    if manner == "composition":
        return name, f"is composed of {all_}{tail}"
    if manner == "aggregation":
        return name, f"aggregates {all_}{tail}"
    if manner == "other":
        directed = all(e.directed for e in edges) and key[3:] != ("loose",)
        return all_, _plain(name, key[2], directed=directed, many=many)
    if key[3:] == ("both",):
        return name, f"and {all_} refer to each other{tail}"
    return name, f"{'depends on' if manner == 'dependency' else 'is associated with'} {all_}{tail}"


def _shown(graph: Graph, item: str) -> str:
    return name_of(graph.items[item]).text


def _tail(said: str) -> str:
    return f" ({label(said)})" if said else ""


def _paired(other: str, edge: Edge) -> str:
    mark = edge.source_mark if edge.source_mark == edge.target_mark else "many"
    sort = {"one": "one-to-one", "zero_or_one": "zero-or-one-to-zero-or-one"}.get(
        mark, "many-to-many"
    )
    return f"has a {sort} relationship with {other}{_tail(clean(edge.label))}"


def _plain(target: str, said: str, *, directed: bool, many: bool) -> str:
    """A relation of which only the line, its heads and its label are known."""
    told = RELATIONS.get(choose("", "", said).text) if said and is_verb(said) else None
    if told:
        return f"{told[many]} {target}"
    if said and not NUMBER.fullmatch(said):
        return f"{'are' if many else 'is'} linked to {target} as {label(said)}"
    if directed:
        return f"{'point' if many else 'points'} to {target}"
    return f"{'are' if many else 'is'} connected to {target}"


def members(item: Item, *, most: int = 4) -> str:
    """“defines the attributes age and gender and the method mate()”."""
    fields, methods = named_members(item)
    parts: list[str] = []
    for sort, rows in (("attribute", fields), ("method", methods)):
        if found := [r for r in rows if re.search(r"\w", r)]:
            noun_ = sort if len(found) == 1 else plural(sort)
            parts.append(f"the {noun_} {capped(_cited(found), most)}")
    return f"defines {' and '.join(parts)}" if parts else ""


def _cited(names: Sequence[str]) -> list[str]:
    return [cited(name) for name in names]


def columns(item: Item, *, most: int = 5) -> str:
    """“has the primary key id and the foreign key user_id”, by the rows of an entity."""
    keys = keys_of(item)
    words_of = {"PK": "primary key", "FK": "foreign key", "UK": "unique key"}
    parts = [
        f"the {words_of[k] if len(v) == 1 else plural(words_of[k])} {listed(_cited(v[:most]))}"
        for k, v in keys.items()
    ]
    if not parts and item.rows:
        rows = [clean(r).split() for r in item.rows if clean(r)]
        names = [r[1] if len(r) > 1 else r[0] for r in rows if r]
        parts = [f"the {'column' if len(names) == 1 else 'columns'} {capped(_cited(names), most)}"]
    return f"has {listed(parts)}" if parts else ""


def details(reading: Reading, items: Sequence[Item]) -> list[Clause]:
    """What each class or entity holds; those that hold the same are told together."""
    tell = columns if reading.kind == "er" else members
    same: dict[str, list[Item]] = {}
    for node in items:
        if node.name and (text := tell(node)):
            same.setdefault(text, []).append(node)
    found: list[Clause] = []
    for text, nodes in same.items():
        verb, _, rest = text.partition(" ")
        verb = {"defines": "define", "has": "have"}[verb] if len(nodes) > 1 else verb
        who = listed([name_of(n).text for n in nodes])
        found.append(Clause(f"{who} {verb} {rest}", tuple(n.id for n in nodes), 2))
    return found


def whole(reading: Reading, graph: Graph) -> Clause:
    """“five classes: A, B, C, D, and E”."""
    sort = {"class": "class", "er": "entity"}.get(reading.kind, "state")
    items = [n for n in graph.nodes if n.name]
    told = about(len(items), sort)
    shown = capped([_state(n) if sort == "state" else name_of(n).text for n in items], 8)
    text = f"the {sort} {shown}" if len(items) == 1 else f"{told}: {shown}"
    return Clause(text if items else plural(sort), tuple(n.id for n in items), 9)
