"""Questions about the picture as a whole, and about what one thing in it is."""

from typing import Final

from tuwen.writing.asking import Scene, called, ids_of, say, several
from tuwen.writing.graph import Item
from tuwen.writing.lexicon import lexicon
from tuwen.writing.opening import NOUNS
from tuwen.writing.phrasing import Sentence, glued, listed, quoted
from tuwen.writing.shortform import summary
from tuwen.writing.view import view_of

KIND_NAMES: Final[dict[str, str]] = {
    "architecture": "系统架构图", "flowchart": "流程图", "sequence": "时序图", "class": "类图",
    "er": "实体关系图（ER 图）", "state": "状态图", "mindmap": "思维导图", "line_chart": "折线图",
    "bar_chart": "柱状图", "pie_chart": "饼图", "scatter_chart": "散点图",
    "other_chart": "数据图表",
    "ui_screenshot": "软件界面截图", "code": "代码截图", "terminal": "终端截图", "table": "表格",
    "photo": "照片", "decorative": "装饰性图片",
}  # fmt: skip


def kind(scene: Scene) -> list[Sentence]:
    """「这是什么图」."""
    reading = scene.reading
    name = KIND_NAMES.get(reading.kind)
    if name is None:
        return [say("从读到的文字与结构看，无法确定这张图的类型。")]
    sure = "" if reading.kind_confidence >= 0.6 else "较可能"
    title = f"，标题为{quoted(reading.title)}" if reading.title.strip() else ""
    parts = _sizes(scene)
    return [say(f"这{sure}是一张{name}{title}{'，' + parts if parts else ''}。")]


def _sizes(scene: Scene) -> str:
    named = [n for n in scene.graph.nodes if n.name]
    frames = [g for g in scene.graph.groups if g.name]
    sizes = ((len(named), "个节点"), (len(scene.graph.lines), "条连线"), (len(frames), "个分组"))
    told = [f"{size} {noun}" for size, noun in sizes if size]
    return f"读到 {listed(told)}" if told else ""


def overview(scene: Scene) -> list[Sentence]:
    """「这张图讲了什么？」: the summary."""
    return summary(view_of(scene.reading, scene.article))


def meaning(scene: Scene, phrase: str) -> list[Sentence] | None:
    """「Nacos 是什么？有什么作用？」: what it usually does, and its place in the picture."""
    items = scene.items(phrase)
    told: list[Sentence] = []
    for item in items[:3]:
        term = lexicon().find(item.name)
        if item.note:
            told.append(
                say(f"{glued('图中对', called(item), '的说明是', quoted(item.note))}。", (item.id,))
            )
        if term:
            told.append(
                say(f"{glued(called(item), '通常' + term.role)}：{term.gloss}。", (item.id,))
            )
        told += standing(scene, item)
    if not items or told:
        return told or None
    noun = NOUNS[scene.reading.kind][0]
    return [say(f"{noun}中读到了{several(items)}，但没有关于其含义的说明。", ids_of(items))]


def standing(scene: Scene, item: Item) -> list[Sentence]:
    """Where something stands in the picture: what leads to it, and where it leads."""
    before = [i for i, _ in scene.next_to(item, ahead=False)]
    after = [i for i, _ in scene.next_to(item, ahead=True)]
    ways = [f"由{several(before)}指向" if before else "", f"指向{several(after)}" if after else ""]
    if not any(ways):
        return []
    edges = [e.id for way in (True, False) for _, e in scene.next_to(item, ahead=way)]
    text = glued(called(item), "，并".join(w for w in ways if w))
    return [say(f"在图中，{text}。", (item.id,), edges, ids_of(before), ids_of(after))]
