"""A structured prompt in English: exactly the points that were asked for, numbered, in order."""

import re
from collections.abc import Callable
from typing import Final

from tuwen.task import Order
from tuwen.writing.english import relations
from tuwen.writing.english.compose import designed, draft
from tuwen.writing.english.names import names
from tuwen.writing.english.sentences import sentence
from tuwen.writing.english.tasks import NUMBERED, closed, fit
from tuwen.writing.phrasing import Clause, Sentence, union
from tuwen.writing.view import View


def pointed(order: Order, view: View) -> list[Sentence]:
    """One numbered line a point; a point the picture says nothing about says so."""
    out: list[Sentence] = []
    for number, point in enumerate(order.points, 1):
        found = next((write for words, write in POINTS if re.search(words, point, re.I)), None)
        clause = found(view) if found else Clause("")
        told = sentence(view, [clause]).text.strip() if clause.text else (
            "The picture does not show this."
        )  # fmt: skip
        out.append(Sentence(f"{number}. {point.strip('.:：。')}: {told}\n", clause.ids))
    return closed(out)


def _body(view: View) -> Clause:
    made = draft(view, room=240)
    rows = [c for part in fit(made, 240, in_order=view.form in NUMBERED) for c in part]
    return Clause("; ".join(c.text for c in rows), union(c.ids for c in rows))


def _kind(view: View) -> Clause:
    return draft(view).opening


def _components(view: View) -> Clause:
    items = [n for n in view.graph.nodes if n.name and n.manner == "name"]
    items = list({i.name: i for i in items}.values())
    return Clause(names(items, 12), tuple(i.id for i in items)) if items else Clause("")


def _stores(view: View) -> Clause:
    _, kept, _ = relations.flows(view.graph, view.inferences)
    found = [n for n in view.graph.nodes if n.category in relations.STORES]
    if kept or not found:
        return Clause("; ".join(c.text for c in kept[:4]), union(c.ids for c in kept[:4]))
    return Clause(f"it includes {names(found, 6)}", tuple(n.id for n in found))


def _side(view: View) -> Clause:
    _, _, side = relations.flows(view.graph, view.inferences)
    told = [*side, *relations.roles(view.graph)][:4]
    return Clause("; ".join(c.text for c in told), union(c.ids for c in told))


def _merits(view: View) -> Clause:
    return designed(view) or Clause("")


def _use(view: View) -> Clause:
    return next(iter(draft(view).close), Clause(""))


# The first expression that a point matches chooses what is said.
POINTS: Final[tuple[tuple[str, Callable[[View], Clause]], ...]] = (
    (r"场景|适用|用途|use case|scenario|suit|application area", _use),
    (r"组件|技术栈|中间件|模块|components?|technolog|stack|modules?", _components),
    (r"存储|数据库|持久|缓存|stor|databases?|cach|persist", _stores),
    (r"治理|监控|运维|可观测|安全|monitor|observab|operat|secur|governance", _side),
    (r"设计|优势|特点|亮点|可用|design|advantage|strength|merit|benefit", _merits),
    (r"类型|架构|主题|是什么|概述|概览|type|kind|architecture|topic|overview|what it is", _kind),
    (
        r"流程|流转|关系|交互|工作|过程|步骤|主要|内容|数据|说明|flow|process|relation|interact|work|how|step"
        r"|content|data|main|key|messages?|calls?|connect",
        _body,
    ),
)
