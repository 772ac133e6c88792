"""Panels: a dialog in front of all else, cards, and which widget lies in which.

A modal dialog is known by its surroundings, which are dimmed: what lies there cannot be used
and is no part of the screen. Knows nothing of single controls but where they are.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tuwen.reading.outline import area_of, holds, inside
from tuwen.reading.scene import Scene, gray_of, take_apart
from tuwen.reading.screen_surface import Face, Surface
from tuwen.reading.types import Box, Widget

REGIONS = (
    "dialog", "menu", "navigation", "header", "tabbar", "window", "card", "table", "row",
    "listitem", "pagination",
)  # fmt: skip
_DIMMED = 0.8  # of the brightness within


def dialog(surface: Surface) -> Widget | None:
    """The panel in the middle that holds words and a button."""
    for face in surface.faces[:14]:
        x0, y0, x1, y1 = face.box
        share = area_of(face.box) / (surface.width * surface.height)
        if not 0.03 < share < 0.8 or face.width < 8 * surface.em or face.height < 5 * surface.em:
            continue
        middle = abs((x0 + x1) / 2 - surface.width / 2) < 0.1 * surface.width
        free = min(x0, y0, surface.width - x1, surface.height - y1) > 0.01 * surface.width
        words = surface.words_in(face.box)
        if middle and free and len(words) >= 2 and dimmed(surface, face.box):
            first = min(words, key=lambda w: (round(w.level / surface.em), w.box[0]))
            return Widget("", "dialog", first.text, face.box)
    return None


def dimmed(surface: Surface, box: Box) -> bool:
    """Whether what lies outside of a box is darker than within, words and all."""
    gray = surface.scene.gray[::3, ::3]
    x0, y0, x1, y1 = (v // 3 for v in box)
    mask = np.ones(gray.shape, bool)
    mask[max(0, y0 - 2) : y1 + 3, max(0, x0 - 2) : x1 + 3] = False
    within = gray[y0:y1, x0:x1]
    if not mask.any() or within.size == 0:
        return False
    if float(np.percentile(gray[mask], 99.7)) >= _DIMMED * float(np.percentile(within, 99.5)):
        return False
    inside_, outside = surface.words_in(box), [w for w in surface.words if not holds(box, w.box)]
    if len(outside) < 2:
        return float(np.median(within)) > 200 and 60 < float(np.median(gray[mask])) < 200
    return float(np.median([w.strength for w in outside])) < 0.72 * max(w.strength for w in inside_)


def unveiled(scene: Scene, front: Box) -> Scene:
    """The scene with what a dialog dims as bright as it was; as given where that is unknown."""
    x0, y0, x1, y1 = front
    outside = np.ones(scene.gray.shape, bool)
    outside[y0 - 3 : y1 + 3, x0 - 3 : x1 + 3] = False
    paper = float(np.percentile(scene.gray[y0:y1, x0:x1], 90))
    dim = float(np.percentile(scene.gray[outside], 98))
    if paper < 200 or not 50 < dim < 0.9 * paper:
        return scene
    table = np.clip(np.arange(256) * paper / dim, 0, 255).astype(np.uint8)
    pixels = np.where(outside[..., None], table[scene.pixels], scene.pixels)
    return take_apart(pixels, gray_of(pixels), list(scene.lines))


def cards(surface: Surface, found: Sequence[Widget]) -> list[Widget]:
    """Panels with a border or a colour of their own that hold words or controls."""
    em = surface.em
    solid = [w.box for w in found if w.role not in ("heading", "annotation")]
    own: list[Face] = []
    for face in surface.faces:
        x0, y0, x1, y1 = face.box
        if face.height < 4 * em or face.width < 8 * em or face.vivid:
            continue
        rims = (x0 <= 3) + (y0 <= 3) + (x1 >= surface.width - 3) + (y1 >= surface.height - 3)
        if rims > 1 or area_of(face.box) > 0.75 * area_of(surface.box):
            continue
        if any(_alike(box, face.box) for box in solid) or any(_alike(f.box, face.box) for f in own):
            continue
        if any(w.role in ("table", "menu", "navigation", "row", "header", "tabbar", "window", "textarea", "listitem") and holds(w.box, face.box) and area_of(w.box) >= 0.8 * area_of(face.box) for w in found):
            continue
        if surface.words_in(face.box):
            own.append(face)
    return [Widget("", "card", _title(surface, f), f.box) for f in own]


def _alike(a: Box, b: Box) -> bool:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    shared = max(0, wide) * max(0, high)
    return shared > 0.7 * (area_of(a) + area_of(b) - shared)


def _title(surface: Surface, face: Face) -> str:
    words = surface.words_in(face.box)
    first = min(words, key=lambda w: (round(w.level / surface.em), w.box[0]))
    return first.text if first.box[1] - face.box[1] < 2.2 * surface.em else ""


def nested(widgets: Sequence[Widget]) -> list[Widget]:
    """The widgets, numbered from top to bottom, each with the smallest region around it."""
    ordered = sorted(widgets, key=lambda w: (w.box[1], w.box[0], -area_of(w.box)))
    named = [replace(w, id=f"w{i}") for i, w in enumerate(ordered, 1)]
    regions = sorted((w for w in named if w.role in REGIONS), key=lambda w: area_of(w.box))
    done: list[Widget] = []
    for widget in named:
        size = area_of(widget.box)
        around = next(
            (r for r in regions if area_of(r.box) > size and inside(widget.box, r.box, 4)), None
        )
        parent = around.id if around and widget.role != "annotation" else ""
        done.append(replace(widget, parent=parent))
    return done
