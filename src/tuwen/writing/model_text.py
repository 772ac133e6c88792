"""States, classes and entities: what there is, and how it is joined."""

import re
from typing import Final

from tuwen.reading.types import Kind, Reading
from tuwen.writing.graph import Graph, Item
from tuwen.writing.labels import clean
from tuwen.writing.lexicon import Term, lexicon
from tuwen.writing.phrasing import Clause, capped, count, glued, listed, named, quoted, union

METHOD: Final = re.compile(r"\(.*\)|\(")
CALL: Final = re.compile(r"(?<=[a-z])0(?=$|\s*[:{])")  # () that was read as a nought
VISIBLE: Final = re.compile(r"^[+\-#~\\□■△▲◇◆○●]+\s*|^[oO0]\s+(?=\w{2})")  # icons as well
KEY: Final = re.compile(r"\b(PK|FK|UK)\b")


def states(graph: Graph) -> list[Clause]:
    """Initial states, transitions with their triggers, final states."""
    clauses: list[Clause] = []
    for node in graph.nodes:
        if not node.name and node.shape != "end" and not graph.into[node.id]:
            clauses += _initial(graph, node)
    clauses += _transitions(graph) + _choices(graph)
    finals = [
        e for e in graph.edges if not graph.items[e.target].name and not graph.out[e.target]
        and graph.items[e.source].name and not graph.items[e.target].is_group
    ]  # fmt: skip
    if finals:
        names = listed([_on(named(graph.items[e.source].name), e.label) for e in finals])
        ids = union((e.source, e.id, e.target) for e in finals)
        clauses.append(Clause(glued(names, "到达终止状态"), ids, 6))
    return clauses


def _on(name: str, label: str) -> str:
    text = clean(label)
    return glued(name, "在", quoted(text), "时") if text else name


def _initial(graph: Graph, node: Item) -> list[Clause]:
    targets = [e for e in graph.out[node.id] if graph.items[e.target].name]
    if not targets:
        return []
    names = listed([named(graph.items[e.target].name) for e in targets])
    frame = next((graph.items[f].name for f in graph.frames(node.id) if graph.items[f].name), "")
    head = glued(named(frame), "内部的初始状态为" if frame else "初始状态为")
    return [
        Clause(
            glued(head, names),
            (node.id, *((e.id) for e in targets), *(e.target for e in targets)),
            8,
        )
    ]


def _transitions(graph: Graph) -> list[Clause]:
    clauses: list[Clause] = []
    paired: set[str] = set()
    for a, b in graph.pairs:
        edges = [e for e in graph.edges if {e.source, e.target} == {a, b}]
        if (
            len(edges) == 2
            and not any(e.label.strip() for e in edges)
            and graph.items[a].name
            and graph.items[b].name
        ):
            paired |= {e.id for e in edges}
            text = glued(named(graph.items[a].name), "与", named(graph.items[b].name), "可相互转换")
            clauses.append(Clause(text, (a, b, *(e.id for e in edges)), 6))
    for item in graph.order:
        edges = [
            e for e in graph.out[item]
            if e.id not in paired and graph.items[e.target].name and graph.items[item].name
        ]  # fmt: skip
        if not edges:
            continue
        plain = [e for e in edges if not e.label.strip()]
        parts = [
            glued("在", quoted(clean(e.label)), "时转移到", named(graph.items[e.target].name))
            for e in edges if e.label.strip()
        ]  # fmt: skip
        if plain:
            parts.append(
                glued(
                    "可转移到",
                    listed([named(graph.items[e.target].name) for e in plain], last="或"),
                )
            )
        ids = union((e.source, e.id, e.target) for e in edges)
        clauses.append(Clause(glued(named(graph.items[item].name), "，".join(parts)), ids, 5))
    return clauses


def _choices(graph: Graph) -> list[Clause]:
    """Marks without a name that states lead into and out of: choices, forks and joins."""
    clauses: list[Clause] = []
    for node in graph.nodes:
        before = [e for e in graph.into[node.id] if graph.items[e.source].name]
        behind = [e for e in graph.out[node.id] if graph.items[e.target].name]
        if node.name or not before or not behind:
            continue
        who = listed([named(graph.items[e.source].name) for e in before])
        labelled = [e for e in behind if clean(e.label)]
        ids = (node.id, *union((e.source, e.id, e.target) for e in (*before, *behind)))
        if labelled:
            cases = [glued(quoted(clean(e.label)), "时为", named(graph.items[e.target].name))
                     for e in labelled]  # fmt: skip
            clauses.append(Clause(glued(who, "之后经分支判断，", "，".join(cases)), ids, 6))
        else:
            names = listed([named(graph.items[e.target].name) for e in behind])
            word = "汇合，之后是" if len(before) > 1 else "分叉，之后是"
            clauses.append(Clause(glued(who, "在此", word, names), ids, 5))
    return clauses


def members(item: Item, *, most: int = 4) -> str:
    """「定义了 age、gender 两个属性和 mate() 方法」, by the rows of a class box."""
    rows = [CALL.sub("()", VISIBLE.sub("", clean(r))) for r in item.rows]
    methods = [r for r in rows if METHOD.search(r) and _method(r) != f"{item.name}()"]
    fields = [r for r in rows if r and not METHOD.search(r) and not r.startswith(("<<", "«", "{"))]
    fields = [f for f in fields if not re.fullmatch(r"[A-Z0-9]", _field(f))]  # a mark, half a name
    parts: list[str] = []
    if fields:
        parts.append(glued(_some([_field(f) for f in fields], most), "属性"))
    if methods:
        names = list(dict.fromkeys(_method(m) for m in methods))
        parts.append(glued(_some(names, most), "方法"))
    return "定义了 " + " 和 ".join(parts) if parts else ""


def _some(names: list[str], most: int) -> str:
    if len(names) <= most:
        return "、".join(names) + (f" {count(len(names))}" if len(names) > 1 else " ")
    return "、".join(names[:most]) + f" 等 {len(names)} 个"


def _field(row: str) -> str:
    if ":" in row:
        return row.split(":")[0].strip()
    words = row.split()
    return words[1] if len(words) > 1 and not row.isupper() else words[0]


def _method(row: str) -> str:
    name = re.search(r"([A-Za-z_~][\w~]*)\s*\(", row)
    return f"{name[1]}()" if name else row


def telling(graph: Graph) -> list[Item]:
    """The classes whose members a short text tells: those that others build on."""
    general = [e.target if e.target_mark == "triangle" else e.source for e in graph.edges
               if "triangle" in (e.source_mark, e.target_mark)]  # fmt: skip
    found = [n for n in graph.nodes if n.id in general]
    return found or [n for n in graph.nodes if n.id in graph.rank][:2] or list(graph.nodes[:2])


def pattern(name: str) -> Term | None:
    """The design pattern that a name says, also by its bare English name."""
    for said in (name, f"{name} pattern"):
        term = lexicon().find(said)
        if term is not None and term.category == "pattern":
            return term
    return None


def columns(item: Item, *, most: int = 5) -> str:
    """「主键为 id，外键为 user_id」, by the rows of an entity."""
    rows = [clean(r) for r in item.rows if r.strip()]
    keys: dict[str, list[str]] = {}
    for row in rows:
        key = KEY.search(row)
        if key:
            words = [w for w in KEY.sub("", row).split() if re.search(r"\w", w)]
            keys.setdefault(key[1], []).append(
                words[1] if len(words) > 1 else words[0] if words else row
            )
    parts = [
        glued({"PK": "主键为", "FK": "外键为", "UK": "唯一键为"}[k], listed(v[:most]))
        for k, v in keys.items()
    ]
    if not parts and rows:
        names = [r.split()[1] if len(r.split()) > 1 else r for r in rows]
        parts = [
            glued("含", capped(names, most, measure="个字段"), "字段" if len(names) <= most else "")
        ]
    return "，".join(parts)


def aspect(kind: Kind, graph: Graph) -> str:
    """What is shown of them; of states only where one leads to another."""
    states = {item.id for item in graph.items.values() if item.name}
    passes = any(edge.source in states and edge.target in states for edge in graph.edges)
    flows = "之间的流转" if passes else ""
    return {"er": "的数据模型", "state": flows, "class": "的结构与关系"}.get(kind, "")


def whole(reading: Reading, graph: Graph) -> Clause:
    """How many of what there are."""
    noun = {"class": "类", "er": "实体"}.get(reading.kind, "状态")
    items = [n for n in graph.nodes if n.name]
    names = capped([named(n.name) for n in items], 8, measure=f"个{noun}")
    tail = (
        f"{count(len(items))}{noun}" if 1 < len(items) <= 8 else (noun if len(items) == 1 else "")
    )
    return Clause(glued(names, tail), tuple(n.id for n in items), 9)
