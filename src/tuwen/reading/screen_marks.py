"""Marks without words: check boxes, radio buttons, switches; and the red frames of an author.

A mark is named by the text beside or above it. Knows nothing of menus or dialogs.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tuwen.reading.components import components
from tuwen.reading.outline import area_of, holds
from tuwen.reading.screen_surface import Face, Surface, Word
from tuwen.reading.types import Box, Widget

_COVERED = 0.72  # of a side of a frame: the rest may lie beneath a number


def annotations(surface: Surface) -> list[Widget]:
    """Red frames around parts of a screenshot; the label is what they frame."""
    red = surface.scene.pixels.astype(np.int16)
    vivid = (red[..., 0] > 170) & (red[..., 0] - np.maximum(red[..., 1], red[..., 2]) > 90)
    mask = vivid.astype(np.uint8)
    if not mask.any():
        return []
    _, labels, table, _ = components(mask)
    found: list[Widget] = []
    for i, (x, y, w, h, area) in enumerate(table[1:].tolist(), 1):
        if w < 1.2 * surface.em or h < 1.1 * surface.em or area > 0.5 * w * h:
            continue
        box = _frame(labels[y : y + h, x : x + w] == i, surface.em)
        if box is None:
            continue
        x0, y0, x1, y1 = box
        place = (x + x0, y + y0, x + x1, y + y1)
        label, number = _framed(surface, place)
        found.append(Widget("", "annotation", label, place, name=number))
    return found


def _frame(part: np.ndarray, em: float) -> Box | None:
    """The four long sides of a component, whatever else hangs on it."""
    rows = np.flatnonzero(part.mean(axis=1) > 0.6)
    columns = np.flatnonzero(part.mean(axis=0) > 0.6)
    if len(rows) < 2 or len(columns) < 2:
        return None
    x0, x1, y0, y1 = int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1
    if x1 - x0 < 1.2 * em or y1 - y0 < 1.1 * em or len(rows) > 0.5 * (y1 - y0):
        return None
    thick = max(2, round(0.3 * em))
    inner = part[y0:y1, x0:x1]
    sides = (
        inner[:thick].any(0), inner[-thick:].any(0), inner[:, :thick].any(1), inner[:, -thick:].any(1),
    )  # fmt: skip
    hollow = float(inner[thick:-thick, thick:-thick].mean()) < 0.4
    covered = min(float(side.mean()) for side in sides) >= _COVERED
    return (x0, y0, x1, y1) if hollow and covered else None


def _framed(surface: Surface, box: Box) -> tuple[str, str]:
    """What a frame holds, and the number that stands on it."""
    em = surface.em
    inside = sorted(surface.words_in(box), key=lambda w: (round(w.level / em), w.box[0]))
    wide = (box[0] - 2 * em, box[1] - 2 * em, box[2] + 2 * em, box[3] + 2 * em)
    number = ""
    kept: list[str] = []
    for word in surface.words:
        if _on_red(word) and re.fullmatch(r"[\d①-⑳]{1,2}", word.text) and holds(wide, word.box):  # type: ignore[arg-type]
            number = word.text
    for word in inside:
        if not _on_red(word):
            kept.append(word.text)
    return " ".join(kept[:3]), number


def _on_red(word: Word) -> bool:
    r, g, b = word.ground
    return r > 170 and r - max(g, b) > 90


def cleared_of(surface: Surface, frames: Sequence[Widget]) -> None:
    """Forget the faces, lines and numbers that red frames make."""
    boxes = [w.box for w in frames]
    surface.faces = [f for f in surface.faces if not any(_ring(f.box, box) for box in boxes)]
    surface.words = [w for w in surface.words if not (_on_red(w) and any(_near(w.box, b) for b in boxes))]
    surface.rules = [r for r in surface.rules if not any(_along(r, b) for b in boxes)]


def _ring(box: Box, frame: Box) -> bool:
    return all(abs(a - b) <= 5 for a, b in zip(box, frame, strict=True))


def _near(box: Box, frame: Box) -> bool:
    return holds((frame[0] - 24, frame[1] - 24, frame[2] + 24, frame[3] + 24), box)


def _along(rule: Box, frame: Box) -> bool:
    level = min(abs(rule[1] - frame[1]), abs(rule[3] - frame[3])) <= 5
    return level and rule[0] >= frame[0] - 5 and rule[2] <= frame[2] + 5


def toggles(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """Check boxes, radio buttons and switches with the text that names them."""
    em = surface.em
    found: list[Widget] = []
    bare: list[Widget] = []
    for face in surface.faces:
        if not 0.6 * em < face.height < 2.3 * em or any(holds(box, face.box) for box in taken):
            continue
        if surface.words_in(face.box):
            continue
        shape = face.width / face.height
        label = _beside(surface, face.box)
        if 1.4 < shape < 2.7 and face.height > 0.75 * em and 0.8 <= face.fill < 0.985:
            knob = _knob(surface, face)
            if knob:
                named = label or _left(surface, face.box) or _above(surface, face.box)
                text = named.text if named else ""
                state = "checked" if knob > 0 else ""
                found.append(Widget("", "switch", text, face.box, state))
        elif 0.82 < shape < 1.22 and face.height < 1.6 * em:
            role = "radio" if face.fill < 0.88 else "checkbox"
            state = "checked" if face.vivid else ""
            widget = Widget("", role, label.text if label else "", face.box, state)
            named = label and len(label.text) > 1
            (found if named else bare).append(widget)
    columns = [w for w in bare if w.role == "checkbox" and _in_column(w, [*bare, *found])]
    kept = [*found, *columns]
    return [replace(w) for w in kept if not any(_knob_of(w, other) for other in kept)]


def _in_column(widget: Widget, others: Sequence[Widget]) -> bool:
    """Whether two more of the same size stand above or below it."""
    x0, _, x1, _ = widget.box
    like = [o for o in others if abs(o.box[0] - x0) <= 2 and abs(o.box[2] - x1) <= 2]
    return len(like) >= 3


def _knob_of(widget: Widget, other: Widget) -> bool:
    larger = area_of(other.box) > area_of(widget.box)
    return larger and other is not widget and holds(other.box, widget.box)


def _knob(surface: Surface, face: Face) -> int:
    """1: the knob is at the right end, -1: at the left, 0: there is none."""
    x0, y0, x1, y1 = face.box
    rows = surface.scene.pixels[(y0 + y1) // 2 - 1 : (y0 + y1) // 2 + 2, x0:x1].astype(np.int16)
    other = np.abs(np.median(rows, axis=0) - np.array(face.colour)).max(axis=1) > 12
    rim = max(2, (x1 - x0) // 14)
    columns = np.flatnonzero(other[rim:-rim]) + rim
    size = y1 - y0
    if not 0.3 * size < len(columns) < 1.15 * size or columns[-1] - columns[0] > 1.2 * size:
        return 0
    middle = float(columns.mean()) - (x1 - x0) / 2
    return 0 if abs(middle) < 0.1 * size else 1 if middle > 0 else -1


def _beside(surface: Surface, box: Box) -> Word | None:
    """The text that begins right of the box on its level."""
    em = surface.em
    near = [
        w
        for w in surface.words
        if 0 <= w.box[0] - box[2] < 1.4 * em
        and abs((w.box[1] + w.box[3]) - (box[1] + box[3])) < 1.1 * em
    ]
    return min(near, key=lambda w: w.box[0]) if near else None


def _left(surface: Surface, box: Box) -> Word | None:
    """The name on the left of a row that ends with the box."""
    em = surface.em
    level = [
        w
        for w in surface.words
        if w.box[2] <= box[0] and w.box[1] - 1.2 * em < (box[1] + box[3]) / 2 < w.box[3] + 1.9 * em
    ]
    if not level:
        return None
    right = [w for w in level if box[0] - w.box[2] < 2.4 * em]
    if right:
        return min(right, key=lambda w: abs(w.level - (box[1] + box[3]) / 2))
    first = max(w.box[0] for w in level)
    return min((w for w in level if abs(w.box[0] - first) < em), key=lambda w: w.level)


def _above(surface: Surface, box: Box) -> Word | None:
    em = surface.em
    near = [
        w
        for w in surface.words
        if 0 <= box[1] - w.box[3] < 2 * em and abs(w.box[0] - box[0]) < 1.5 * em
    ]
    return max(near, key=lambda w: w.box[3]) if near else None
