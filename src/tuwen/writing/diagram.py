"""An architecture told by following its graph: entry, flow, stores, side systems, use."""

import re
from typing import Final

from tuwen.writing.graph import Graph
from tuwen.writing.patterns import Inference
from tuwen.writing.phrasing import (
    Clause,
    capped,
    contracted_list,
    count,
    glued,
    joined,
    shown,
    union,
)
from tuwen.writing.relations import Relation, clause, passive, predicate, relations, sides

SIDE: Final = frozenset(
    [
        "registry",
        "config",
        "resilience",
        "logging",
        "metrics",
        "tracing",
        "alerting",
        "auth",
        "security",
        "scheduler",
        "ci_cd",
        "transaction",
        "coordination",
        "mesh",
    ]
)
ENTRY: Final = frozenset(
    ["user", "client", "frontend", "mobile", "cdn", "dns", "load_balancer", "gateway"]
)
STORES: Final = frozenset(
    [
        "sql",
        "nosql",
        "cache",
        "search",
        "graph_db",
        "vector_db",
        "timeseries_db",
        "olap",
        "object_storage",
        "file_storage",
        "db_middleware",
        "data_lake",
    ]
)
ROLES: Final[dict[str, str]] = {
    "registry": "负责服务注册与发现",
    "config": "负责配置管理",
    "resilience": "提供限流与熔断降级",
    "logging": "负责日志的采集与检索",
    "metrics": "负责指标监控",
    "tracing": "负责链路追踪",
    "alerting": "负责告警",
    "auth": "负责身份认证与鉴权",
    "ci_cd": "负责持续集成与部署",
    "transaction": "负责分布式事务",
    "coordination": "负责分布式协调",
    "mesh": "负责服务间流量治理",
}


def flows(
    graph: Graph, inferences: tuple[Inference, ...]
) -> tuple[list[Clause], list[Clause], list[Clause]]:
    """Clauses of the access path, of data and messages, and of side systems."""
    access: list[Clause] = []
    data: list[Clause] = []
    side: list[Clause] = []
    watched = any(
        i.rule in ("monitoring", "observability", "log-pipeline", "ci_cd") for i in inferences
    )
    previous: Relation | None = None
    found_all = relations(graph)
    found_all.sort(key=lambda r: any(graph.items[s].category in STORES for s in r.sources))
    for sources, found in by_subject(found_all):
        main = [r for r in found if watched or not _is_side(graph, r)]
        beside = [r for r in found if r not in main]
        path = [r for r in main if not _is_data(graph, r)]
        rest = [r for r in main if _is_data(graph, r)]
        if path:
            access.append(told(graph, sources, path, previous))
            previous = path[-1]
        queued = [r for r in rest if _decouples(graph, r)]
        data += [_data(graph, r) for r in queued]
        if len(queued) < len(rest):
            data.append(told(graph, sources, [r for r in rest if r not in queued], None, weight=6))
        if beside:
            side.append(told(graph, sources, beside, None))
    return access, data, side


def roles(graph: Graph) -> list[Clause]:
    """Side systems that no line touches: what such are there for."""
    by_role: dict[str, list[str]] = {}
    for item in graph.isolated:
        entry = graph.items[item]
        role = ROLES.get(entry.category, "")
        if role and entry.note.endswith(("中心", "平台")):
            role = glued("作为", entry.note)
        if role:
            by_role.setdefault(role, []).append(item)
    return [
        Clause(glued(capped([shown(graph.items[i]) for i in items], 5), role), tuple(items), 3)
        for role, items in by_role.items()
    ]


def leftovers(graph: Graph, told: set[str]) -> Clause:
    """Nodes that nothing has mentioned, by the frame they stand in."""
    by_frame: dict[str, list[str]] = {}
    for node in graph.nodes:
        if node.name and node.id not in told and node.id in graph.isolated and _clear(node.name):
            frame = graph.frames(node.id)
            holder = frame[0] if frame and graph.items[frame[0]].name else ""
            by_frame.setdefault(holder, []).append(node.id)
    same: dict[tuple[str, str], list[str]] = {}  # frames of one name with the same in them
    for frame, items in by_frame.items():
        names = capped(alike([shown(graph.items[i]) for i in items]), 5)
        holder = shown(graph.items[frame]) if frame and graph.items[frame].name else ""
        same.setdefault((holder, names), []).append(frame)
    parts: list[Clause] = []
    for (holder, names), frames in same.items():
        text = glued(holder, "内含", names) if holder else glued("图中还有", names)
        if holder and len(frames) > 1:
            text = glued(count(len(frames)), holder, "均内含", names)
        ids = union((*([f] if f else []), *by_frame[f]) for f in frames)
        parts.append(Clause(text, ids, 1))
    return joined(parts[:4], mark="，")


def _clear(name: str) -> bool:
    """Whether a name that nothing is known of is more than a mark or a scrap."""
    return bool(re.search(r"[\u3400-\u9fff]{2}|[A-Za-z]{3}", name))


def extent(graph: Graph) -> tuple[list[str], list[str], list[str]]:
    """Ids of where it begins, where it ends (what bears a name of its own), what lies between."""
    names = [graph.items[i].name for i in graph.rank]
    last = [i for i in graph.order if not any(e.id not in graph.back for e in graph.out[i])]
    ends = [
        [i for i in ids if graph.items[i].name and names.count(graph.items[i].name) == 1]
        for ids in (graph.starts, last)
    ]
    if sum(e.directed for e in graph.edges) * 4 < len(graph.edges) * 3:
        ends = [[], []]
    inner = [i for i in graph.order if graph.items[i].name and i not in (*ends[0], *ends[1])]
    return ends[0], ends[1], inner


def overview(graph: Graph) -> Clause:
    """Where it begins, where it ends and what lies between, where things share their names."""
    starts, ends, inner = extent(graph)
    parts = [(word, ids) for word, ids in (("起点为", starts), ("终点为", ends)) if ids]
    parts += [("中间有" if parts else "图中有", inner)] if inner else []
    told = "，".join(
        glued(word, capped(list(dict.fromkeys(shown(graph.items[i]) for i in ids)), 8))
        for word, ids in parts
    )
    return Clause(told, union(ids for _, ids in parts), 9)


def alike(names: list[str]) -> list[str]:
    """Numbered names of one thing taken together: Pod 1, Pod 2 become two of Pod."""
    stems = [re.sub(r"[\s\-_#]*\d{1,2}$", "", name) or name for name in names]
    return [
        stem if stems.count(stem) > 1 else name for stem, name in zip(stems, names, strict=True)
    ]


def by_subject(found: list[Relation]) -> list[tuple[tuple[str, ...], list[Relation]]]:
    """Relations under what they start from, in order."""
    groups: dict[tuple[str, ...], list[Relation]] = {}
    for relation in found:
        groups.setdefault(relation.sources, []).append(relation)
    return list(groups.items())


def _is_side(graph: Graph, relation: Relation) -> bool:
    ends = (*relation.sources, *relation.targets)
    return any(graph.items[i].category in SIDE for i in ends)


def _is_data(graph: Graph, relation: Relation) -> bool:
    return any(
        graph.items[i].category in STORES or graph.items[i].category == "mq"
        for i in (*relation.sources, *relation.targets)
    )


def told(
    graph: Graph,
    sources: tuple[str, ...],
    found: list[Relation],
    previous: Relation | None = None,
    *,
    weight: int = 0,
) -> Clause:
    """One subject and all it does in one clause group."""
    ids = union([sources, *((*r.ids, *r.targets) for r in found)])
    first = found[0]
    entry = any(graph.items[s].category in ENTRY for s in sources)
    weight = weight or (8 if entry else 5)
    if (
        previous is not None
        and previous.targets == sources
        and len(found) == 1
        and len(sources) == 1
        and passive(graph, first)
    ):
        return Clause("再" + passive(graph, first), ids, weight)
    head = _first(graph, first)
    if previous is not None and previous.targets == sources and 2 < len(sources) <= 10:
        head = glued(f"这{count(len(sources), measure='者')}", predicate(graph, first))
    tails = [predicate(graph, r) for r in found[1:]]
    if not tails:
        return Clause(head, ids, weight)
    tail = "、".join(tails[:-1]) + ("，" if len(tails) > 1 else "") + glued("并", tails[-1])
    return Clause(f"{head}，{tail}", ids, weight)


def _first(graph: Graph, relation: Relation) -> str:
    sources = [graph.items[i] for i in relation.sources]
    targets = [graph.items[i] for i in relation.targets]
    people = all(s.category == "user" for s in sources)
    if (
        people
        and len(targets) == 1
        and targets[0].category in ("gateway", "load_balancer", "web_server", "service")
    ):
        who = contracted_list([shown(s) for s in sources])
        return glued(who, "请求", relation.how, "进入", shown(targets[0]))
    return clause(graph, relation).text


def _decouples(graph: Graph, relation: Relation) -> bool:
    """A queue that is written to and that nobody in the picture reads."""
    targets = [graph.items[i] for i in relation.targets]
    queues = all(t.category == "mq" for t in targets)
    return (
        queues and relation.verb.text == "投递消息到" and not any(graph.out[t.id] for t in targets)
    )


def _data(graph: Graph, relation: Relation) -> Clause:
    told = clause(graph, relation, 6)
    who, through = sides(graph, relation)
    return Clause(glued(who, "经", through, "异步解耦"), told.ids, 6)
