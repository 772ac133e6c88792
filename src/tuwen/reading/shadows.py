"""Soft shadows of boxes: the fading ink beyond a border, which no connector leaves by."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.outline import Outline, inside
from tuwen.reading.scene import Scene, gray_of, take_apart

_FADED = 6  # levels: less than this off the paper, a shadow has ended
_DEEP = 24  # px: the widest shadow
_MOST = 0.4  # of the boxes cast a shadow where any does
_EVEN = 10  # levels that a shadow varies along a side; a hand-drawn border varies more
_STEEP = 40  # levels between neighbours: still the border, no shadow


def without_shadows(scene: Scene, outlines: Sequence[Outline]) -> Scene:
    """The scene with paper where most boxes cast a shadow to the same side."""
    if scene.paper is None:
        return scene
    paper = int(gray_of(np.array([[scene.paper.colour]], np.uint8))[0, 0])
    boxes = [
        o for o in outlines if _outermost(o, outlines) and min(_size(o)) > 2 * scene.glyph_height
    ]
    if not boxes:
        return scene
    tails = np.array([[_side(scene.gray, o, paper, k) for k in range(4)] for o in boxes])
    thrown = (tails[:, :, 1] > 0).mean(axis=0) >= _MOST
    if not thrown.any():
        return scene
    tails = tails[:, thrown]
    border, depth, strong = (int(v) for v in np.median(tails[tails[:, :, 1] > 0], axis=0))
    shade = np.zeros(scene.gray.shape, np.uint8)
    for outline in outlines:
        cv2.polylines(shade, [outline.polygon], True, 1, 2 * depth + 5)
    for outline in outlines:
        cv2.fillPoly(shade, [outline.polygon], 0)
        cv2.polylines(shade, [outline.polygon], True, 0, 2 * border + 1)
    faint = np.abs(scene.gray.astype(np.int16) - paper) <= 1.1 * strong
    shade = (shade > 0) & faint & (scene.ink > 0) & (scene.text_mask == 0)
    pixels = scene.pixels.copy()
    pixels[shade] = scene.paper.colour
    return take_apart(pixels, gray_of(pixels), list(scene.lines))


def _outermost(outline: Outline, others: Sequence[Outline]) -> bool:
    return not any(o is not outline and inside(outline.box, o.box) for o in others)


def _size(outline: Outline) -> tuple[int, int]:
    return outline.box[2] - outline.box[0], outline.box[3] - outline.box[1]


def _side(gray: NDArray[np.uint8], outline: Outline, paper: int, k: int) -> tuple[int, int, int]:
    """Where the shadow beyond one side of a box begins and ends, its strength; zeros for none."""
    x0, y0, x1, y1 = outline.box
    inset = [round(0.2 * (y1 - y0)), round(0.2 * (x1 - x0))][k % 2]
    if k % 2:
        band = gray[y1 - 1 : y1 + _DEEP, x0 + inset : x1 - inset]
        band = band if k == 1 else gray[max(0, y0 - _DEEP) : y0 + 1, x0 + inset : x1 - inset][::-1]
    else:
        band = gray[y0 + inset : y1 - inset, x1 - 1 : x1 + _DEEP].T
        band = (
            band if k == 0 else gray[y0 + inset : y1 - inset, max(0, x0 - _DEEP) : x0 + 1].T[::-1]
        )
    if band.size == 0:
        return 0, 0, 0
    low, middle, high = np.quantile(band, (0.2, 0.5, 0.8), axis=1)
    even = (high - low < _EVEN).astype(float)
    return _tail(np.abs(middle - paper) * even)


def _tail(away: NDArray[np.float64]) -> tuple[int, int, int]:
    """Where a profile that falls from a border to the paper fades, if it fades softly."""
    ends = np.flatnonzero(away < _FADED)
    first = int(away[:9].argmax())
    last = int(ends[ends > first][0]) if (ends > first).any() else len(away)
    steps = np.flatnonzero(-np.diff(away[first : last + 1]) > _STEEP)
    start = first + (int(steps[-1]) + 1 if len(steps) else 0)
    tail = away[start:last]
    if (
        len(tail) < 4
        or last == len(away)
        or (np.diff(tail) > 3).any()
        or tail[-1] > _STEEP
        or tail[0] < 2 * _FADED
    ):
        return 0, 0, 0
    return max(0, start - 1), last, int(tail[0])
