"""User interfaces in English: what a page is for, how it is laid out, what can be done.

Says what the widgets show, and what a frame of the author points at; does not guess what
happens when something is pressed.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tuwen.reading.types import Reading, Widget
from tuwen.writing.english.phrasing import (
    a,
    about,
    capped,
    count,
    is_chinese,
    listed,
    quoted,
    shortened,
)
from tuwen.writing.english.translation import deed, noun, words
from tuwen.writing.phrasing import Clause
from tuwen.writing.screen_levels import FIELDS, WORDY, Page, bare, levels, within
from tuwen.writing.screen_page import SEEK, asked, purpose
from tuwen.writing.screen_pointing import pointed
from tuwen.writing.screen_title import title_of

CERTAIN: Final = 0.75  # of being a screenshot, below which no control is spoken of
PURPOSES: Final = {
    "注册页面": "registration page", "登录页面": "login page", "详情页面": "details page",
    "概览页面": "overview page", "列表页面": "list page", "设置页面": "settings page",
    "表单页面": "form",
}  # fmt: skip
ROLES: Final = {
    "button": "button", "input": "input field", "select": "drop-down list", "textarea": "text box",
    "tab": "tab", "menuitem": "menu item", "switch": "switch", "link": "link",
    "listitem": "list item", "tag": "tag", "checkbox": "check box", "radio": "radio button",
    "row": "row", "area": "area",
}  # fmt: skip
WHOLES: Final = {"table": "the table", "filters": "the filters", "fields": "the input fields"}


def control(text: str) -> str:
    """What a Chinese control would be called in English; empty where that is not known."""
    if not is_chinese(text):
        return ""
    bracket = re.fullmatch(r"(.+?)（(.+)）", text)
    parts = bracket.groups() if bracket and text not in words("controls") else (text,)
    known = [words("controls").get(p) or noun(p) or deed(p, bare=True) for p in parts]
    found = f"{known[0]} ({known[1]})" if len(known) > 1 else known[0]
    if not all(known):
        return ""
    return found[:1].upper() + found[1:]


def shown(text: str, most: int = 56) -> str:
    """A printed label in quotes, translated where all of it is known."""
    text = bare(text)
    return quoted(control(text) or shortened(text, most))


def shown_all(labels: Sequence[str], most: int = 6) -> str:
    """Labels as a list; all of them translated, or all as printed."""
    known = all(control(bare(t)) for t in labels if is_chinese(bare(t)))
    names = [shown(t) if known else quoted(shortened(bare(t), 56)) for t in labels]
    names = list(dict.fromkeys(names))
    return listed(names) if len(names) <= most else capped(names, most)


def page_name(reading: Reading) -> tuple[str, tuple[str, ...]]:
    """“the “Orders” list page of “Shop Admin””, and the ids it rests on."""
    page, front, _ = levels(reading)
    title = title_of(page, reading)
    if reading.kind_confidence < CERTAIN:
        return "a user interface", ()
    sort = PURPOSES.get(purpose(page), "page" if title else "user interface")
    if (
        front is not None
        and WORDY.search(front.label)
        and not page.of("table", "navigation", *FIELDS)
    ):
        return f"the {shown(front.label)} dialog", (front.id,)
    bars = [w for w in page.of("navigation", "header") if WORDY.search(w.label)]
    site = next((w for w in bars if bare(w.label) != title and len(w.label) <= 24), None)
    said = f"the {shown(title)} {sort}" if title else a(sort)
    if site is None:
        return said, ()
    named = said if title else f"the {sort}"
    if sort.startswith(site.label.lower()):
        return named, (site.id,)
    return f"{named} of {shown(site.label)}", (site.id,)


def clauses(reading: Reading) -> list[list[Clause]]:
    """Sentences: what is in front, what the author marks, the layout, the content, the actions."""
    if reading.kind_confidence < CERTAIN:
        return []
    page, front, inner = levels(reading)
    body = [
        [_dialog(front, inner)] if front is not None else [],
        _marked(page, inner),
        _ways(page, reading),
        [*_table(page), *_fields(page), *_toggles(page), *_items(page)],
        _actions(page),
    ]
    return [kept for part in body if (kept := [c for c in part if c.text])]


def _dialog(front: Widget, inner: Page) -> Clause:
    name = bare(front.label)
    text = f"in front is a dialog titled {shown(name)}" if WORDY.search(name) else (
        "in front is a dialog"
    )  # fmt: skip
    told = [t for t in inner.texts if len(t) > 7 and t != front.label]
    if told and not inner.of(*FIELDS):
        text += f" that says {quoted(shortened(told[0], 80))}"
    parts = [c.text for c in (*_fields(inner, asking=True), *_toggles(inner)) if c.text]
    text = "; ".join([text, *parts])
    buttons = inner.labels("button")
    if buttons:
        verb = "its button is" if len(buttons) == 1 else "its buttons are"
        text += f"; {verb} {shown_all(buttons[:4])}"
    return Clause(text, tuple(w.id for w in (front, *inner.of("button", *FIELDS))), 8)


def _marked(page: Page, inner: Page) -> list[Clause]:
    """What the author points at with red frames, in the order of their numbers."""
    frames = [*page.of("annotation"), *inner.of("annotation")]
    frames.sort(key=lambda w: int(w.name) if w.name.isdigit() else 99)
    if not frames:
        return []
    whole = Page((*page.widgets, *inner.widgets))
    said = [_framed(*pointed(frame, whole)) for frame in frames]
    ids = tuple(w.id for w in frames)
    if not all(said):
        where = "one place" if len(frames) == 1 else f"{count(len(frames))} places"
        return [Clause(f"the author marks {where} with red frames", ids, 6)]
    numbered = len(frames) > 1 and all(w.name.isdigit() for w in frames)
    if numbered:
        said = [f"({w.name}) {what}" for w, what in zip(frames, said, strict=True)]
    frame = "a red frame" if len(frames) == 1 else "red frames"
    return [Clause(f"{frame} {'marks' if len(frames) == 1 else 'mark'} {capped(said, 5)}", ids, 9)]


def _framed(label: str, role: str) -> str:
    if role in WHOLES:
        return WHOLES[role]
    if not label:
        return ""
    return f"the {shown(label)} {ROLES[role]}" if role in ROLES else shown(label)


def _ways(page: Page, reading: Reading) -> list[Clause]:
    """Menus, top bar, tabs: how one gets elsewhere, and where one is."""
    found: list[Clause] = []
    for role, place in (("navigation", ""), ("header", "top bar"), ("tabbar", "bottom tab bar")):
        for bar in page.of(role):
            items = [w for w in page.of("menuitem") if within(w.box, bar.box)]
            side = "left" if bar.box[0] < reading.width / 2 else "right"
            found.append(
                _entries(items, f"the {place or f'navigation menu on the {side}'} lists", 5)
            )
    for panel in page.of("menu"):
        items = [w for w in page.of("menuitem") if within(w.box, panel.box)]
        found.append(_entries(items, "the open menu lists", 7))
    tabs = [w for w in page.of("tab") if WORDY.search(w.label)]
    if len(tabs) > 1:
        found.append(_entries(tabs, f"the content has {about(len(tabs), 'tab')}:", 6))
    return [c for c in found if c.text]


def _entries(items: Sequence[Widget], lead: str, weight: int) -> Clause:
    names = [bare(w.label) for w in items if WORDY.search(w.label)]
    if len(names) < 2:
        return Clause("")
    text = f"{lead} {shown_all(names)}"
    chosen = next((bare(w.label) for w in items if w.state == "selected"), "")
    known = all(control(n) for n in names if is_chinese(n))
    text += f", with {shown(chosen) if known else quoted(chosen)} selected" if chosen else ""
    return Clause(text, tuple(w.id for w in items), weight)


def _table(page: Page) -> list[Clause]:
    found: list[Clause] = []
    for table in page.of("table")[:2]:
        columns = [bare(c) for c in table.label.split(" | ") if WORDY.search(c)]
        if len(columns) < 3:
            continue
        rows = [w for w in page.of("row") if within(w.box, table.box) and w.state != "header"]
        text = f"the table has the columns {shown_all(columns, 8)}"
        highs = sorted(w.box[3] - w.box[1] for w in rows)
        if len(rows) > 1 and highs[-1] < 1.3 * highs[0]:
            text += f", with {count(len(rows), 'row')} visible"
        found.append(Clause(text, (table.id, *(w.id for w in rows)), 7))
        links = [w for w in page.of("link") if within(w.box, table.box)]
        times = Counter(bare(w.label) for w in links)
        often = [label for label, n in times.items() if n > 1 and WORDY.search(label)]
        if often:
            text = f"each row offers {shown_all(often[:4])}"
            found.append(Clause(text, tuple(w.id for w in links), 4))
    current = next((w for w in page.of("pagination")), None)
    if found and current is not None:
        at = f", currently at page {current.state}" if current.state else ""
        found.append(Clause(f"pages can be turned below{at}", (current.id,), 2))
    return found


def _fields(page: Page, *, asking: bool = False) -> list[Clause]:
    """What can be filled in or chosen; beside a table: what it can be filtered by."""
    window = [w.box for w in page.of("window")]
    fields = [w for w in page.of(*FIELDS) if not any(within(w.box, b) for b in window)]
    named = [(w, name) for w in fields if (name := asked(w))]
    if not named or not page.of("button"):
        return []
    ids = tuple(w.id for w, _ in named)
    names = list(dict.fromkeys(name for _, name in named))
    seek = any(SEEK.search(label) and len(label) < 12 for label in page.labels("button"))
    if (page.of("table", "listitem") or seek) and not asking:
        if len(names) == 1 and SEEK.fullmatch(names[0]):
            return [Clause("there is a search box at the top", ids, 5)]
        return [Clause(f"the data can be filtered by {shown_all(names, 4)}", ids, 6)]
    written = list(dict.fromkeys(n for w, n in named if w.role != "select"))
    chosen = list(dict.fromkeys(n for w, n in named if w.role == "select"))
    parts = [f"asks for {shown_all(written)}"] if written else []
    parts += [f"has {shown_all(chosen)} to choose from"] if chosen else []
    return [Clause(f"it {' and '.join(parts)}", ids, 7)]


def _toggles(page: Page) -> list[Clause]:
    found: list[Clause] = []
    switches = [w for w in page.of("switch") if WORDY.search(w.label)]
    parts: list[str] = []
    for state, said in (("checked", "on"), ("", "off")):
        names = [w.label for w in switches if w.state == state]
        if names:
            verb = "is" if len(set(names)) == 1 else "are"
            parts.append(f"{shown_all(names, 5)} {verb} {said}")
    if parts:
        found.append(Clause(" and ".join(parts), tuple(w.id for w in switches), 6))
    for role, done in (("checkbox", "checked"), ("radio", "selected")):
        every = [w for w in page.of(role) if WORDY.search(w.label)]
        names = [w.label for w in every if w.state == "checked"]
        ids = tuple(w.id for w in every)
        if names:
            verb = "is" if len(set(names)) == 1 else "are"
            found.append(Clause(f"{shown_all(names, 4)} {verb} {done}", ids, 5))
        elif every:
            text = f"{shown_all([w.label for w in every], 4)} can be {done}"
            found.append(Clause(text, ids, 4))
    return found


def _items(page: Page) -> list[Clause]:
    items = [w for w in page.of("listitem") if WORDY.search(w.label)]
    if len(items) < 2:
        return []
    names = [bare(w.name or w.label) for w in items]
    return [Clause(f"the list shows {shown_all(names, 5)}", tuple(w.id for w in items), 6)]


def _actions(page: Page) -> list[Clause]:
    buttons = [w for w in page.of("button") if WORDY.search(w.label) and len(w.label) <= 24]
    found: list[Clause] = []
    labels = list(dict.fromkeys(bare(w.label) for w in buttons if w.state != "disabled"))
    if labels:
        sort = "a button" if len(labels) == 1 else "buttons"
        text = f"it has {sort} labeled {shown_all(labels)}"
        found.append(Clause(text, tuple(w.id for w in buttons), 5))
    weak = [w for w in buttons if w.state == "disabled" and re.match(r"[\w \u3400-\u9fff]{2,}$",
                                                                      bare(w.label))]  # fmt: skip
    if 0 < len(weak) <= 2:
        verb = "is" if len(weak) == 1 else "are"
        text = f"{shown_all([w.label for w in weak])} {verb} disabled"
        found.append(Clause(text, tuple(w.id for w in weak), 2))
    tables = [w.box for w in page.of("table")]
    links = [w for w in page.of("link") if not any(within(w.box, box) for box in tables)]
    names = list(dict.fromkeys(bare(w.label) for w in links if WORDY.search(w.label)))
    if found and 0 < len(names) <= 4:
        sort = "a link" if len(names) == 1 else "links"
        text = f"there is also {sort} labeled {shown_all(names)}" if len(names) == 1 else (
            f"there are also {sort} labeled {shown_all(names)}"
        )  # fmt: skip
        found.append(Clause(text, tuple(w.id for w in links), 2))
    return found
