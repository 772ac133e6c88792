"""A structured prompt: exactly the points that were asked for, numbered, in their order."""

import re
from collections.abc import Callable
from typing import Final

from tuwen.task import Order
from tuwen.writing import diagram
from tuwen.writing.categories import category_name
from tuwen.writing.compose import draft
from tuwen.writing.outline import frames
from tuwen.writing.phrasing import (
    Clause,
    Sentence,
    capped,
    fitted,
    glued,
    joined,
    shown,
    tidy,
    union,
)
from tuwen.writing.shortform import designed
from tuwen.writing.view import View

Point = Callable[[View], Clause]
ROOM: Final = 110


def pointed(order: Order, view: View) -> list[Sentence]:
    """One numbered line a point; a point the picture says nothing about says so."""
    sentences: list[Sentence] = []
    for number, point in enumerate(order.points, 1):
        clause = about(point, view)
        text = clause.text or f"图中未体现与「{point.strip('「」')}」相关的信息"
        sentences.append(Sentence(f"{number}. {tidy(f'{point}：{text}。')}\n", clause.ids))
    return [*sentences[:-1], Sentence(sentences[-1].text.rstrip("\n"), sentences[-1].evidence)]


def about(point: str, view: View) -> Clause:
    """What can be said on one point."""
    for pattern, writer in POINTS:
        if re.search(pattern, point):
            clause = writer(view)
            if clause.text:
                return clause
            return Clause("")
    return _body(view)


def _kind(view: View) -> Clause:
    opening = draft(view).opening
    text = re.sub(r"^该\S{0,5}?(?:图|图表|截图|表格)(?:展示了|描述了)", "", opening.text)
    return Clause(re.sub(r"^一[套个张]", "", text), opening.ids)


def _components(view: View) -> Clause:
    """Components by what they are for."""
    groups: dict[str, list[str]] = {}
    for node in view.graph.items.values():
        if (
            node.name
            and node.manner == "name"
            and node.category not in ("", "flow", "user", "orchestration")
        ):
            wired = view.graph.out[node.id] or view.graph.into[node.id]
            if (node.is_group and not wired) or (node.category == "k8s_object" and not wired):
                continue
            groups.setdefault(category_name(node.category), []).append(node.id)
    parts = [
        Clause(
            glued(
                capped([shown(view.graph.items[i]) for i in dict.fromkeys(ids)], 5), f"（{name}）"
            ),
            tuple(ids),
            len(ids),
        )
        for name, ids in groups.items()
    ]
    if not parts:
        named = [n for n in view.graph.nodes if n.name]
        return (
            Clause(capped([shown(n) for n in named], 8), tuple(n.id for n in named))
            if named
            else Clause("")
        )
    return joined(fitted(parts, ROOM), mark="、")


def _use(view: View) -> Clause:
    return next((Clause(i.phrase, i.ids) for i in view.inferences if i.says == "use"), Clause(""))


def _body(view: View) -> Clause:
    clauses = [c for part in draft(view, room=ROOM).body for c in part if c.text]
    return joined(fitted(clauses, ROOM)) if clauses else Clause("")


def _stores(view: View) -> Clause:
    _, data, _ = diagram.flows(view.graph, view.inferences)
    if data:
        return joined(fitted(data, ROOM))
    found = [n for n in view.graph.nodes if n.category in diagram.STORES]
    return (
        Clause(glued("包括", capped([shown(n) for n in found], 6)), tuple(n.id for n in found))
        if found
        else Clause("")
    )


def _merits(view: View) -> Clause:
    clause = designed(view)
    return Clause(clause.text.removeprefix("设计上，"), clause.ids) if clause else Clause("")


def _layers(view: View) -> Clause:
    roots = [view.graph.items[r] for r in view.graph.roots if view.graph.items[r].name]
    if not roots:
        return Clause("")
    clauses = frames(view.graph, [r.id for r in roots])
    return joined(fitted(clauses, ROOM)) if clauses else Clause("")


def _side(view: View) -> Clause:
    _, _, side = diagram.flows(view.graph, view.inferences)
    clauses = [*side, *diagram.roles(view.graph)]
    return joined(fitted(clauses, ROOM)) if clauses else Clause("")


def _who(view: View) -> Clause:
    named = [n for n in view.graph.nodes if n.name]
    return (
        Clause(capped([shown(n) for n in named], 8), union([n.id for n in named] for _ in (0,)))
        if named
        else Clause("")
    )


# The first expression that a point matches chooses what is said.
POINTS: Final[tuple[tuple[str, Point], ...]] = (
    (r"场景|适用|用途|应用领域", _use),
    (r"组件|技术栈|核心技术|技术选型|中间件|模块", _components),
    (r"存储|数据库|数据层|持久化|缓存", _stores),
    (r"治理|监控|运维|可观测|安全|保障机制", _side),
    (r"设计思想|设计理念|优势|特点|特性|亮点|优点|高可用|扩展性", _merits),
    (r"分层|层次|层级|部署结构|区域", _layers),
    (r"角色|参与|实体|对象", _who),
    (r"类型|架构|主题|是什么|概述|概览", _kind),
)
