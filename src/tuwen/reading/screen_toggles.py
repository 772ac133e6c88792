"""Marks without words: check boxes, radio buttons, switches, each with its state.

They are named by the text beside or above them. Knows nothing of menus or dialogs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.outline import Boxed, holds
from tuwen.reading.scene import Scene
from tuwen.reading.screen_surface import Surface, Word
from tuwen.reading.types import Box, Widget


@dataclass(frozen=True, slots=True)
class _Small(Boxed):
    """A small thing on a large ground: its box, what it covers, where its inside differs."""

    box: Box
    fill: float
    inside: NDArray[np.uint8]  # RGB
    ground: tuple[int, int, int]


def toggles(surface: Surface, taken: Sequence[Box]) -> list[Widget]:
    """Check boxes, radio buttons and switches with the text that names them."""
    found: list[Widget] = []
    bare: list[Widget] = []
    for small in _smalls(surface):
        if any(holds(box, small.box) for box in taken):
            continue
        widget = _switch(surface, small) or _box(surface, small)
        if widget:
            (found if widget.label else bare).append(widget)
    columns = [w for w in bare if w.role == "checkbox" and _in_column(w, [*bare, *found])]
    found = [w for w in found if w.role != "radio" or _in_group(w, found)]
    return [*found, *columns, *(w for w in bare if w.role == "switch")]


def _smalls(surface: Surface) -> Iterator[_Small]:
    """What stands on the large grounds and has the size of a mark."""
    scene, em = surface.scene, surface.em
    grounds = [r for r in scene.regions if r.area > 9 * em * em]
    mask = cv2.bitwise_not(scene.mask_of(r.label for r in grounds))
    _, labels, table, _ = components(mask, 4)
    for i, (x, y, w, h, area) in enumerate(table[1:].tolist(), 1):
        place = (x, y, x + w, y + h)
        if not holds(surface.box, place) or holds(surface.hidden, place):
            continue
        if not 0.6 * em < h < 2.3 * em or not 0.8 < w / h < 2.7 or area < 0.2 * w * h:
            continue
        if min(x, y) < 2 or x + w > surface.width - 2 or y + h > surface.height - 2:
            continue
        small = _tight(scene, place, labels[y : y + h, x : x + w] == i)
        if small is not None and small.fill > 0.64:
            yield small


def _tight(scene: Scene, box: Box, own: NDArray[np.bool_]) -> _Small | None:
    """Without the fringe of the ground that the colour step around it takes along."""
    x0, y0, x1, y1 = box
    ground = np.median(scene.pixels[y0:y1, [x0 - 2, x1 + 1]], axis=(0, 1))
    away = np.abs(scene.pixels[y0:y1, x0:x1] - ground).max(axis=2)
    far = (away > 10) & own
    rows, columns = np.flatnonzero(far.any(axis=1)), np.flatnonzero(far.any(axis=0))
    if not len(rows):
        return None
    part = far[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.uint8)
    contours, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    covered = np.zeros_like(part)
    cv2.drawContours(covered, contours, -1, 1, -1)
    x0, y0 = x0 + int(columns[0]), y0 + int(rows[0])
    x1, y1 = x0 + part.shape[1], y0 + part.shape[0]
    r, g, b = (int(v) for v in ground)
    return _Small((x0, y0, x1, y1), float(covered.mean()), scene.pixels[y0:y1, x0:x1], (r, g, b))


def _switch(surface: Surface, small: _Small) -> Widget | None:
    em = surface.em
    if not 1.4 < small.width / small.height < 2.7 or small.height < 0.75 * em or small.fill > 0.99:
        return None
    words = [*surface.words_in(small.box), *(w for w in surface.words if holds(w.box, small.box))]
    if small.fill < 0.82 or any(len(w.text) > 1 for w in words):
        return None
    knob = _knob(small)
    if not knob:
        return None
    label = _beside(surface, small.box) or _left(surface, small.box) or _above(surface, small.box)
    return Widget(
        "", "switch", label.text if label else "", small.box, "checked" if knob > 0 else ""
    )


def _knob(small: _Small) -> int:
    """1: a knob is at the right end, -1: at the left, 0: there is none."""
    high, wide = small.inside.shape[:2]
    line = np.median(small.inside[high // 2 - 1 : high // 2 + 2].astype(np.int16), axis=0)
    left, right = line[max(1, wide // 40)], line[-1 - max(1, wide // 40)]
    rim_colour = left if np.abs(left - right).max() < 20 else None  # the knob touches no end
    for at, side in ((high // 2, -1), (wide - high // 2, 1)):
        track = line[round(wide - 0.3 * high) if side < 0 else round(0.3 * high)]
        if rim_colour is not None and np.abs(track - rim_colour).max() > 20:
            continue
        other = np.abs(line - track).max(axis=1) > 12
        rim = max(2, wide // 14)
        columns = np.flatnonzero(other[rim:-rim]) + rim
        if not len(columns) or not 0.3 * high < len(columns) < 1.15 * high:
            continue
        if columns[-1] - columns[0] < 1.2 * high and abs(float(columns.mean()) - at) < 0.3 * high:
            return side
    return 0


def _box(surface: Surface, small: _Small) -> Widget | None:
    """A check box or a radio button, hollow or with a mark in it."""
    em = surface.em
    if not 0.82 < small.width / small.height < 1.22 or small.height > 1.7 * em:
        return None
    square, round_ = small.fill > 0.91, 0.66 < small.fill < 0.86
    word = next((w for w in surface.words if holds(w.box, small.box)), None)
    text = ""
    if word is not None:
        text = _after(surface, word, small.box) or ""
        if not text and len(word.text) > 1:
            return None
    rim = max(2, round(0.2 * small.height))
    inner = small.inside[rim:-rim, rim:-rim].astype(np.int16)
    if not inner.size:
        return None
    usual = np.median(inner, axis=(0, 1))
    vivid = int(np.ptp(small.inside[small.height // 2, :4], axis=1).max()) > 60
    away = np.abs(inner - (np.array(small.ground) if not vivid else usual)).max(axis=2) > 40
    marked = float(away.mean())
    if (
        not (square or round_)
        or not _even(small)
        or (vivid and marked < 0.03)
        or (not vivid and marked > 0.75)
    ):
        return None
    beside = _beside(surface, small.box)
    text = text or (beside.text if beside else "")
    if not text and round_:
        return None
    state = "checked" if vivid or marked > 0.08 else ""
    return Widget("", "checkbox" if square else "radio", text, small.box, state)


def _even(small: _Small) -> bool:
    """Whether the four sides are of one colour, as a border is and a pictogram is not."""
    high, wide = small.inside.shape[:2]
    middle = (
        slice(round(0.35 * high), round(0.65 * high)),
        slice(round(0.35 * wide), round(0.65 * wide)),
    )
    pixels = small.inside.astype(np.int16)
    ground = np.array(small.ground)
    sides: list[NDArray[np.float64]] = []
    for lines in (
        pixels[:3, middle[1]], pixels[:-4:-1, middle[1]],
        pixels[middle[0], :3].swapaxes(0, 1), pixels[middle[0], :-4:-1].swapaxes(0, 1),
    ):  # fmt: skip
        colours = np.median(lines, axis=1)
        sides.append(colours[int(np.abs(colours - ground).max(axis=1).argmax())])
    far = max(float(np.abs(side - sides[0]).max()) for side in sides)
    return far < 70 and min(float(np.abs(s - ground).max()) for s in sides) > 12


def _after(surface: Surface, word: Word, box: Box) -> str | None:
    """The words behind a mark that was read as their first letter, or as a gap in them."""
    em = surface.em
    clear = round(0.3 * em)
    sides = [(box[2] + 1, box[2] + 1 + clear)]
    first = box[0] - word.box[0] <= 0.4 * em
    if not first:
        sides.append((box[0] - 1 - clear, box[0] - 1))
    for x0, x1 in sides:
        gap = surface.scene.pixels[word.box[1] : word.box[3], x0:x1]
        if not gap.size or np.abs(gap.astype(np.int16) - np.array(word.ground)).max() > 40:
            return None
    if word.box[2] - box[2] < em:
        return None
    if first:
        return re.sub(r"^\W*[□口O0〇○◯☑回日Q@]?\W*(?=\S)", "", word.text) or None
    marked = re.search(r"[✅☑☐□✓✔☒]\s*(\S+)", word.text)
    if marked:
        return marked[1]
    if not re.fullmatch(r"[\u3400-\u9fff]+", word.text):
        return None
    count = int((word.box[2] - box[2]) / word.size - 0.3)
    return word.text[-count:] if 1 < count < len(word.text) else None


def _in_group(widget: Widget, others: Sequence[Widget]) -> bool:
    """Whether others of its size stand in line with it, and not most of them are chosen."""
    x0, y0, x1, _ = widget.box
    group = [
        o
        for o in others
        if o.role == "radio"
        and abs((o.box[2] - o.box[0]) - (x1 - x0)) <= 3
        and (abs(o.box[0] - x0) <= 4 or abs(o.box[1] - y0) <= 4)
    ]
    return len(group) > 1 and 2 * sum(o.state == "checked" for o in group) <= len(group)


def _in_column(widget: Widget, others: Sequence[Widget]) -> bool:
    """Whether two more of the same size stand above or below it."""
    x0, _, x1, _ = widget.box
    like = [o for o in others if abs(o.box[0] - x0) <= 2 and abs(o.box[2] - x1) <= 2]
    return len(like) >= 3


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
