"""Questions about what there is: counts, lists, existence, groups, first and last, meaning."""

import re
from typing import Final

from tuwen.writing.asking import Scene, absent, called, ids_of, kind_of, say, several
from tuwen.writing.graph import Item
from tuwen.writing.labels import clean
from tuwen.writing.lexicon import lexicon
from tuwen.writing.phrasing import Sentence, glued, listed, quoted

MOST: Final = 12  # names in one answer
EVERYTHING: Final = re.compile(
    r"^(?:主要|核心|关键|全部|所有|不同|具体)?的?(?:组件|节点|模块|元素|部分|要素|东西|内容|对象"
    r"|参与者|参与方|角色|状态|实体|类|表|方框|框|技术|技术栈|技术组件|components?|nodes?|modules?"
    r"|elements?|parts?|participants?|states?|entit(?:y|ies)|classes|tables|technolog(?:y|ies)"
    r"|boxes)$",
    re.IGNORECASE,
)
FRAMES: Final = re.compile(
    r"^(?:分组|层|层次|层级|子系统|区域|泳道|子图|集群|groups?|layers?|subsystems?|zones?)$",
    re.IGNORECASE,
)
EDGES: Final = re.compile(
    r"^(?:连线|箭头|连接|边|关系|依赖|调用|消息|交互|edges?|arrows?|connections?|messages?"
    r"|relations?)$",
    re.IGNORECASE,
)
STEPS: Final = re.compile(r"^(?:步骤|步|环节|阶段|流程|操作|steps?|stages?)$", re.IGNORECASE)
ASKS: Final = re.compile(
    r"^(?:判断|判定|决策|条件|分支|判断节点|菱形|decisions?|branches)$", re.IGNORECASE
)
ROUND: Final = ("circle", "ellipse")
SHAPES: Final[dict[str, tuple[str, ...]]] = {
    "圆柱": ("cylinder",), "圆柱体": ("cylinder",), "圆形": ROUND, "圆": ROUND,
    "矩形": ("rect", "rounded"), "六边形": ("hexagon",), "云": ("cloud",),
}  # fmt: skip


def gathered(scene: Scene, noun: str) -> tuple[list[Item], str] | None:
    """The things that a noun asks for, and the noun to answer with; None if it names no sort."""
    graph = scene.graph
    noun = noun.strip(" 的")
    named = [n for n in graph.nodes if n.name]
    if EVERYTHING.match(noun):
        return named, noun if re.search(r"[\u3400-\u9fff]", noun) else "组件"
    if FRAMES.match(noun):
        return [g for g in graph.groups if g.name], noun if re.search(
            r"[\u3400-\u9fff]", noun
        ) else "分组"
    if STEPS.match(noun):
        order = {i: n for n, i in enumerate(graph.order)}
        return sorted(named, key=lambda i: order.get(i.id, len(order))), "步骤"
    if ASKS.match(noun):
        return [graph.items[i] for i in graph.decisions], "判断"
    if noun in SHAPES:
        return [n for n in graph.nodes if n.shape in SHAPES[noun]], noun
    found = scene.of_kind(noun)
    kind = kind_of(noun)
    if kind:
        return list(found), kind[0]
    inside = [n for n in named if noun and noun in n.label]
    return (inside, noun) if inside else None


def counted(scene: Scene, noun: str) -> list[Sentence] | None:
    """「图中有几个数据库？」, with their names."""
    if scene.reading.chart and re.match(
        r"系列|序列|曲线|折线|柱|扇区|类别|series|lines?|bars?|slices?", noun, re.I
    ):
        return None
    if EDGES.match(noun):
        edges = scene.graph.lines
        word = "消息" if scene.reading.kind == "sequence" else "连线"
        return [say(f"图中读到 {len(edges)} 条{word}。", [e.id for e in edges])]
    found = gathered(scene, noun)
    if found is None:
        return absent(scene, noun) if scene.graph.nodes else None
    items, word = found
    if not items:
        return [say(glued("图中未读到可以确认为", word, "的节点。"))]
    return [
        say(
            f"{glued(f'图中读到 {len(items)} 个', word)}：{named_all(items, counted=True)}。",
            ids_of(items),
        )
    ]


def enumerated(scene: Scene, noun: str) -> list[Sentence] | None:
    """「图中有哪些组件？」."""
    if EDGES.match(noun):
        told = [_edge(scene, n) for n in range(min(len(scene.graph.edges), MOST))]
        return told or [say("图中未读到连线。")]
    found = gathered(scene, noun)
    if found is None:
        return None
    items, word = found
    if not items:
        return [say(glued("图中未读到可以确认为", word, "的节点。"))]
    told = [say(f"{glued('图中读到的', word, '有')}：{named_all(items)}。", ids_of(items))]
    frames = [g for g in scene.graph.groups if g.name]
    if EVERYTHING.match(noun) and frames:
        lead = f"它们分布在{named_all(frames)}等分组中。"
        single = f"{glued('图中另有分组', named_all(frames))}。"
        told.append(say(lead if len(frames) > 1 else single, ids_of(frames)))
    return told


def named_all(items: list[Item], *, counted: bool = False) -> str:
    """Names as a list, cut short honestly."""
    names = [called(i) for i in items]
    if len(names) <= MOST:
        return listed(names)
    return "、".join(names[:MOST]) + (" 等" if counted else f" 等 {len(names)} 个")


def _edge(scene: Scene, place: int) -> Sentence:
    edge = scene.graph.edges[place]
    a, b = (called(scene.graph.items[i]) for i in (edge.source, edge.target))
    label = clean(edge.label)
    verb = "指向" if edge.directed else "连接"
    tail = f"（{label}）" if label else ""
    return say(f"{glued(a, verb, b)}{tail}。", (edge.source, edge.id, edge.target))


def exists(scene: Scene, phrase: str) -> list[Sentence]:
    """「有没有用缓存？」: yes with the names, or carefully no."""
    items = scene.of_kind(phrase) or scene.items(phrase)
    if not items:
        term = lexicon().find(phrase)
        if term and term.generic:
            items = tuple(
                i for i in scene.graph.items.values() if i.category == term.category and i.name
            )
    if items:
        names = several(items)
        kind = kind_of(phrase)
        phrase = kind[0] if kind else phrase
        same = {i.name.lower() for i in items} == {phrase.strip().lower()}
        text = (
            f"有，图中读到了{names}。"
            if same
            else glued("有，图中与", quoted(phrase), f"对应的是{names}。")
        )
        return [say(text, ids_of(items))]
    lines = [t for t in scene.reading.texts if phrase.lower() in t.text.lower()]
    if lines:
        return [
            say(
                f"有，图中文字写有{listed([quoted(clean(t.text)) for t in lines[:3]])}。",
                [t.id for t in lines],
            )
        ]
    return absent(scene, phrase)


def holder(scene: Scene, phrase: str) -> list[Sentence]:
    """「XX 在哪个分组里」."""
    items = scene.items(phrase)
    if not items:
        return absent(scene, phrase)
    told: list[Sentence] = []
    for item in items:
        frames = [
            scene.graph.items[f] for f in scene.graph.frames(item.id) if scene.graph.items[f].name
        ]
        if not frames:
            told.append(say(glued(called(item), "不在任何带标题的分组之内。"), (item.id,)))
            continue
        outer = "，再往外是" + "、".join(called(f) for f in frames[1:]) if frames[1:] else ""
        told.append(say(f"{glued(called(item), '位于', called(frames[0]), '之内')}{outer}。",
                        (item.id,), ids_of(frames)))  # fmt: skip
    return told


def held(scene: Scene, phrase: str) -> list[Sentence] | None:
    """「业务层包含哪些组件」."""
    items = [i for i in scene.items(phrase) if i.is_group or i.rows]
    told: list[Sentence] = []
    for item in items:
        if item.rows:
            told.append(
                say(
                    glued(
                        called(item), "中列有", listed([quoted(r) for r in item.rows[:MOST]]), "。"
                    ),
                    (item.id,),
                )
            )
            continue
        inner = [
            i for i in scene.graph.items.values() if item.id in scene.graph.frames(i.id) and i.name
        ]
        if inner:
            told.append(
                say(
                    f"{glued(called(item), '包含', f'{len(inner)} 项')}：{named_all(inner)}。",
                    (item.id,),
                    ids_of(inner),
                )
            )
        else:
            told.append(say(glued("图中未读到", called(item), "之内的组件。"), (item.id,)))
    return told or None


def first(scene: Scene) -> list[Sentence]:
    """「第一步是什么」."""
    graph = scene.graph
    starts = [graph.items[i] for i in graph.starts]
    if not starts:
        return [say("图中未读到箭头，无法判断起点。")]
    told: list[Sentence] = []
    for item in starts[:3]:
        after = [i for i, _ in scene.next_to(item, ahead=True)]
        tail = f"，由它进入{several(after)}" if after else ""
        edges = [e.id for _, e in scene.next_to(item, ahead=True)]
        told.append(
            say(f"{glued('起点是', called(item))}{tail}。", (item.id,), edges, ids_of(after))
        )
    return told


def last(scene: Scene) -> list[Sentence]:
    """「终点是什么」."""
    graph = scene.graph
    ends = [
        graph.items[i]
        for i in graph.rank
        if not any(e.directed for e in graph.out[i]) and graph.into[i]
    ]
    if not ends:
        return [say("图中未读到没有后续箭头的节点，流程可能是循环的。")]
    edges = [e.id for i in ends for e in graph.into[i.id]]
    before = [graph.items[e.source] for i in ends for e in graph.into[i.id]]
    if len(ends) == 1:
        return [
            say(
                f"{glued('终点是', called(ends[0]))}，由{several(before)}到达。",
                ids_of(ends),
                edges,
                ids_of(before),
            )
        ]
    return [say(f"没有后续箭头的终点有 {len(ends)} 个：{named_all(ends)}。", ids_of(ends))]
