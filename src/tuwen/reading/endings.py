"""What the mark at the end of a line says: crow's feet, bars, rings, triangles, diamonds.

The network of `heads` tells a mark from none. Which it is of the marks of UML and of ER
diagrams, hollow or filled, is measured here on a patch that is turned so that the line runs
down from the thing it ends at. Lengths are in text heights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.heads import Tip
from tuwen.reading.outline import Outline
from tuwen.reading.scene import Mask
from tuwen.reading.types import Mark, Point

_ABOVE, _DEPTH, _SIDE = 0.6, 4.2, 1.8  # of a patch: into the thing, down the line, to each side
_FINE = 12.0  # px of a patch for a text height, at least
_STRETCHES = (1.5, 2.6), (0.3, 1.4), (1.0, 1.8), (2.4, 4.0)  # where it may be straight
_HIDDEN = 60  # px: of a line that a label may hide before its end
_RIM = 0.36  # text heights: about a thing where its border was wiped out
_FOOT_SURE = 0.6  # chance below which a crow's foot that has no toes is no mark
_LEAK = 0.3  # gap in the outline of a hollow mark, where its thin strokes were lost
_ARM = 0.36  # beside the line: where bars are crossed
_TOES = (0.2, 0.28, 0.36, 0.44)  # beside the line: where feet are crossed

Way = NDArray[np.float64]


@dataclass(frozen=True)
class _Patch:
    """Ink around an end; row 0 lies `_ABOVE` it, the line runs down the middle column."""

    ink: NDArray[np.bool_]
    solid: NDArray[np.bool_]  # ink, and the thing that the line ends at with its border
    unit: float  # px a text height

    @property
    def middle(self) -> int:
        return self.ink.shape[1] // 2

    def column(self, beside: float) -> int:
        return round(self.middle + beside * self.unit)

    def runs(self, beside: float) -> list[tuple[int, int]]:
        """Rows (first, behind the last) of the strokes that cross a column beside the line."""
        steps = np.diff(self.ink[:, self.column(beside)].astype(np.int8), prepend=0, append=0)
        starts, stops = np.flatnonzero(steps > 0), np.flatnonzero(steps < 0)
        return [(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]


def mark_of(
    gray: NDArray[np.uint8], mask: Mask, path: Sequence[Point], thing: Outline | None, tip: Tip,
    text_height: float,
) -> Mark:  # fmt: skip
    """Name the mark at the first point of a path, which leaves `thing` there."""
    if tip.mark == "arrow" and tip.chance > 0.9 and not tip.hidden:
        return "arrow"
    points = _dense(path)
    unit = max(_FINE, text_height)
    reach = 0.55 * len(points) * unit / text_height  # beyond lies the mark of the other end
    axes = [_axis(points, a * text_height, b * text_height, thing) for a, b in _STRETCHES]
    axes += [_upright(mask, points[0], thing, text_height)] if thing is not None else []
    patches = [_patch(gray, mask, axis, thing, text_height) for axis in axes]
    for patch in patches:
        patch.ink[round(_ABOVE * unit + reach) :] = False
    for test in (_many, _closed, _gappy, _single):
        found: list[Mark] = [mark for patch in patches if (mark := test(patch, tip))]
        if found:
            return max(found, key=lambda mark: mark != "many")
    if tip.mark in ("none", "cross", "circle"):
        return tip.mark
    if tip.mark == "crow" and tip.chance < _FOOT_SURE:
        return "none"
    return "filled_diamond" if tip.mark == "diamond" else "arrow"


def _patch(
    gray: NDArray[np.uint8], mask: Mask, axis: tuple[Way, Way], thing: Outline | None,
    text_height: float,
) -> _Patch:  # fmt: skip
    unit = max(_FINE, text_height)
    at, way = axis
    scale = text_height / unit
    turn = scale * np.array([[way[1], -way[0]], [-way[0], -way[1]]])
    size = 2 * round(_SIDE * unit) + 1, round((_ABOVE + _DEPTH) * unit)
    shift = at - turn @ np.array([size[0] // 2, _ABOVE * unit])
    back = np.column_stack([turn, shift])
    held, rim = np.zeros(size[::-1], np.uint8), np.zeros(size[::-1], np.uint8)
    if thing is not None:
        seen = np.rint((thing.polygon.reshape(-1, 2) - shift) @ np.linalg.inv(turn).T)
        corners = [seen.astype(np.int32).reshape(-1, 1, 2)]
        cv2.fillPoly(held, corners, 1)
        cv2.polylines(rim, corners, True, 1, 2 * round(_RIM * unit) + 1)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    strokes = cv2.warpAffine(mask, back, size, flags=flags) > 60
    shades = np.asarray(
        cv2.warpAffine(gray, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
    outside = (held | rim) == 0
    ink = _drawn(shades, strokes, outside)
    return _Patch(ink & outside, ink | (held > 0), unit)


def _drawn(
    shades: NDArray[np.uint8], strokes: NDArray[np.bool_], outside: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """What of some strokes has the shade of ink; marks that are hollow are so again."""
    own = strokes & outside
    if not own.any() or not (outside & ~own).any():
        return strokes
    contrast = shades.astype(np.float32) - float(np.median(shades[outside & ~own]))
    ink = float(np.quantile(np.abs(contrast[own]), 0.9))
    darker = float(np.median(contrast[own & (np.abs(contrast) >= 0.7 * ink)])) < 0
    return strokes & ((-contrast if darker else contrast) > 0.45 * ink)


def _dense(path: Sequence[Point]) -> Way:
    """The points of a path one px apart."""
    corners = np.array(path, float)
    steps = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    far = np.arange(0, max(steps[-1], 1))
    return np.column_stack([np.interp(far, steps, corners[:, k]) for k in (0, 1)])


def _axis(points: Way, first: float, last: float, thing: Outline | None) -> tuple[Way, Way]:
    """Where a line would end if it ran on straight from a stretch of it, and its way there."""
    start, stop = round(first), round(last)
    stretch = points[start:stop] if len(points) > start + 4 else points[-8:]
    ways = (stretch[0] - stretch[-1], points[0] - points[len(points) // 2], np.array([0.0, -1.0]))
    way = next(way for way in ways if way.any())  # a loop may come back to where it began
    way = way / float(np.hypot(*way))
    steps = max(0, round(float((points[0] - stretch[0]) @ way)))
    if thing is not None:
        ahead = (stretch[0] + way * step for step in range(round(first), steps + _HIDDEN))
        for step, (x, y) in enumerate(ahead, round(first)):
            if cv2.pointPolygonTest(thing.polygon, (float(x), float(y)), False) >= 0:
                return stretch[0] + way * step, way
    return stretch[0] + way * steps, way


def _upright(ink: Mask, end: Way, thing: Outline, text_height: float) -> tuple[Way, Way]:
    """The axis of a mark that stands upright on a box, however soon its line bends."""
    x0, y0, x1, y1 = thing.box
    sides = [(abs(end[0] - x0), 0, 1), (abs(end[0] - x1), 0, -1),
             (abs(end[1] - y0), 1, 1), (abs(end[1] - y1), 1, -1)]  # fmt: skip
    _, along, sign = min(sides)
    way = np.zeros(2)
    way[along] = sign
    at = end.copy()
    at[along] = (x0, x1, y0, y1)[2 * along + (sign < 0)]
    near, far = sorted(round(float(at[along] - sign * d * text_height)) for d in (0.4, 0.9))
    low, high = (round(float(at[1 - along] + d * text_height)) for d in (-1.5, 1.5))
    strip = ink.T if along == 0 else ink  # rows run along the mark
    strip = strip[max(0, near) : max(0, far), max(0, low) : max(0, high)]
    across = np.flatnonzero(strip.any(axis=0))
    if len(across):
        at[1 - along] = max(0, low) + (across[0] + across[-1]) / 2
    return at, way


def _many(patch: _Patch, tip: Tip) -> Mark | None:
    if not _foot(patch):
        return None
    mark: Mark = "zero_or_many" if _ring(patch) else "one_or_many" if _bars(patch) else "many"
    return mark if mark != "many" or tip.mark not in ("triangle", "diamond") else None


def _closed(patch: _Patch, tip: Tip) -> Mark | None:
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


def _gappy(patch: _Patch, tip: Tip) -> Mark | None:
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


def _single(patch: _Patch, tip: Tip) -> Mark | None:
    """One at most: a bar or two, no foot."""
    if tip.mark in ("triangle", "diamond") or not _bars(patch) or _holes(patch):
        return None
    return "zero_or_one" if _ring(patch) else "one"


def _bars(patch: _Patch) -> int:
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


def _crosses(patch: _Patch, left: float, right: float) -> bool:
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


def _foot(patch: _Patch) -> bool:
    """Toes on both sides that spread towards the thing."""
    sides: list[float] = []
    for side in (-1, 1):
        rows = [patch.runs(side * beside)[:1] for beside in _TOES]
        met = [run[0] for run in rows if run and run[0][0] < (_ABOVE + 1.9) * patch.unit]
        tops = [(first + last) / 2 for first, last in met]
        thin = [last - first < 1.1 * patch.unit for first, last in met]
        between = patch.column(side * 0.24)
        void = bool(tops) and not patch.ink[round(tops[-1]), between]
        if len(tops) >= 3 and all(thin) and void:
            sides.append((tops[-1] - tops[0]) / (len(tops) - 1) / (0.08 * patch.unit))
    return len(sides) == 2 and max(sides) < -0.35


def _ring(patch: _Patch) -> bool:
    """A ring on the line, of which a label may hide the far half, or a disc."""
    turns = np.linspace(0.1 * np.pi, 0.9 * np.pi, 15)
    rows = np.arange(round((_ABOVE + 0.8) * patch.unit), round((_ABOVE + 3.4) * patch.unit))
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


def _disc(patch: _Patch) -> bool:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(0.5 * patch.unit),) * 2)
    solid = cv2.morphologyEx(patch.ink.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, label, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    for i in set(label[:, patch.middle].tolist()) - {0}:
        _, _, w, h, area = (int(v) for v in stats[i])
        if _round(w, h, area) and 0.4 < w / patch.unit < 1.6:
            return True
    return False


def _holes(
    patch: _Patch, leak: float = 0.0
) -> list[tuple[int, int, int, NDArray[np.int64]]]:
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
        if abs(middle) < 0.45 * patch.unit and y < (_ABOVE + (1.6 if leak else 0.8)) * patch.unit:
            hole = (label == i).astype(np.uint8)
            if leak:  # its corners came off
                for _ in range(2):
                    hole = cv2.dilate(hole, cross) & bare
                x, y, w, h = cv2.boundingRect(hole)
            rows = hole[y : y + h, x : x + w].sum(axis=1, dtype=np.int64)
            found.append((w, h, int(rows.sum()), rows))
    return found
