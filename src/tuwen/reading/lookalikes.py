"""Ink that a recogniser took for letters: heads of arrows, slanted dashes, whole drawings."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.line import Line

Mask = NDArray[np.uint8]

_HEADS = "一二三七十丰卜人丫工干丁不个小才八手市之又由田△▽◇◆④⑧⊕"  # what ends of lines are read as
_ARROWS = "←↑→↓↔↕▲▼◀▶●◉◎⊙"  # and of heads, of starts and ends
_SMALL = 1.6  # heights of a letter
_SLENDER = 2.4  # a dash is longer than broad by this, less the soft edges of both
_EDGES = 2
_SLANT = 0.2  # sine of the least angle with both axes: level and upright dashes are not read


def is_lookalike(ink: Mask, line: Line, tall: float) -> bool:
    """Whether a line of text is none; `tall`: the height of letters."""
    return _is_head(ink, line, tall) or _is_dash(ink, line) or _is_drawing(ink, line)


def _is_head(ink: Mask, line: Line, tall: float) -> bool:
    """A single letter read off the end of a line: its ink runs on out of the box."""
    if line.text.strip(_ARROWS) == "":
        return True
    surely = line.text.isdecimal() and line.confidence > 0.75  # a tick label may touch its axis
    small = line.box[3] - line.box[1] <= _SMALL * tall  # a disc with a number on a frame is not
    doubtful = (line.confidence < 0.75 and small) or (line.text.isascii() and not surely)
    lookalike = line.text in _HEADS or doubtful
    if len(line.text) > 1 or not lookalike or not line.upright:
        return False
    x0, y0, x1, y1 = line.box
    window = ink[max(0, y0 - 2) : y1 + 3, max(0, x0 - 2) : x1 + 3]
    if window.size == 0:
        return False
    _, label = cv2.connectedComponents(window, connectivity=8)
    middle = label[window.shape[0] // 3 : -window.shape[0] // 3 or None,
                   window.shape[1] // 3 : -window.shape[1] // 3 or None]  # fmt: skip
    inside = set(np.unique(middle[middle > 0]).tolist())
    rim = np.concatenate([label[0], label[-1], label[:, 0], label[:, -1]])
    return bool(inside & set(np.unique(rim[rim > 0]).tolist()))


def _is_dash(ink: Mask, line: Line) -> bool:
    """One of a row of slanted dashes."""
    if len(line.text) > 1:
        return False
    x0, y0, x1, y1 = line.box
    reach = 3 * max(x1 - x0, y1 - y0)
    left, top = max(0, x0 - reach), max(0, y0 - reach)
    window = ink[top : y1 + reach, left : x1 + reach]
    if window.size == 0:
        return False
    count, label, stats, centres = components(np.ascontiguousarray(window))
    held = np.bincount(label[y0 - top : y1 - top, x0 - left : x1 - left].ravel(), minlength=count)
    own = int(held[1:].argmax()) + 1 if count > 1 else 0
    if held[own] < 4 or not own:
        return False
    length, broad, way = _stroke(label, stats, own)
    if not _slender(length, broad) or min(abs(way)) < _SLANT:
        return False
    sides: list[bool] = []
    for i in range(1, count):
        apart = centres[i] - centres[own]
        along, aside = float(apart @ way), float(apart[0] * way[1] - apart[1] * way[0])
        if i == own or not 1.2 * length < abs(along) < 3.2 * length:
            continue
        other, breadth, turn = _stroke(label, stats, i)
        straight = abs(aside) < 0.25 * abs(along) and abs(float(turn @ way)) > 0.9
        if straight and 0.5 * length < other < 2 * length and _slender(other, breadth):
            sides.append(along > 0)
    return len(sides) > 1 or (len(sides) == 1 and line.confidence < 0.9)


def _slender(length: float, broad: float) -> bool:
    return length - _EDGES > _SLENDER * (broad - _EDGES)


def _stroke(
    label: NDArray[np.int32], stats: NDArray[np.int32], i: int
) -> tuple[float, float, NDArray[np.float64]]:
    """Length, breadth and direction of a piece of ink."""
    x, y, w, h = (int(v) for v in stats[i, :4])
    ys, xs = np.nonzero(label[y : y + h, x : x + w] == i)
    points = np.column_stack([xs, ys]).astype(float)
    points -= points.mean(axis=0)
    _, vectors = np.linalg.eigh(points.T @ points)
    across, along = points @ vectors[:, 0], points @ vectors[:, 1]
    return float(np.ptp(along)) + 1, float(np.ptp(across)) + 1, vectors[:, 1]


def _is_drawing(ink: Mask, line: Line) -> bool:
    """A turned line that is one connected drawing, as a stick figure is."""
    if line.upright:
        return False
    x0, y0, x1, y1 = line.box
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink[y0:y1, x0:x1], connectivity=8)
    areas = stats[1:, 4]
    return len(areas) > 0 and bool(areas.max() > 0.85 * areas.sum())
