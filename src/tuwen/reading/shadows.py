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
_SOFT = 5  # px: over which the edge of a border may fade
_STEEP = 40  # levels between neighbours: still the border, no shadow


def without_shadows(scene: Scene, outlines: Sequence[Outline]) -> Scene:
    """The scene without shadows, where most boxes cast one to the same side."""
    if scene.paper is None:
        return scene
    outlines = sorted(outlines, key=lambda o: -o.area)
    grounds = [_ground(outlines[:i], outline, scene.paper.colour) for i, outline in
               enumerate(outlines)]  # fmt: skip
    boxes = [
        (outline, _gray(colour)) for outline, (_, colour) in zip(outlines, grounds, strict=True)
        if min(_size(outline)) > 2 * scene.glyph_height
    ]  # fmt: skip
    if not boxes:
        return scene
    tails = np.array([[_side(scene.gray, o, level, k) for k in range(4)] for o, level in boxes])
    share = (tails[:, :, 1] > 0).mean(axis=0)
    thrown = share >= _MOST
    if not thrown.any():
        return scene
    aglow = bool(share[[0, 2]].all() or share[[1, 3]].all())  # a soft border, on all sides
    tails = tails[:, thrown]
    border, depth, strong = (int(v) for v in np.median(tails[tails[:, :, 1] > 0], axis=0))
    owner = np.zeros(scene.gray.shape, np.int32)
    for i, outline in enumerate(outlines, 1):
        cv2.polylines(owner, [outline.polygon], True, i, 2 * border + 1)
        cv2.fillPoly(owner, [outline.polygon], i)
    loose = (scene.ink > 0) & (scene.text_mask == 0)
    pixels = scene.pixels.copy()
    for outline, (holder, colour) in zip(outlines, grounds, strict=True):
        if min(_size(outline)) <= 2 * scene.glyph_height:
            continue
        x0, y0, x1, y1 = outline.box
        left, top = max(0, x0 - depth - 3), max(0, y0 - depth - 3)
        window = np.s_[top : y1 + depth + 3, left : x1 + depth + 3]
        faint = np.abs(scene.gray[window].astype(np.int16) - _gray(colour)) <= 1.1 * strong
        shade = np.zeros(faint.shape, np.uint8)
        polygon = outline.polygon - np.array([left, top], np.int32)
        cv2.polylines(shade, [polygon], True, 1, 2 * depth + 5)
        sides = (np.s_[:, x1 - left :], np.s_[y1 - top :], np.s_[:, : x0 - left], np.s_[: y0 - top])
        beyond = np.zeros_like(shade)
        for side in (side for side, dark in zip(sides, (share > 0) | aglow, strict=True) if dark):
            beyond[side] = 1
        shade &= beyond
        pixels[window][(shade > 0) & faint & loose[window] & (owner[window] == holder)] = colour
    return take_apart(pixels, gray_of(pixels), list(scene.lines))


def _ground(
    larger: Sequence[Outline], outline: Outline, paper: tuple[int, int, int]
) -> tuple[int, tuple[int, int, int]]:
    """What a shape lies on: number, from 1, and colour of the smallest shape around it."""
    around = [i for i, other in enumerate(larger) if inside(outline.box, other.box)]
    return (around[-1] + 1, larger[around[-1]].colour) if around else (0, paper)


def _gray(colour: tuple[int, int, int]) -> int:
    return int(gray_of(np.array([[colour]], np.uint8))[0, 0])


def _size(outline: Outline) -> tuple[int, int]:
    return outline.box[2] - outline.box[0], outline.box[3] - outline.box[1]


def _side(gray: NDArray[np.uint8], outline: Outline, paper: int, k: int) -> tuple[int, int, int]:
    """Where the shadow beyond one side of a box begins and ends, its strength; zeros for none."""
    x0, y0, x1, y1 = outline.box
    share = 0.2 if outline.shape == "rect" else 0.35  # round corners have their own shadows
    inset = round(share * ((x1 - x0) if k % 2 else (y1 - y0)))
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
    steps = np.flatnonzero(-np.diff(away[first : min(last + 1, first + _SOFT)]) > _STEEP)
    start = first + (int(steps[-1]) + 1 if len(steps) else 0)
    start += int(away[start : start + 4].argmax())  # a shadow is darkest a little off the border
    tail = away[start:last]
    if (
        len(tail) < 4
        or last == len(away)
        or (np.diff(tail) > 3).any()
        or (-np.diff(tail) > 1.5 * _STEEP).any()
        or tail[-1] > 1.25 * _STEEP
        or tail[0] < 2 * _FADED
    ):
        return 0, 0, 0
    return max(0, start - 1), last, int(tail[0])
