"""A page of a user interface in words: what it is for, how it is laid out, what can be done.

Says what the widgets show, and what a frame of the author points at; does not guess what
happens when something is pressed.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tuwen.reading.types import Reading, Widget
from tuwen.writing.extract import plain
from tuwen.writing.phrasing import Clause, capped, count, glued, quoted, shortened
from tuwen.writing.screen_levels import FIELDS, WORDY, Page, bare, levels, within
from tuwen.writing.screen_pointing import marked
from tuwen.writing.screen_title import page_name, same, title_of
from tuwen.writing.subject import Subject

PROMPTS: Final = re.compile(
    r"^(?:请)?(?:输入|选择|填写|键入|搜索)|^例如[：:]?"
    r"|^(?:please )?(?:enter|select|choose|type|search)\b(?: (?:a|an|the|your))?",
    re.I,
)
SECRET: Final = re.compile(r"密码|口令|password|passcode", re.I)
ENTER: Final = re.compile(r"登录|登陆|sign ?in|log ?in", re.I)
JOIN: Final = re.compile(r"注册|sign ?up|register|create account", re.I)
SEEK: Final = re.compile(r"查询|搜索|筛选|检索|search|filter|query", re.I)
DETAIL: Final = re.compile(r"详情|details?\b|profile|概况", re.I)
CLEAN: Final = re.compile(r"[\w \u3400-\u9fff]{2,}$")
COUNT: Final = re.compile(r"\d+\s*(?:条|/\s*(?:page|页))", re.I)  # rows a page
PAGE: Final = re.compile(r"(?:页|页面|界面|截图|对话框|控制台|工具|面板|窗口)$")
SET_UP: Final = re.compile(r"设置|偏好|settings|preferences|options", re.I)


def page_opening(reading: Reading, subject: Subject) -> Clause:
    """What the page is: by the author's words, by its own title, by what it is for."""
    page, front, _ = levels(reading)
    bars = [w for w in page.of("navigation", "header") if WORDY.search(w.label)]
    title = title_of(page, reading)
    site = next((w for w in bars if bare(w.label) != title and len(w.label) <= 24), None)
    ids = tuple(w.id for w in ([site] if site else []))
    what = purpose(page)
    about = page_name(title, what)
    lead = "该截图展示了"
    chart = "，其中有一张图表" if reading.contains else ""
    name = subject.name
    if re.search(r"[$#>]$", name) or same(re.sub(r"(?:页面?|界面|截图)$", "", name), title):
        name = ""  # a prompt, or the page's own title
    if name:
        told = subject.after(lead)
        there = what and (title or what != "列表页面") and not PAGE.search(name)
        tail = glued("，位于", about) if there else ""
        return Clause(glued(told, tail) + chart, ids)
    if (
        front is not None
        and WORDY.search(front.label)
        and not page.of("table", "navigation", *FIELDS)
    ):
        return Clause(glued(lead, quoted(bare(front.label)), "对话框"), (front.id,))
    if site:
        about = glued(quoted(bare(site.label)), "的", about)
    elif not title:
        about = f"一个{about}"
    return Clause(glued(lead, about) + chart, ids)


def purpose(page: Page) -> str:
    """What a page is for, by what stands on it: 登录页面, 列表页面, 设置页面 …"""
    buttons = " ".join(page.labels("button"))
    names = " ".join([*(w.name for w in page.of(*FIELDS)), *page.labels(*FIELDS)])
    heads = " ".join(page.labels("heading", "header"))
    fields = len(page.of(*FIELDS, "radio", "checkbox"))
    if SECRET.search(names) and JOIN.search(buttons):
        return "注册页面"
    if SECRET.search(names) and (ENTER.search(buttons) or ENTER.search(heads)):
        return "登录页面"
    if any(table.label.count(" | ") > 1 for table in page.of("table")):
        cards = [c for c in page.of("card") if c.label]
        if DETAIL.search(heads):
            return "详情页面"
        return "概览页面" if len(cards) > 2 else "列表页面"
    if len(page.of("switch")) > 2 or (SET_UP.search(heads) and page.of("switch", *FIELDS)):
        return "设置页面"
    if fields > 2 and page.of("button"):
        return "表单页面"
    if len(page.of("listitem")) > 2:
        return "列表页面"
    return ""


def page_clauses(reading: Reading) -> list[list[Clause]]:
    """Sentences: what is in front, what the author marks, the layout, the content, the actions."""
    page, front, inner = levels(reading)
    body: list[list[Clause]] = []
    if front is not None:
        body.append([_dialog(front, inner)])
    body.append(marked(page, inner))
    body.append(_ways(page, reading))
    body.append([*_table(page), *_fields(page), *_toggles(page), *_listed(page)])
    body.append(_actions(page))
    if not any(c.text for part in body[:-1] for c in part):  # 「……页面：提供「确定」按钮」
        body[-1] = [replace(c, text=c.text.removeprefix("页面")) for c in body[-1]]
    return [kept for part in body if (kept := [c for c in part if c.text])]


def _dialog(front: Widget, inner: Page) -> Clause:
    name = bare(front.label)
    parts = [glued("前方弹出", quoted(name) if WORDY.search(name) else "", "对话框")]
    told = [t for t in inner.texts if len(t) > 7 and t != front.label]
    if told and not inner.of(*FIELDS):
        parts.append(glued("提示", quoted(shortened(plain(told[0]), 40))))
    parts += [c.text for c in (*_fields(inner, asking=True), *_toggles(inner)) if c.text]
    buttons = inner.labels("button")
    if buttons:
        parts.append(glued("可点击", _together(buttons[:4], last="或")))
    ids = tuple(w.id for w in (front, *inner.of("button", *FIELDS)))
    return Clause("，".join(parts), ids, 8)


def _ways(page: Page, reading: Reading) -> list[Clause]:
    """Menus, top bar, tabs: how one gets elsewhere, and where one is."""
    found: list[Clause] = []
    for role, place in (("navigation", ""), ("header", "顶部导航"), ("tabbar", "底部标签栏")):
        for bar in page.of(role):
            items = [w for w in page.of("menuitem") if within(w.box, bar.box)]
            side = "左侧" if bar.box[0] < reading.width / 2 else "右侧"
            found.append(_entries(items, place or f"{side}导航菜单", 5))
    for panel in page.of("menu"):
        items = [w for w in page.of("menuitem") if within(w.box, panel.box)]
        found.append(_entries(items, "展开的菜单", 7))
    tabs = [w for w in page.of("tab") if WORDY.search(w.label)]
    if len(tabs) > 1:
        found.append(_entries(tabs, "内容分为", 6, verb="", measure="个标签页"))
    return [c for c in found if c.text]


def _entries(
    items: Sequence[Widget], place: str, weight: int, *, verb: str = "有", measure: str = ""
) -> Clause:
    names = [bare(w.label) for w in items if WORDY.search(w.label)]
    if len(names) < 2:
        return Clause("")
    told = capped(names, 6, measure=measure or "项")
    if measure and not told.endswith(measure):
        told = glued(told, count(len(names), measure=measure))
    text = glued(place, verb, told)
    chosen = next((bare(w.label) for w in items if w.state == "selected"), "")
    if chosen:
        text = glued(text, "，当前选中", quoted(chosen))
    return Clause(text, tuple(w.id for w in items), weight)


def _table(page: Page) -> list[Clause]:
    found: list[Clause] = []
    for table in page.of("table")[:2]:
        columns = [bare(c) for c in table.label.split(" | ") if WORDY.search(c)]
        if len(columns) < 3:
            continue
        rows = [w for w in page.of("row") if within(w.box, table.box) and w.state != "header"]
        names = capped(columns, 6, measure="列")
        text = glued("表格的列为" if len(columns) <= 6 else "表格有", names)
        highs = sorted(w.box[3] - w.box[1] for w in rows)
        if len(rows) > 1 and highs[-1] < 1.3 * highs[0]:
            text = glued(text, f"，可见 {len(rows)} 行")
        found.append(Clause(text, (table.id, *(w.id for w in rows)), 7))
        links = [w for w in page.of("link") if within(w.box, table.box)]
        times = Counter(bare(w.label) for w in links)
        often = [label for label, n in times.items() if n > 1 and WORDY.search(label)]
        if often:
            said = glued("每行有", _together(often[:4]), "操作")
            found.append(Clause(said, tuple(w.id for w in links), 4))
    current = next((w for w in page.of("pagination")), None)
    if found and current is not None:
        at = f"，当前在第 {current.state} 页" if current.state else ""
        found.append(Clause(f"下方可以翻页{at}", (current.id,), 2))
    return found


def _fields(page: Page, *, asking: bool = False) -> list[Clause]:
    """What can be filled in or chosen; beside a table: what it can be filtered by."""
    window = [w.box for w in page.of("window")]
    fields = [w for w in page.of(*FIELDS) if not any(within(w.box, b) for b in window)]
    named = [(w, _asked(w)) for w in fields]
    named = [(w, name) for w, name in named if name]
    if not named or not page.of("button"):
        return []
    ids = tuple(w.id for w, _ in named)
    names = list(dict.fromkeys(name for _, name in named))
    seek = any(SEEK.search(label) and len(label) < 12 for label in page.labels("button"))
    if (page.of("table", "listitem") or seek) and not asking:
        if len(names) == 1 and SEEK.fullmatch(names[0]):
            return [Clause("顶部可以搜索", ids, 5)]
        return [Clause(glued("数据可按", capped(names, 4), "筛选"), ids, 6)]
    written = list(dict.fromkeys(n for w, n in named if w.role != "select"))
    chosen = list(dict.fromkeys(n for w, n in named if w.role == "select"))
    parts = [
        glued("填写", capped(written, 6)) if written else "",
        glued("选择", capped(chosen, 6)) if chosen else "",
    ]
    return [Clause(glued("需要", "，并".join(p for p in parts if p)), ids, 7)]


def _asked(field: Widget) -> str:
    """What a field asks for: its name, or the hint in it."""
    name = bare(field.name).strip("：: *")
    if COUNT.search(field.label):
        return ""
    hint = PROMPTS.sub("", bare(field.label)).strip("：: .…")
    if name and WORDY.search(name) and len(name) <= 20:
        return name
    prompted = hint != bare(field.label) or field.role == "select"
    return hint if prompted and WORDY.search(hint) and len(hint) <= 24 else ""


def _toggles(page: Page) -> list[Clause]:
    found: list[Clause] = []
    switches = [w for w in page.of("switch") if WORDY.search(w.label)]
    parts: list[str] = []
    for state, said in (("checked", "已开启"), ("", "已关闭")):
        names = [bare(w.label) for w in switches if w.state == state]
        if names:
            parts.append(glued(_together(names, most=5), said))
    if parts:
        found.append(Clause("，".join(parts), tuple(w.id for w in switches), 6))
    for role, verb in (("checkbox", "勾选"), ("radio", "选中")):
        every = [w for w in page.of(role) if WORDY.search(w.label)]
        names = [bare(w.label) for w in every if w.state == "checked"]
        ids = tuple(w.id for w in every)
        if names:
            found.append(Clause(glued("已", verb, _together(names, most=4)), ids, 5))
        elif every:
            labels = [bare(w.label) for w in every]
            found.append(Clause(glued("可", verb, _together(labels, most=4)), ids, 4))
    return found


def _listed(page: Page) -> list[Clause]:
    items = [w for w in page.of("listitem") if WORDY.search(w.label)]
    if len(items) < 2:
        return []
    names = [shortened(bare(w.name or w.label), 16) for w in items]
    return [Clause(glued("列表中有", _together(names, most=5)), tuple(w.id for w in items), 6)]


def _actions(page: Page) -> list[Clause]:
    buttons = [w for w in page.of("button") if WORDY.search(w.label) and len(w.label) <= 24]
    found: list[Clause] = []
    labels = [bare(w.label) for w in buttons if w.state != "disabled"]
    if labels:
        said = _together(list(dict.fromkeys(labels)), most=6)
        found.append(Clause(glued("页面提供", said, "按钮"), tuple(w.id for w in buttons), 5))
    weak = [w for w in buttons if w.state == "disabled" and CLEAN.match(bare(w.label))]
    if 0 < len(weak) <= 2:
        said = _together([bare(w.label) for w in weak])
        found.append(Clause(glued(said, "按钮当前不可用"), tuple(w.id for w in weak), 2))
    tables = [w.box for w in page.of("table")]
    links = [w for w in page.of("link") if not any(within(w.box, box) for box in tables)]
    names = list(dict.fromkeys(bare(w.label) for w in links if WORDY.search(w.label)))
    if found and 0 < len(names) <= 4:
        said = _together([shortened(n, 20) for n in names])
        found.append(Clause(glued("另有", said, "链接"), tuple(w.id for w in links), 2))
    return found


def _together(labels: Sequence[str], *, most: int = 9, last: str = "") -> str:
    """「查询」「重置」: quoted labels side by side, cut short honestly."""
    names = list(dict.fromkeys(labels))
    shown = names if len(names) <= most else names[: most - 1]
    text = "".join(quoted(name) for name in (shown[:-1] if last else shown))
    if last:
        text = f"{text}{last if len(shown) > 1 else ''}{quoted(shown[-1])}"
    return text if len(shown) == len(names) else f"{text}等 {len(names)} 项"
