"""Screenshots of user interfaces: controls and regions with role, label, box, state, parent.

Precise rather than many: a thing is named only when its form and its text agree. What is
large and sure comes first (a dialog, bars, menus, tables) and keeps what lies in it from
being taken for something else.
"""

from dataclasses import replace

from tuwen.reading.outline import holds
from tuwen.reading.scene import Scene
from tuwen.reading.screen_bars import side_menu, tab_bar, top_bar, window_bar
from tuwen.reading.screen_controls import controls, headings, links
from tuwen.reading.screen_menus import drop_down, floating
from tuwen.reading.screen_notes import annotations, without
from tuwen.reading.screen_panels import cards, dialog, nested, unveiled
from tuwen.reading.screen_rows import list_items, tables
from tuwen.reading.screen_surface import Surface, Word
from tuwen.reading.screen_tabs import breadcrumb, pagination, tabs
from tuwen.reading.screen_toggles import toggles
from tuwen.reading.types import Box, Screen, Widget

_MOST = 240
_NAMED = ("input", "select", "textarea")


def read_screen(scene: Scene) -> Screen | None:
    """The widgets of a screenshot, top to bottom; None where there are none."""
    surface = Surface(scene)
    found = annotations(surface)
    if found:
        scene = without(scene, found)
        surface = Surface(scene)
    front = dialog(surface)
    if front is not None:
        surface = Surface(unveiled(scene, front.box))
        found += [front, *_in_dialog(surface.within(front.box), front)]
        surface = surface.behind(front.box)
    window, top = window_bar(surface)
    bars = [*top_bar(surface, top), *side_menu(surface, top), *tab_bar(surface)]
    around = [w.box for w in (*window, *bars) if w.role not in ("menuitem", "heading", "link")]
    found += [*window, *bars]
    found += _content(surface, around, [w.box for w in bars if w.role == "heading"])
    whole = [w for w in (_clipped(w, scene) for w in found) if w is not None]
    unique = {(w.role, w.box): w for w in whole}
    kept = nested(list(unique.values()))[:_MOST]
    return Screen(tuple(kept)) if kept else None


def _clipped(widget: Widget, scene: Scene) -> Widget | None:
    """The part of a widget that is in the picture; None where that is nothing."""
    x0, y0, x1, y1 = widget.box
    box = (max(0, x0), max(0, y0), min(scene.width, x1), min(scene.height, y1))
    return replace(widget, box=box) if box[0] < box[2] and box[1] < box[3] else None


def page_title(screen: Screen | None) -> str:
    """The largest heading of the page, or the title of its bar; empty where there is none."""
    widgets = screen.widgets if screen else ()
    front = next((w.box for w in widgets if w.role == "dialog"), None)
    heads = [w for w in widgets if w.role == "heading" and sum(c.isalpha() for c in w.label) > 1]
    heads = [w for w in heads if front is None or not holds(front, w.box)]
    return max(heads, key=lambda w: w.box[3] - w.box[1] - 0.02 * w.box[1]).label if heads else ""


def _in_dialog(surface: Surface, front: Widget) -> list[Widget]:
    title = [w for w in surface.words if w.text == front.label][:1]
    heads = [Widget("", "heading", w.text, w.box) for w in title]
    return [*heads, *_content(surface, [w.box for w in title], [])]


def _content(surface: Surface, taken: list[Box], headed: list[Box]) -> list[Widget]:
    """What lies beside bars and menus."""
    found: list[Widget] = []
    menu = drop_down(surface, taken) or floating(surface, taken)
    found += menu
    taken = [*taken, *(w.box for w in menu if w.role == "menu")]
    bars = list(taken)
    pages = pagination(surface, taken)
    path = breadcrumb(surface, taken)
    strip = tabs(surface, [*taken, *(w.box for w in (*pages, *path))])
    found += [*pages, *path, *strip]
    taken += [w.box for w in found]
    marks = toggles(surface, taken)
    listed = list_items(surface, taken)
    listed = [w for w in listed if not any(holds(w.box, mark.box) for mark in marks)]
    lined = [w.box for w in listed]
    rows = tables(surface, [*taken, *lined])
    found += [*rows, *listed]
    pressed = controls(surface, [*taken, *lined, *(w.box for w in marks)])
    pressed = [_named(surface, w) if w.role in _NAMED else w for w in pressed]
    found += [*marks, *pressed]
    used = [*taken, *lined, *headed, *(w.box for w in pressed)]
    heads = headings(surface, [*used, *(w.box for w in rows if w.role == "row")])
    named = [_label_of(w, surface.em) for w in marks if w.label]
    found += [*heads, *links(surface, [*used, *named, *(w.box for w in heads)])]
    return [*found, *cards(surface, found, bars)]


def _label_of(mark: Widget, em: float) -> Box:
    """Where the text that names a mark stands."""
    _, y0, x1, y1 = mark.box
    return (
        x1,
        y0 - round(0.3 * em),
        x1 + round(em * (2 + 2 * len(mark.label))),
        y1 + round(0.3 * em),
    )


def _named(surface: Surface, field: Widget) -> Widget:
    """A field with the words that name it: left of it on its level, or right above it."""
    em = surface.em
    x0, y0, _, y1 = field.box
    level = (y0 + min(y1, y0 + 2.4 * em)) / 2
    left = [
        w
        for w in surface.words
        if w.box[2] <= x0 + 2 and abs(w.level - level) < 0.7 * em and x0 - w.box[2] < 3 * em
    ]
    above = [
        w
        for w in surface.words
        if 0 <= y0 - w.box[3] < 1.3 * em and -0.4 * em <= w.box[0] - x0 < 1.2 * em
    ]
    best: Word | None = max(left, key=lambda w: w.box[2], default=None)
    best = best or max(above, key=lambda w: w.box[3], default=None)
    return replace(field, name=best.text.rstrip("：: *")) if best else field
