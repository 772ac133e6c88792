"""Screens, and what else is known by its texts alone.

Says only what the texts show. What lies in pixels (faces, scenes, mood) is left to
engines that see, and said to be.
"""

import re
from typing import Final

from tuwen.reading.types import Reading, Text
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import HAN, Clause, glued, quoted

BLIND: Final = "本引擎只识别文字与图形结构，无法描述照片内容，可换用视觉语言模型引擎"
ROLES: Final[tuple[tuple[str, str, str], ...]] = (
    ("tab", "标签页", "个"), ("menu", "菜单", "项"), ("input", "输入项", "个"),
    ("select", "下拉框", "个"), ("checkbox", "复选框", "个"), ("radio", "单选项", "个"),
    ("switch", "开关", "个"), ("button", "按钮", "个"),
    ("link", "链接", "个"), ("table", "表格", "个"), ("dialog", "对话框", "个"),
)  # fmt: skip


def headings(reading: Reading, most: int = 1) -> list[Text]:
    """The largest texts that read as words, highest first."""
    words = [t for t in reading.texts if t.confidence >= 0.6 and _wordy(t.text)]
    by_size = sorted(words, key=lambda t: (-(t.box[3] - t.box[1]), t.box[1]))
    if not by_size:
        return []
    tallest = by_size[0].box[3] - by_size[0].box[1]
    large = [t for t in by_size[:most] if (t.box[3] - t.box[1]) * 4 >= tallest * 3]
    return sorted(large, key=lambda t: t.box[1])


def screen(reading: Reading) -> list[Clause]:
    """Title, regions and controls of a user interface."""
    widgets = [w for w in (reading.screen.widgets if reading.screen else ()) if _wordy(w.label)]
    clauses: list[Clause] = []
    used: set[str] = set()
    for role, name, measure in ROLES:
        found = [w for w in widgets if w.role == role]
        if found:
            labels = list(dict.fromkeys(plain(w.label) for w in found))
            used |= set(labels)
            names = "、".join(quoted(label) for label in labels[:5])
            tail = f"等 {len(labels)} {measure}{name}" if len(labels) > 5 else name
            clauses.append(Clause(glued("有", names, tail), tuple(w.id for w in found), 6))
    if not clauses:
        clauses += texts(reading, skip={plain(t.text) for t in headings(reading)})
    return clauses


def texts(reading: Reading, *, skip: set[str] | None = None, most: int = 6) -> list[Clause]:
    """The words that can be made out, the first and largest ones."""
    seen = [
        t
        for t in reading.texts
        if t.confidence >= 0.6 and _wordy(t.text) and plain(t.text) not in (skip or set())
    ]
    unique = list({plain(t.text): t for t in seen}.values())
    if not unique:
        return []
    ranked = sorted(unique, key=lambda t: -(t.box[3] - t.box[1]) * min(len(t.text), 12))[:most]
    order = {t.id: n for n, t in enumerate(unique)}
    chosen = sorted(ranked, key=lambda t: order[t.id])
    names = "、".join(quoted(_cut(plain(t.text))) for t in chosen)
    tail = "等" if len(unique) > len(chosen) else ""
    return [Clause(glued("可辨认的文字有", names, tail), tuple(t.id for t in chosen), 4)]


def _wordy(text: str) -> bool:
    return len(text.strip()) > 1 and bool(re.search(r"[A-Za-z\u3400-\u9fff]{2,}", text))


def _cut(text: str, most: int = 24) -> str:
    """A long text shortened between words, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[:most]
    if not HAN.match(text[most]) and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip("，,、 ") + "……"
