"""Questions about who is joined to whom: dependencies, callers, paths, relations, branches."""

import re
from collections import deque
from typing import Final

from tuwen.reading.types import Edge
from tuwen.writing.asking import Scene, absent, called, ids_of, say, several
from tuwen.writing.graph import Item
from tuwen.writing.labels import clean
from tuwen.writing.phrasing import Sentence, count, glued, listed, quoted, union
from tuwen.writing.relations import clause, relations
from tuwen.writing.steps import NO, YES

FURTHER: Final = 8  # indirect things that are named


def ahead(scene: Scene, phrase: str, verb: str = "指向") -> list[Sentence]:
    """「支付服务依赖哪些组件？」: what comes right behind, then what that leads to."""
    items = scene.items(phrase)
    return [s for i in items for s in _ahead(scene, i, verb)] if items else absent(scene, phrase)


def _ahead(scene: Scene, item: Item, verb: str) -> list[Sentence]:
    found = scene.next_to(item, ahead=True)
    name = called(item)
    if not found:
        return _no_way(scene, item, "没有从它出发的箭头")
    direct = [target for target, _ in found]
    edges = tuple(edge.id for _, edge in found)
    text = glued(name, f"直接{verb}", several(direct))
    if len(direct) > 2:
        text = glued(name, f"直接{verb}", count(len(direct)), f"对象：{several(direct)}")
    told = [say(f"{text}。", (item.id,), edges, ids_of(direct))]
    told += _detail(scene, item)
    return told + _further(scene, item, direct)


def _detail(scene: Scene, item: Item) -> list[Sentence]:
    """How the relations are labelled, where they are."""
    own = [r for r in relations(scene.graph) if r.sources == (item.id,) and _labelled(scene, r.ids)]
    if not own:
        return []
    clauses = [clause(scene.graph, relation) for relation in own]
    return [
        say(f"按连线标注，{'；'.join(c.text for c in clauses)}。", union(c.ids for c in clauses))
    ]


def _labelled(scene: Scene, ids: tuple[str, ...]) -> bool:
    return any(e.label.strip() for e in scene.graph.edges if e.id in ids)


def _further(scene: Scene, item: Item, direct: list[Item]) -> list[Sentence]:
    later, edges = scene.beyond(item, direct)
    if not later:
        return []
    names = listed([called(i) for i in later[:FURTHER]])
    if len(later) > FURTHER:
        names = "、".join(called(i) for i in later[:FURTHER]) + f" 等 {len(later)} 项"
    return [say(f"此外，沿箭头继续向下，还会间接到达{names}。", edges, ids_of(later))]


def behind(scene: Scene, phrase: str, verb: str = "指向") -> list[Sentence]:
    """「谁调用了 X」: what leads to it."""
    items = scene.items(phrase)
    if not items:
        return absent(scene, phrase)
    told: list[Sentence] = []
    for item in items:
        found = scene.next_to(item, ahead=False)
        if not found:
            told += _no_way(scene, item, "没有指向它的箭头")
            continue
        sources = [source for source, _ in found]
        text = glued(
            "直接" + verb,
            called(item),
            "的",
            "是" if len(sources) == 1 else f"有 {len(sources)} 项：",
        )
        told.append(
            say(
                f"{text}{several(sources)}。", (item.id,), [e.id for _, e in found], ids_of(sources)
            )
        )
    return told


def _no_way(scene: Scene, item: Item, why: str) -> list[Sentence]:
    tied = scene.tied(item)
    if tied:
        others = list({other.id: other for other, _ in tied}.values())
        text = glued(
            "图中", called(item), "与", several(others), "相连，但连线没有箭头，方向无法判断。"
        )
        return [say(text, (item.id,), [e.id for _, e in tied], ids_of(others))]
    return [say(glued("图中读到了", f"{called(item)}，但", why, "。"), (item.id,))]


def between(scene: Scene, one: str, other: str) -> list[Sentence]:
    """「A 和 B 之间是什么关系？」."""
    left, right = scene.items(one), scene.items(other)
    if not left or not right:
        return absent(scene, one if not left else other)
    told: list[Sentence] = []
    for a in left[:3]:
        for b in right[:3]:
            told += _between(scene, a, b) if a.id != b.id else []
    return told or [say(f"图中{several(left)}只出现一次，没有与自身的关系。", ids_of(left))]


def _between(scene: Scene, a: Item, b: Item) -> list[Sentence]:
    graph = scene.graph
    if b.id in graph.frames(a.id) or a.id in graph.frames(b.id):
        inner, outer = (a, b) if b.id in graph.frames(a.id) else (b, a)
        told = [say(glued(called(inner), "位于", called(outer), "之内。"), (inner.id, outer.id))]
    else:
        told = []
    own = [r for r in relations(graph) if _joins(r.sources, r.targets, a, b)]
    if own:
        edges = [e for e in graph.edges if {e.source, e.target} == {a.id, b.id}]
        for edge in edges:
            told.append(say(_one(scene, edge), (edge.source, edge.id, edge.target)))
        return told
    if told:
        return told
    for x, y in ((a, b), (b, a)):
        steps = way(scene, x, y)
        if steps:
            return [_way_told(x, y, steps)]
    shared = [i for i, _ in scene.next_to(a, ahead=False) if i.id in
              {j.id for j, _ in scene.next_to(b, ahead=False)}]  # fmt: skip
    text = glued("图中未读到", called(a), "与", called(b), "之间的连线")
    if shared:
        return [say(f"{text}；两者都由{several(shared)}引出。", (a.id, b.id), ids_of(shared))]
    return [say(f"{text}，也没有把它们连起来的路径。", (a.id, b.id))]


def _joins(sources: tuple[str, ...], targets: tuple[str, ...], a: Item, b: Item) -> bool:
    return (a.id in sources and b.id in targets) or (b.id in sources and a.id in targets)


def _one(scene: Scene, edge: Edge) -> str:
    a, b = called(scene.graph.items[edge.source]), called(scene.graph.items[edge.target])
    label = clean(edge.label)
    tail = f"，连线标注为{quoted(label)}" if label else ""
    if edge.heads == "end":
        return f"{glued(a, '指向', b)}{tail}。"
    joint = "双向交互" if edge.heads == "both" else "相连（无箭头）"
    return f"{glued(a, '与', b, joint)}{tail}。"


def way(scene: Scene, start: Item, goal: Item) -> list[tuple[Item, Edge]]:
    """A shortest way along the arrows: the items after the start with the edges to them."""
    came: dict[str, tuple[str, Item, Edge]] = {}
    goals = set(scene.around(goal))
    todo = deque([start])
    while todo:
        here = todo.popleft()
        for item, edge in scene.next_to(here, ahead=True):
            if item.id in came or item.id == start.id:
                continue
            came[item.id] = (here.id, item, edge)
            if item.id in goals:
                return _back(came, item.id, start.id)
            todo.append(item)
    return []


def _back(came: dict[str, tuple[str, Item, Edge]], end: str, start: str) -> list[tuple[Item, Edge]]:
    steps: list[tuple[Item, Edge]] = []
    while end != start:
        end, item, edge = came[end]
        steps.append((item, edge))
    return steps[::-1]


def path(scene: Scene, one: str, other: str) -> list[Sentence]:
    """「从 A 到 B 经过哪些步骤？」."""
    left, right = scene.items(one), scene.items(other)
    if not left or not right:
        return absent(scene, one if not left else other)
    for a in left:
        for b in right:
            steps = way(scene, a, b) if a.id != b.id else []
            if steps:
                return [_way_told(a, b, steps)]
    back = way(scene, right[0], left[0]) if left[0].id != right[0].id else []
    text = glued("图中未读到从", called(left[0]), "到", called(right[0]), "的路径")
    more = "；反方向有路径相通" if back else ""
    return [say(f"{text}{more}。", (left[0].id, right[0].id))]


def _way_told(a: Item, b: Item, steps: list[tuple[Item, Edge]]) -> Sentence:
    ids = (a.id, *(i for item, edge in steps for i in (edge.id, item.id)))
    row = " → ".join([called(a), *(_stop(item, edge) for item, edge in steps)])
    if len(steps) == 1:
        return say(glued(called(a), "直接到达", called(b), f"，中间没有其他节点：{row}。"), ids)
    return say(f"{glued('从', called(a), '到', called(b), '的路径为')}：{row}。", ids)


def _stop(item: Item, edge: Edge) -> str:
    label = clean(edge.label)
    return f"（{label}）{called(item)}" if label else called(item)


def branch(scene: Scene, phrase: str, answer: str) -> list[Sentence] | None:
    """「判断 X 为否时怎样？」: where the edge with that label leads."""
    items = [i for i in scene.items(phrase) if scene.graph.out.get(i.id)] if phrase else []
    items = items or [scene.graph.items[i] for i in scene.graph.decisions if not phrase]
    if phrase and not items:
        return absent(scene, phrase)
    want = answer.strip().lower()
    told: list[Sentence] = []
    for item in items:
        for edge in scene.graph.out[item.id]:
            if answers_to(clean(edge.label).lower(), want):
                target = scene.graph.items[edge.target]
                text = glued(
                    called(item),
                    "为",
                    quoted(clean(edge.label)),
                    "时，流程进入",
                    called(target),
                    "。",
                )
                told.append(say(text, (item.id, edge.id, target.id)))
                told += _then(scene, target, item)
    if told or not items:
        return told or None
    labels = [
        quoted(clean(e.label)) for i in items for e in scene.graph.out[i.id] if e.label.strip()
    ]
    if not labels:
        return None
    text = f"图中未读到{several(items)}的{quoted(answer)}分支，读到的分支标注有{listed(labels)}。"
    return [say(text, ids_of(items), [e.id for i in items for e in scene.graph.out[i.id]])]


def _then(scene: Scene, target: Item, source: Item) -> list[Sentence]:
    following = [(i, e) for i, e in scene.next_to(target, ahead=True) if i.id != source.id]
    if len(following) != 1:
        return []
    item, edge = following[0]
    return [
        say(f"{glued(called(target), '之后进入', called(item))}。", (target.id, edge.id, item.id))
    ]


def answers_to(label: str, want: str) -> bool:
    """Whether a label is the answer that is asked about."""
    word = re.split(r"[ ，,：:]", label)[0] if label else ""
    for group in (YES, NO):
        if want in group:
            return word in group
    return bool(want and label) and (want in label or (len(label) > 1 and label in want))


def does(scene: Scene, one: str, verb: str, other: str) -> list[Sentence]:
    """「A 是否调用 B？」: yes with the edge, or carefully no."""
    left, right = scene.items(one), scene.items(other)
    if not left or not right:
        return absent(scene, one if not left else other)
    goals = set(ids_of(right))
    for a in left:
        for item, edge in scene.next_to(a, ahead=True):
            if item.id in goals:
                text = glued("是，图中有从", called(a), "指向", called(item), "的箭头")
                label = f"，标注为{quoted(clean(edge.label))}" if edge.label.strip() else ""
                return [say(f"{text}{label}。", (a.id, edge.id, item.id))]
    a, b = left[0], right[0]
    steps = way(scene, a, b)
    if steps:
        told = say(
            glued("图中未读到", called(a), f"直接{verb}", called(b), "，但两者间接相通。"),
            (a.id, b.id),
        )
        return [told, _way_told(a, b, steps)]
    reverse = [e for i, e in scene.next_to(b, ahead=True) if i.id == a.id]
    text = glued("图中未读到从", called(a), "指向", called(b), "的箭头")
    if reverse:
        return [
            say(
                glued(f"{text}；方向相反，是", called(b), "指向", called(a), "。"),
                (b.id, reverse[0].id, a.id),
            )
        ]
    return [say(f"{text}。", (a.id, b.id))]
