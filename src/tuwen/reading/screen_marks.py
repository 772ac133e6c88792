"""Marks without words: check boxes, radio buttons, switches; and the red frames of an author.

A mark is named by the text beside or above it. Knows nothing of menus or dialogs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.components import components
from tuwen.reading.line import Line
from tuwen.reading.outline import holds
from tuwen.reading.scene import Scene, gray_of, take_apart
from tuwen.reading.screen_surface import Surface, Word
from tuwen.reading.types import Box, Widget

_ROUND = 26  # px: a number stands on the rim of its frame
_COVERED = 0.72  # of a side of a frame: the rest may lie beneath a number


def annotations(surface: Surface) -> list[Widget]:
    """Red frames around parts of a screenshot; the label is what they frame."""
    mask = _red(surface.scene.pixels).astype(np.uint8)
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
        found.append(Widget("", "annotation", _framed(surface, place), place))
    return _numbered(surface, found)


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
    hollow = float(inner[thick:-thick, thick:-thick].mean()) < 0.15
    covered = min(float(side.mean()) for side in sides) >= _COVERED
    return (x0, y0, x1, y1) if hollow and covered else None


def _framed(surface: Surface, box: Box) -> str:
    """What a frame holds."""
    inside = sorted(
        surface.words_in(box), key=lambda w: (round(w.level / surface.em), w.box[0])
    )
    words = [w.text for w in inside if not _red_colour(w.ground)][:3]
    return re.sub(r"^[①-⑳❶-❿]\s*", "", " ".join(words))


def _numbered(surface: Surface, frames: list[Widget]) -> list[Widget]:
    """The frames with the red numbers that stand on them or beside them."""
    em = surface.em
    numbers = [
        w
        for w in surface.words
        if re.fullmatch(r"[\d①-⑳❶-❿]{1,2}\.?", w.text) and (_red_colour(w.ground) or _red_colour(w.ink))
    ]  # fmt: skip
    done = list(frames)
    for word in numbers:
        free = [i for i, f in enumerate(done) if not f.name]
        if not free:
            break
        nearest = min(free, key=lambda i: _gap(done[i].box, word.box))
        if _gap(done[nearest].box, word.box) < 2.6 * em:
            done[nearest] = replace(done[nearest], name=word.text.rstrip("."))
    return done


def _gap(frame: Box, box: Box) -> float:
    """How far a box is from the nearest corner of a frame."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return min(
        max(abs(x - u) - (box[2] - box[0]) / 2, abs(y - v) - (box[3] - box[1]) / 2)
        for u in (frame[0], frame[2]) for v in (frame[1], frame[3])
    )  # fmt: skip


def _red_colour(colour: tuple[int, int, int]) -> bool:
    r, g, b = colour
    return r > 170 and r - max(g, b) > 90


def without(scene: Scene, frames: Sequence[Widget]) -> Scene:
    """The scene as it was before an author drew red frames and their numbers on it."""
    pixels = scene.pixels.copy()
    lines = list(scene.lines)
    for frame in frames:
        x0, y0, x1, y1 = frame.box
        x0, y0, x1, y1 = max(0, x0 - _ROUND), max(0, y0 - _ROUND), x1 + _ROUND, y1 + _ROUND
        patch = pixels[y0:y1, x0:x1]
        red = _red(patch).astype(np.uint8)
        red = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((9, 9)))  # with what stands on it
        red = cv2.dilate(red, np.ones((5, 5)))
        pixels[y0:y1, x0:x1] = _filled(patch, red)
        lines = [q for q in lines if not _numbers(scene, q, (x0, y0, x1, y1))]
    lines = [replace(q, text=re.sub(r"^[①-⑳❶-❿]\s*", "", q.text) or q.text) for q in lines]
    return take_apart(pixels, gray_of(pixels), lines)


def _filled(patch: Pixels, hole: NDArray[np.uint8]) -> Pixels:
    """A patch whose holes have the colour of the nearest pixel: steps of colour stay steps."""
    if hole.all() or not hole.any():
        return patch
    _, labels = cv2.distanceTransformWithLabels(
        hole, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    nearest = np.zeros(int(labels.max()) + 1, np.intp)
    whole = np.flatnonzero(hole == 0)
    nearest[labels.ravel()[whole]] = whole
    return patch.reshape(-1, 3)[nearest[labels]]


def _numbers(scene: Scene, line: Line, around: Box) -> bool:
    x0, y0, x1, y1 = line.box
    if len(line.text) > 2 or not holds(around, line.box):
        return False
    return float(_red(scene.pixels[y0:y1, x0:x1]).mean()) > 0.2


def _red(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    red = pixels.astype(np.int16)
    return (red[..., 0] > 150) & (red[..., 0] - np.maximum(red[..., 1], red[..., 2]) > 80)


@dataclass(frozen=True, slots=True)
class _Small:
    """A small thing on a large ground: its box, what it covers, where its inside differs."""

    box: Box
    fill: float
    inside: NDArray[np.uint8]  # RGB
    ground: tuple[int, int, int]

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]


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
        part = (labels[y : y + h, x : x + w] == i).astype(np.uint8)
        contours, _ = cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        covered = np.zeros_like(part)
        cv2.drawContours(covered, contours, -1, 1, -1)
        fill = float(covered.mean())
        if fill < 0.7:
            continue
        r, g, b = (int(v) for v in np.median(scene.pixels[y : y + h, [x - 2, x + w + 1]], axis=(0, 1)))
        yield _Small((x, y, x + w, y + h), fill, scene.pixels[y : y + h, x : x + w], (r, g, b))


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
    return Widget("", "switch", label.text if label else "", small.box, "checked" if knob > 0 else "")


def _knob(small: _Small) -> int:
    """1: a knob is at the right end, -1: at the left, 0: there is none."""
    high, wide = small.inside.shape[:2]
    line = np.median(small.inside[high // 2 - 1 : high // 2 + 2].astype(np.int16), axis=0)
    left, right = line[max(1, wide // 20)], line[-1 - max(1, wide // 20)]
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
    square, round_ = small.fill > 0.91, 0.72 < small.fill < 0.86
    word = next((w for w in surface.words if holds(w.box, small.box)), None)
    text = ""
    if word is not None:
        text = _after(surface, word, small.box) or ""
        if not text and len(word.text) > 1:
            return None
    rim = max(2, round(0.2 * small.height))
    inner = small.inside[rim:-rim, rim:-rim].astype(np.int16)
    usual = np.median(inner, axis=(0, 1))
    vivid = float(np.ptp(small.inside[small.height // 2, 1:3].mean(axis=0))) > 60
    away = np.abs(inner - (np.array(small.ground) if not vivid else usual)).max(axis=2) > 40
    marked = float(away.mean())
    if not (square or round_) or not _even(small) or (vivid and marked < 0.03) or (not vivid and marked > 0.75):
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
    middle = slice(round(0.35 * high), round(0.65 * high)), slice(round(0.35 * wide), round(0.65 * wide))
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
    if not re.fullmatch(r"[\u3400-\u9fff]+", word.text):
        return None
    count = int((word.box[2] - box[2]) / word.size - 0.3)
    return word.text[-count:] if 1 < count < len(word.text) else None


def _in_group(widget: Widget, others: Sequence[Widget]) -> bool:
    """Whether others of its size stand in line with it, and not most of them are chosen."""
    x0, y0, x1, y1 = widget.box
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
