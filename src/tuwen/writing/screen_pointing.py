"""What the author of a screenshot points at with red frames, in words.

A frame around one widget is told by its name, one around several by what they are together.
"""

from typing import Final

from tuwen.reading.types import Box, Widget
from tuwen.writing.phrasing import Clause, capped, glued, quoted, shortened
from tuwen.writing.screen_levels import FIELDS, WORDY, Page, bare, within

NOUNS: Final = {
    "button": "按钮", "input": "输入框", "select": "下拉框", "textarea": "文本框", "tab": "标签页",
    "menuitem": "菜单项", "switch": "开关", "link": "链接", "listitem": "列表项", "tag": "标签",
    "checkbox": "复选框", "radio": "单选项",
}  # fmt: skip


def marked(page: Page, inner: Page) -> list[Clause]:
    """What the author points at with red frames, in the order of their numbers."""
    frames = [*page.of("annotation"), *inner.of("annotation")]
    frames.sort(key=lambda w: int(w.name) if w.name.isdigit() else 99)
    shown = Page((*page.widgets, *inner.widgets))
    said = [_pointed(frame, shown) for frame in frames]
    ids = tuple(w.id for w in frames)
    if not frames:
        return []
    if not all(said):
        count = f"{len(frames)} 处" if len(frames) > 1 else "一处"
        return [Clause(f"作者用红框标出了{count}", ids, 6)]
    numbered = len(frames) > 1 and all(w.name.isdigit() for w in frames)
    if numbered:
        said = [glued(w.name, what) for w, what in zip(frames, said, strict=True)]
    names = capped(said, 5, measure="处")
    return [Clause(glued("作者用红框依次标出" if numbered else "作者用红框标出了", names), ids, 9)]


def _pointed(frame: Widget, page: Page) -> str:
    """A frame by what it is around: one widget by name, several by what they are together."""
    held = [w for w in page.widgets if w.role != "annotation" and within(w.box, frame.box)]
    near = [w for w in held if WORDY.search(w.label) and _overlap(w.box, frame.box) > 0.3]
    if near:
        best = max(near, key=lambda w: _overlap(w.box, frame.box))
        label = quoted(shortened(bare(best.label), 20))
        if best.role in NOUNS:
            return glued(label, NOUNS[best.role])
        if best.role == "row":
            return glued(quoted(shortened(bare(best.label.split(" | ")[0]), 20)), "所在的一行")
        if best.role == "table":
            return "数据表格"
    heads = [w for w in held if w.role in ("heading", "card", "dialog") and WORDY.search(w.label)]
    if heads and len(held) > 2:
        return glued(quoted(shortened(bare(heads[0].label), 20)), "区域")
    if any(w.role in ("table", "row") for w in held):
        return "数据表格"
    if sum(w.role in FIELDS for w in held) > 1:
        return "筛选栏" if page.of("table") else "输入区域"
    one = next((w for w in held if w.role in NOUNS and WORDY.search(w.label)), None)
    if one:
        return glued(quoted(shortened(bare(one.label), 20)), NOUNS[one.role])
    return quoted(shortened(bare(frame.label), 20)) if WORDY.search(frame.label) else ""


def _overlap(a: Box, b: Box) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0, wide) * max(0, high)
    whole = sum((c[2] - c[0]) * (c[3] - c[1]) for c in (a, b)) - shared
    return shared / max(1, whole)
