"""Patches around the ends of lines, turned so that each line runs down from what it ends at.

Which way a line comes is measured on several stretches of it, so that there are several
patches of one end. Knows no marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.outline import Outline
from tuwen.reading.scene import Mask
from tuwen.reading.types import Point

ABOVE = 0.6  # text heights of a patch that lie in the thing
_DEPTH, _SIDE = 4.2, 1.8  # text heights of a patch down the line, to each side
_FINE = 12.0  # px of a patch for a text height, at least
_STRETCHES = (1.5, 2.6), (0.3, 1.4), (1.0, 1.8), (2.4, 4.0)  # where it may be straight
_HIDDEN = 60  # px: of a line that a label may hide before its end
_RIM = 0.36  # text heights: about a thing where its border was wiped out

Way = NDArray[np.float64]


@dataclass(frozen=True)
class Patch:
    """Ink around an end; row 0 lies `ABOVE` it, the line runs down the middle column."""

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


def patches_at(
    gray: NDArray[np.uint8], mask: Mask, path: Sequence[Point], thing: Outline | None,
    text_height: float,
) -> list[Patch]:  # fmt: skip
    """The first point of a path, which leaves `thing` there, seen along the ways it may come."""
    points = _dense(path)
    unit = max(_FINE, text_height)
    reach = 0.55 * len(points) * unit / text_height  # beyond lies the mark of the other end
    axes = [_axis(points, a * text_height, b * text_height, thing) for a, b in _STRETCHES]
    axes += [_upright(mask, points[0], thing, text_height)] if thing is not None else []
    patches = [_patch(gray, mask, axis, thing, text_height) for axis in axes]
    for patch in patches:
        patch.ink[round(ABOVE * unit + reach) :] = False
    return patches


def _patch(
    gray: NDArray[np.uint8], mask: Mask, axis: tuple[Way, Way], thing: Outline | None,
    text_height: float,
) -> Patch:  # fmt: skip
    unit = max(_FINE, text_height)
    at, way = axis
    scale = text_height / unit
    turn = scale * np.array([[way[1], -way[0]], [-way[0], -way[1]]])
    size = 2 * round(_SIDE * unit) + 1, round((ABOVE + _DEPTH) * unit)
    shift = at - turn @ np.array([size[0] // 2, ABOVE * unit])
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
    return Patch(ink & outside, ink | (held > 0), unit)


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
