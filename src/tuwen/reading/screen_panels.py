"""Panels: a dialog in front of all else, cards, and which widget lies in which.

A modal dialog is known by its surroundings, which are dimmed: what lies there cannot be used
and is no part of the screen. Knows nothing of single controls but where they are.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tuwen.reading.outline import area_of, holds, inside, shared
from tuwen.reading.scene import Scene, gray_of, take_apart
from tuwen.reading.screen_faces import Face
from tuwen.reading.screen_surface import Surface
from tuwen.reading.types import Box, Widget

REGIONS = (
    "dialog", "menu", "navigation", "header", "tabbar", "window", "card", "table", "row",
    "listitem", "pagination",
)  # fmt: skip
_OWN = ("table", "row", "textarea", "listitem")  # what is no card, whatever frames it
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
    """Whether what lies beside a box is darker than within, words and all."""
    beside = _beside(surface, box)
    gray = surface.scene.gray
    outside = np.concatenate([gray[y0:y1:3, x0:x1:3].ravel() for x0, y0, x1, y1 in beside])
    within = gray[box[1] : box[3] : 3, box[0] : box[2] : 3]
    if not outside.size or not within.size:
        return False
    if float(np.percentile(outside, 99.7)) >= _DIMMED * float(np.percentile(within, 99.5)):
        return False
    words = [w for part in beside for w in surface.words_in(part)]
    if len(words) < 2:
        return float(np.median(within)) > 200 and 60 < float(np.median(outside)) < 200
    strongest = max(w.strength for w in surface.words_in(box))
    return float(np.median([w.strength for w in words])) < 0.72 * strongest


def _beside(surface: Surface, box: Box) -> list[Box]:
    """What is left and right of a box; above and below of one that is as wide as the screen."""
    x0, y0, x1, y1 = box
    if x0 > 0.1 * surface.width and surface.width - x1 > 0.1 * surface.width:
        return [(0, y0, x0 - 4, y1), (x1 + 4, y0, surface.width, y1)]
    return [(0, 0, surface.width, max(0, y0 - 4)), (0, y1 + 4, surface.width, surface.height)]


def unveiled(scene: Scene, front: Box) -> Scene:
    """The scene with what a dialog dims as bright as it was; as given where that is unknown."""
    x0, y0, x1, y1 = front
    outside = np.ones(scene.gray.shape, bool)
    outside[y0 - 3 : y1 + 3, x0 - 3 : x1 + 3] = False
    paper = float(np.percentile(scene.gray[y0:y1, x0:x1], 90))
    rows = np.array([
        np.percentile(line[kept], 98) if kept.any() else 0
        for line, kept in zip(scene.gray, outside, strict=True)
    ])  # fmt: skip
    beside = rows[y0:y1]
    dim = float(np.max(beside)) if beside.size else 0.0
    if paper < 200 or not 50 < dim < 0.9 * paper:
        return scene
    outside[rows > 1.15 * dim] = False  # what the veil does not reach, as the bar of a browser
    table = np.clip(np.arange(256) * paper / dim, 0, 255).astype(np.uint8)
    pixels = np.where(outside[..., None], table[scene.pixels], scene.pixels)
    return take_apart(pixels, gray_of(pixels), list(scene.lines))


def cards(surface: Surface, found: Sequence[Widget], bars: Sequence[Box]) -> list[Widget]:
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
        if any(inside(face.box, bar, 4) for bar in bars):
            continue
        if any(
            w.role in _OWN and holds(w.box, face.box) and area_of(w.box) >= 0.8 * area_of(face.box)
            for w in found
        ):
            continue
        rows = [b for b in solid if b[2] - b[0] > 0.95 * face.width and holds(face.box, b)]
        if surface.words_in(face.box) and not (surface.mobile and rows):
            own.append(face)
    return [Widget("", "card", _title(surface, f), f.box) for f in own]


def _alike(a: Box, b: Box) -> bool:
    both = shared(a, b)
    return both > 0.7 * (area_of(a) + area_of(b) - both)


def _title(surface: Surface, face: Face) -> str:
    words = surface.words_in(face.box)
    first = min(words, key=lambda w: (round(w.level / surface.em), w.box[0]))
    return first.text if first.box[1] - face.box[1] < 2.2 * surface.em else ""


def nested(widgets: Sequence[Widget]) -> list[Widget]:
    """The widgets, numbered from top to bottom, each with the smallest region around it."""
    ordered = sorted(widgets, key=lambda w: (w.box[1], w.box[0], -area_of(w.box)))
    named = [replace(w, id=f"w{i}") for i, w in enumerate(ordered, 1)]
    regions = sorted((w for w in named if w.role in REGIONS), key=lambda w: area_of(w.box))
    front = next((w for w in named if w.role == "dialog"), None)
    done: list[Widget] = []
    for widget in named:
        if widget is front or widget.role in ("annotation", "menu"):
            done.append(widget)
            continue
        size = area_of(widget.box)
        within = front is not None and inside(widget.box, front.box, 4)
        layer = [r for r in regions if not within or front is r or inside(r.box, front.box, 0)]  # type: ignore[union-attr]
        layer = [r for r in layer if area_of(r.box) > size and inside(widget.box, r.box, 4)]
        done.append(replace(widget, parent=layer[0].id if layer else ""))
    return done
