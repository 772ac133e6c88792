"""An architecture in English: who does what to whom, side systems, and what stands apart.

The relations, their verbs and their order are those of the Chinese writer.
"""

import re
from collections.abc import Sequence
from typing import Final

from tuwen.writing.diagram import ROLES, SIDE, STORES, alike, by_subject, extent
from tuwen.writing.english.names import is_many, name_of, named, names
from tuwen.writing.english.phrasing import count, does, listed, plural
from tuwen.writing.english.translation import data, label
from tuwen.writing.graph import Graph, Item
from tuwen.writing.labels import ORDINAL, clean
from tuwen.writing.patterns import Inference
from tuwen.writing.phrasing import Clause, union
from tuwen.writing.relations import EDGING, Relation, is_protocol, relations
from tuwen.writing.verbs import is_verb

ENTRY: Final = frozenset(["user", "client", "frontend", "mobile", "cdn", "dns", "gateway"])
WATCHED: Final = ("monitoring", "observability", "log-pipeline", "ci_cd")
CARRIED: Final = re.compile(r"[a-z][a-z ]{2,20}")
FOLLOWS: Final = re.compile(
    r"主|从|备|副本|binlog|relay|canal|cdc|sync|primary|replica|master|slave|standby|leader|follower",
    re.IGNORECASE,
)
GATES: Final = ("gateway", "load_balancer", "web_server")


def flows(graph: Graph, inferences: tuple[Inference, ...]) -> tuple[list[Clause], ...]:
    """Clauses of the access path, of data and messages, and of side systems."""
    access: list[Clause] = []
    kept: list[Clause] = []
    side: list[Clause] = []
    watched = any(i.rule in WATCHED for i in inferences)
    found = relations(graph)
    found.sort(key=lambda r: any(graph.items[s].category in STORES for s in r.sources))
    before: Relation | None = None
    for sources, own in by_subject(found):
        beside = [] if watched else [r for r in own if _touches(graph, r, SIDE)]
        main = [r for r in own if r not in beside]
        path = [r for r in main if not _touches(graph, r, STORES | {"mq"})]
        stored = [r for r in main if r not in path]
        if path:
            access.append(told(graph, sources, path, before))
            before = path[-1]
        if stored:
            kept.append(told(graph, sources, stored, None, weight=6))
        if beside:
            side.append(told(graph, sources, beside, None, weight=4))
    return access, kept, side


def _touches(graph: Graph, relation: Relation, categories: frozenset[str]) -> bool:
    ends = (*relation.sources, *relation.targets)
    return any(graph.items[i].category in categories for i in ends)


def told(
    graph: Graph,
    sources: tuple[str, ...],
    found: Sequence[Relation],
    before: Relation | None,
    *,
    weight: int = 0,
) -> Clause:
    """One subject and all it does."""
    ids = union([sources, *((*r.ids, *r.targets) for r in found)])
    items = [graph.items[i] for i in sources]
    entry = any(i.category in ENTRY for i in items)
    weight = weight or (8 if entry else 5)
    subject = who(items)
    distinct = len({i.name for i in items}) == len(items)
    if before is not None and before.targets == sources and 1 < len(sources) < 8 and distinct:
        subject = "both" if len(sources) == 2 else f"these {count(len(sources))}"
    first, *rest = _predicates(graph, found, many=is_many(items))
    users = all(i.category == "user" for i in items)
    gates = [graph.items[t] for t in found[0].targets]
    if users and len(found) == 1 and gates[0].category in GATES and not found[0].how:
        return Clause(f"requests from {subject} enter through {names(gates)}", ids, weight)
    text = listed([first, *rest]) if rest else first
    return Clause(f"{subject} {text}", ids, weight)


def _predicates(graph: Graph, found: Sequence[Relation], *, many: bool) -> list[str]:
    """What a subject does; what it does alike to several things is said once."""
    groups: dict[str, list[Relation]] = {}
    for relation in found:
        verb, way = _worded(graph, relation)
        alike_in = (
            verb if (verb.endswith("{}") and way.startswith((" (", " on"))) or not way else ""
        )
        groups.setdefault(alike_in or relation.ids[0], []).append(relation)
    told_of: list[str] = []
    for group in groups.values():
        if len(group) == 1:
            told_of.append(predicate(graph, group[0], many=many))
            continue
        verb, _ = _worded(graph, group[0])
        ends = [names([graph.items[t] for t in r.targets]) + _worded(graph, r)[1] for r in group]
        told_of.append(does(verb, many=many).replace("{}", listed(ends)))
    return told_of


def who(items: Sequence[Item]) -> str:
    """The subject of a clause; things behind many things come in the plural."""
    return names(items)


def predicate(graph: Graph, relation: Relation, *, many: bool) -> str:
    """Everything behind the subject: “calls B over HTTPS”."""
    targets = [graph.items[i] for i in relation.targets]
    verb, way = _worded(graph, relation)
    text = does(verb, many=many).replace("{}", names(targets))
    return f"{text}{way}"


def clause(graph: Graph, relation: Relation, weight: int = 1) -> Clause:
    """The whole relation."""
    items = [graph.items[i] for i in relation.sources]
    text = f"{who(items)} {predicate(graph, relation, many=is_many(items))}"
    return Clause(text, union([relation.sources, relation.ids, relation.targets]), weight)


def _worded(graph: Graph, relation: Relation) -> tuple[str, str]:
    """The verb with a place for the targets, and what the line says besides."""
    known: dict[str, str] = data()["verbs_of_relation"]
    verb = known.get(f"{relation.verb.text}{relation.verb.after}")
    said = labels(graph, relation.ids)
    if relation.verb.text == "同步到" and not _copies(graph, relation):
        return "connect to {}", ""  # two databases, of which no more is known
    if verb is None or (relation.verb.text == "向" and said):
        return "connect to {}", f" ({_quoted(said)})" if said else ""
    if not relation.how or relation.how == "分别" or not said:
        return verb, ""
    if all(is_protocol(s) for s in said):
        return verb, f" over {listed(said)}"
    if relation.how.startswith("将") and len(said) == 1:
        carried = said[0].lower() if CARRIED.fullmatch(said[0].lower()) else _quoted(said)
        return f"pass {carried} to {{}}", ""
    if relation.how.startswith("通过"):
        return verb, f" through {_quoted(said)}"
    if relation.how.startswith("在"):
        return verb, f" on {_quoted(said)}"
    return verb, f" ({_quoted(said)})"


def _copies(graph: Graph, relation: Relation) -> bool:
    """Whether a line or the names at its ends say that one follows the other."""
    if any(e.label.strip() for e in graph.lines if e.id in relation.ids):
        return True
    ends = (*relation.sources, *relation.targets)
    return any(FOLLOWS.search(graph.items[i].label) for i in ends)


def labels(graph: Graph, ids: Sequence[str]) -> list[str]:
    """The words on lines, each once."""
    edges = [e for e in graph.lines if e.id in ids]
    said = [EDGING.sub("", ORDINAL.sub("", clean(e.label))) for e in edges]
    return list(dict.fromkeys(s for s in said if s and not is_verb(s)))


def _quoted(said: Sequence[str]) -> str:
    return listed([label(s) for s in said])


def roles(graph: Graph) -> list[Clause]:
    """Side systems that no line touches: what such are there for."""
    by_role: dict[str, list[str]] = {}
    for item in graph.isolated:
        category = graph.items[item].category
        if category in ROLES:
            by_role.setdefault(data()["roles"][category], []).append(item)
    return [
        Clause(f"{role} {'are' if ' and ' in role else 'is'} the job of "
               f"{names([graph.items[i] for i in ids], 5)}", tuple(ids), 3)
        for role, ids in by_role.items()
    ]  # fmt: skip


def leftovers(graph: Graph, told_ids: set[str]) -> list[Clause]:
    """Nodes that nothing has mentioned, by the frame they stand in."""
    by_frame: dict[str, list[Item]] = {}
    for node in graph.nodes:
        clear = re.search(r"[\u3400-\u9fff]{2}|[A-Za-z]{3}", node.name)
        if clear and node.id not in told_ids and node.id in graph.isolated:
            frame = graph.frames(node.id)
            holder = frame[0] if frame and graph.items[frame[0]].name else ""
            by_frame.setdefault(holder, []).append(node)
    same: dict[tuple[str, str], list[str]] = {}
    for frame, items in by_frame.items():
        holder = graph.items[frame].name if frame else ""
        same.setdefault((holder, _all(items)), []).append(frame)
    found: list[Clause] = []
    for (holder, told_names), frames in same.items():
        ids = union((*([f] if f else []), *(i.id for i in by_frame[f])) for f in frames)
        if not holder:
            found.append(Clause(f"the picture also has {told_names}", ids, 1))
        elif len(frames) == 1:
            name = name_of(graph.items[frames[0]])
            found.append(Clause(f"{name.the} contains {told_names}", ids, 1))
        else:
            each = f"each of the {count(len(frames))} {_plural_of(graph.items[frames[0]])}"
            found.append(Clause(f"{each} contains {told_names}", ids, 1))
    return found[:4]


def _plural_of(item: Item) -> str:
    name = name_of(item)
    return plural(name.text) if name.common else f"{name.text} frames"


def _all(items: Sequence[Item]) -> str:
    """Names as they stand within a frame; numbered ones of one thing are counted."""
    stems = alike([i.name for i in items])
    if stems == [i.name for i in items]:
        return names(items, 6)
    counted = {s: stems.count(s) for s in stems}
    told_names = [named(s).the if n == 1 else f"{count(n)} {_several(s)}"
                  for s, n in counted.items()]  # fmt: skip
    return listed(told_names)


def _several(stem: str) -> str:
    name = named(stem)
    return plural(name.text) if name.common else f"{name.text} boxes"


def overview(graph: Graph) -> Clause:
    """Where it begins, where it ends and what lies between, where things share their names."""
    starts, ends, inner = extent(graph)
    parts: list[str] = []
    for word, ids in (("starts from", starts), ("ends at", ends)):
        if ids:
            parts.append(f"{word} {names([graph.items[i] for i in ids], 8)}")
    between = _once([graph.items[i] for i in inner])
    lead = "it " + " and ".join(parts) if parts else ""
    if inner:
        lead = f"{lead}, with {between} in between" if parts else f"it contains {between}"
    return Clause(lead, (*starts, *ends, *inner), 9)


def _once(items: Sequence[Item]) -> str:
    unique = {i.name: i for i in items}
    return names(list(unique.values()), 8)
