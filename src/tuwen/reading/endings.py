"""What the mark at the end of a line says: crow's feet, bars, rings, triangles, diamonds.

The network of `heads` tells a mark from none. Which it is of the marks of UML and of ER
diagrams, hollow or filled, is measured here on a patch that is turned so that the line runs
down from the thing it ends at. Lengths are in text heights.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.ending_patches import ABOVE, Patch, patches_at
from tuwen.reading.heads import Tip
from tuwen.reading.outline import Outline
from tuwen.reading.scene import Mask
from tuwen.reading.types import Mark, Point

_FOOT_SURE = 0.6  # chance below which a crow's foot that has no toes is no mark
_LEAK = 0.3  # gap in the outline of a hollow mark, where its thin strokes were lost
_ARM = 0.36  # beside the line: where bars are crossed
_TOES = (0.2, 0.28, 0.36, 0.44)  # beside the line: where feet are crossed


def mark_of(
    gray: NDArray[np.uint8], mask: Mask, path: Sequence[Point], thing: Outline | None, tip: Tip,
    text_height: float,
) -> Mark:  # fmt: skip
    """Name the mark at the first point of a path, which leaves `thing` there."""
    if tip.mark == "arrow" and tip.chance > 0.9 and not tip.hidden:
        return "arrow"
    patches = patches_at(gray, mask, path, thing, text_height)
    for test in (_many, _closed, _gappy, _single):
        found: list[Mark] = [mark for patch in patches if (mark := test(patch, tip))]
        if found:
            return max(found, key=lambda mark: mark != "many")
    if tip.mark in ("none", "cross", "circle"):
        return tip.mark
    if tip.mark == "crow" and tip.chance < _FOOT_SURE:
        return "none"
    return "filled_diamond" if tip.mark == "diamond" else "arrow"


def _many(patch: Patch, tip: Tip) -> Mark | None:
    if not _foot(patch):
        return None
    mark: Mark = "zero_or_many" if _ring(patch) else "one_or_many" if _bars(patch) else "many"
    return mark if mark != "many" or tip.mark not in ("triangle", "diamond") else None


def _closed(patch: Patch, tip: Tip) -> Mark | None:
    """A hollow triangle or diamond, by the hole in it."""
    for width, height, area, rows in _holes(patch) if tip.head else []:
        full = area / (width * height)
        if full < (0.35 if tip.mark == "triangle" else 0.45):
            continue  # between two toes
        weight = _weight(rows)
        if tip.mark == "circle":
            return "circle"
        if full < 0.75 and (weight > 0.58 or (weight > 0.47 and tip.mark != "diamond")):
            return "triangle"
        if full < 0.75 and tip.mark != "crow":
            return "diamond"
    return None


def _gappy(patch: Patch, tip: Tip) -> Mark | None:
    """A hollow triangle whose outline has gaps, or that the network was in doubt about."""
    if not (tip.head or tip.doubtful) or tip.mark in ("arrow", "circle", "diamond"):
        return None
    for width, height, area, rows in _holes(patch, _LEAK):
        if 0.45 < area / (width * height) < 0.66 and _weight(rows) > 0.56:
            return "triangle"
    return None


def _weight(rows: NDArray[np.int64]) -> float:
    """Where the middle of a hole lies, from 0 at the thing to 1 down the line."""
    return float((rows * np.arange(len(rows))).sum() / rows.sum() / max(1, len(rows) - 1))


def _single(patch: Patch, tip: Tip) -> Mark | None:
    """One at most: a bar or two, no foot."""
    if tip.mark in ("triangle", "diamond") or not _bars(patch) or _holes(patch):
        return None
    return "zero_or_one" if _ring(patch) else "one"


def _bars(patch: Patch) -> int:
    """Short strokes across the line."""
    found = 0
    for top, low in patch.runs(-_ARM):
        for other_top, other_low in patch.runs(_ARM):
            if max(low - top, other_low - other_top) > 0.4 * patch.unit:
                continue
            left, right = (top + low - 1) / 2, (other_top + other_low - 1) / 2
            if abs(left - right) < 0.3 * patch.unit and _crosses(patch, left, right):
                found += 1
    return found


def _crosses(patch: Patch, left: float, right: float) -> bool:
    """Whether a straight thin stroke joins two points beside the line, and ends soon beyond."""

    def inked(beside: float, *, off: float = 0) -> bool:
        row = (left + right) / 2 + (right - left) * beside / (2 * _ARM) + off * patch.unit
        at, column = round(row), patch.column(beside)
        return bool(patch.ink[max(0, at - 1) : at + 2, column].any())

    within = [inked(float(b)) for b in np.linspace(-_ARM, _ARM, 15)]
    beyond = [inked(side * far) for side in (-1, 1) for far in (1.3, 1.5, 1.7)]
    solid = [
        all(inked(side * 0.2, off=way * far) for far in (0.2, 0.3, 0.4))
        for side in (-1, 1) for way in (-1, 1)
    ]  # fmt: skip
    return sum(within) >= 14 and not any(beyond) and not any(solid)


def _foot(patch: Patch) -> bool:
    """Toes on both sides that spread towards the thing."""
    sides: list[float] = []
    for side in (-1, 1):
        rows = [patch.runs(side * beside)[:1] for beside in _TOES]
        met = [run[0] for run in rows if run and run[0][0] < (ABOVE + 1.9) * patch.unit]
        tops = [(first + last) / 2 for first, last in met]
        thin = [last - first < 1.1 * patch.unit for first, last in met]
        between = patch.column(side * 0.24)
        void = bool(tops) and not patch.ink[round(tops[-1]), between]
        if len(tops) >= 3 and all(thin) and void:
            sides.append((tops[-1] - tops[0]) / (len(tops) - 1) / (0.08 * patch.unit))
    return len(sides) == 2 and max(sides) < -0.35


def _ring(patch: Patch) -> bool:
    """A ring on the line, of which a label may hide the far half, or a disc."""
    turns = np.linspace(0.1 * np.pi, 0.9 * np.pi, 15)
    rows = np.arange(round((ABOVE + 0.8) * patch.unit), round((ABOVE + 3.4) * patch.unit))
    columns = np.array([patch.column(-0.08), patch.middle, patch.column(0.08)])
    for radius in np.arange(0.3, 0.8, 1 / patch.unit) * patch.unit:
        xs = np.rint(radius * np.cos(turns)).astype(int)
        ys = np.rint(radius * np.sin(turns)).astype(int)
        arc = patch.ink[rows[:, None, None] - ys, columns[None, :, None] + xs].mean(axis=2) > 0.85
        for i, k in np.argwhere(arc):
            row, column = int(rows[i]), int(columns[k])
            core = patch.ink[row - round(radius / 2) : row + 1, column - 1 : column + 2]
            if not core.any():
                return True
    return _disc(patch)


def _round(width: int, height: int, area: int) -> bool:
    return 0.7 < width / height < 1.4 and 0.66 < area / (width * height) < 0.9


def _disc(patch: Patch) -> bool:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(0.5 * patch.unit),) * 2)
    solid = cv2.morphologyEx(patch.ink.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, label, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    for i in set(label[:, patch.middle].tolist()) - {0}:
        _, _, w, h, area = (int(v) for v in stats[i])
        if _round(w, h, area) and 0.4 < w / patch.unit < 1.6:
            return True
    return False


def _holes(patch: Patch, leak: float = 0.0) -> list[tuple[int, int, int, NDArray[np.int64]]]:
    """Width, height, area and widths by row of what ink encloses on the line itself.

    `leak`: gaps in the ink up to this width are none.
    """
    bare = (~patch.solid).astype(np.uint8)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    brush = np.ones((round(leak * patch.unit) | 1,) * 2, np.uint8)
    free = cv2.morphologyEx(bare, cv2.MORPH_OPEN, brush) if leak else bare
    _, label, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=4)
    tall, wide = free.shape
    found: list[tuple[int, int, int, NDArray[np.int64]]] = []
    line = label[:, patch.column(-0.1) : patch.column(0.1) + 1]
    for i in np.flatnonzero(np.bincount(line.ravel())[1:]) + 1:
        x, y, w, h, area = (int(v) for v in stats[i])
        if y == 0 or y + h == tall or x == 0 or x + w == wide or area < 0.08 * patch.unit**2:
            continue
        middle = x + (w - 1) / 2 - patch.middle
        if abs(middle) < 0.45 * patch.unit and y < (ABOVE + (1.6 if leak else 0.8)) * patch.unit:
            hole = (label == i).astype(np.uint8)
            if leak:  # its corners came off
                for _ in range(2):
                    hole = cv2.bitwise_and(cv2.dilate(hole, cross), bare)
                x, y, w, h = cv2.boundingRect(hole)
            rows = hole[y : y + h, x : x + w].sum(axis=1, dtype=np.int64)
            found.append((w, h, int(rows.sum()), rows))
    return found
