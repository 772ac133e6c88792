"""Dashed frames: loops of dashes or dots, whatever their form.

Dashes are small pieces of ink that are neither text nor part of a shape. What they enclose,
once the gaps between them are closed, is a frame if it has a form of its own and dashes and
gaps take turns along all of its border. Lines and boxes that cross or touch it do not matter.
"""

from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.forms import form_of
from tuwen.reading.linework import borders_of
from tuwen.reading.outline import Outline, corners, side_of
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box

_LONGEST = 2.5  # glyph heights: a dash
_FAINT = 8  # levels: less is no ink
_FEWEST = 12  # dashes of a frame
_INNER = 0.04  # of the picture: larger shapes may hold frames
_GAPS = (4, 7, 10, 14)  # px: half the widest gap that is closed
_NEAR = 8  # px: the box of the gaps' inside is no further from the dashes
_SMALLEST = 2.5  # glyph heights: the inside of a frame
_FIT = 0.93  # overlap with an ideal form
_INKED = (0.25, 0.92)  # least and most of a side that dashes take
_EVEN = 0.3  # largest difference of that between the sides


def find_dashed(scene: Scene, known: list[Outline]) -> list[Outline]:
    """Frames drawn with dashes, the narrowest gaps first."""
    small = [o for o in known if o.area < _INNER * scene.gray.size]
    dashes = _dashes(scene, small)
    if dashes is None:
        return []
    lines = scene.ink.copy()
    for x0, y0, x1, y1 in _cores(scene):
        lines[y0:y1, x0:x1] = 0
    for outline in small:
        x0, y0, x1, y1 = outline.box
        above, below, before, behind = borders_of(scene, outline)
        lines[max(0, y0 - above) : y1 + below, max(0, x0 - before) : x1 + behind] = 0
    border = scene.ink & np.asarray(cv2.dilate(dashes, np.ones((3, 3), np.uint8)), np.uint8)
    found: list[Outline] = []
    for ink in (dashes, lines):  # a line that ends at the frame may stand in for a dash
        closed = ink
        for before, gap in pairwise((0, *_GAPS)):
            reach = 2 * (gap - before) + 1
            closed = cv2.dilate(closed, np.ones((reach, reach), np.uint8))
            for contour in _insides(closed):
                frame = _frame(scene, dashes, border, contour, gap)
                if frame is not None and not any(_same(frame.box, o.box) for o in found):
                    found.append(frame)
    return found


def _insides(closed: MatLike) -> list[NDArray[np.int32]]:
    """Outer contours of what is free of ink."""
    free = cv2.bitwise_not(closed)
    contours, tree = cv2.findContours(free, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = tree[0][:, 3] < 0 if contours else []
    return [c.astype(np.int32) for c, first in zip(contours, outer, strict=True) if first]


def _dashes(scene: Scene, shapes: list[Outline]) -> Mask | None:
    """255 on small pieces of ink outside texts and shapes; None where they are few."""
    light = scene.paper is None or sum(scene.paper.colour) > 3 * 128
    depth = scene.ridges[0 if light else 1]
    strongest = cv2.dilate(depth, np.ones((7, 7), np.uint8))
    crisp = (depth > _FAINT) & (depth > strongest // 2)
    _, label, stats, _ = components(crisp.astype(np.uint8))
    x, y, wide, tall, _ = stats.T
    small = np.maximum(wide, tall) <= _LONGEST * scene.glyph_height
    small[0] = False
    middle_x, middle_y = x + wide // 2, y + tall // 2
    for x0, y0, x1, y1 in (*(o.box for o in shapes), *_cores(scene)):
        small &= ~((middle_x >= x0) & (middle_x < x1) & (middle_y >= y0) & (middle_y < y1))
    if np.count_nonzero(small) < _FEWEST:
        return None
    return np.where(small, 255, 0).astype(np.uint8).take(label)


def _cores(scene: Scene) -> list[Box]:
    """Where the glyphs surely are: a title's box may hold the border of its frame."""
    boxes = [line.box for line in scene.snug]
    rims = [round(0.18 * min(x1 - x0, y1 - y0)) for x0, y0, x1, y1 in boxes]
    return [
        (x0 + rim, y0 + rim, x1 - rim, y1 - rim)
        for (x0, y0, x1, y1), rim in zip(boxes, rims, strict=True)
    ]


def _frame(
    scene: Scene, dashes: Mask, border: Mask, contour: NDArray[np.int32], gap: int
) -> Outline | None:
    """What a contour within the dashes encloses, if it is a frame."""
    x, y, wide, tall = cv2.boundingRect(contour)
    if min(wide, tall) < _SMALLEST * scene.glyph_height:
        return None
    right, low = min(scene.width, x + wide + gap), min(scene.height, y + tall + gap)
    box = (max(0, x - gap), max(0, y - gap), right, low)
    if wide * tall > 0.97 * scene.gray.size:
        return None  # the paper around everything
    hull = cv2.convexHull(contour).astype(np.int32)
    shape, fit = form_of(hull, wide, tall)
    if fit < _FIT or cv2.contourArea(contour) < 0.6 * cv2.contourArea(hull):
        return None
    inked = _inked(dashes, hull, box, gap)
    least, most = _INKED
    if min(inked) < least or max(inked) > most or max(inked) - min(inked) > _EVEN:
        return None
    if shape in ("rect", "rounded"):
        box = _drawn(border, box)
    x0, y0, x1, y1 = box
    scale = np.array([(x1 - x0) / wide, (y1 - y0) / tall])
    grown = (hull - np.array([x, y])) * scale + np.array([x0, y0])
    polygon = corners(box) if shape == "rect" else np.rint(grown).astype(np.int32)
    return Outline(polygon, box, shape, 0.9, scene.ground(box), filled=False)


def _drawn(ink: Mask, box: Box) -> Box:
    """The box moved to where the dashes of each side are densest."""
    x0, y0, x1, y1 = box
    sums = [ink[y0:y1].sum(axis=0, dtype=np.int64), ink[:, x0:x1].sum(axis=1, dtype=np.int64)]
    at = [_densest(sums[k % 2], v) for k, v in enumerate((x0, y0, x1 - 1, y1 - 1))]
    return at[0], at[1], at[2] + 1, at[3] + 1


def _densest(sums: NDArray[np.int64], at: int) -> int:
    """Where the most ink is within a few px; the middle of several such places."""
    start = max(0, at - _NEAR)
    near = sums[start : at + _NEAR + 1]
    best = np.flatnonzero(near >= 0.95 * near.max())
    return start + int(best.mean() + 0.5) if len(best) else at


def _inked(ink: Mask, hull: NDArray[np.int32], box: Box, gap: int) -> list[float]:
    """Share of the border with ink outside it, on each side: above, below, before, behind."""
    points = hull.reshape(-1, 2).astype(float)
    steps = np.roll(points, -1, axis=0) - points
    dense = np.concatenate(
        [a + step * np.linspace(0, 1, max(1, int(np.hypot(*step)) // 2), endpoint=False)[:, None]
         for a, step in zip(points, steps, strict=True)]
    )  # fmt: skip
    away = dense - np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    along = np.roll(dense, -3, axis=0) - np.roll(dense, 3, axis=0)
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1)
    normal *= np.sign((away * normal).sum(axis=1))[:, None]
    normal /= np.maximum(np.hypot(*normal.T), 1e-6)[:, None]
    met = np.zeros(len(dense), bool)
    for reach in range(gap - 2, gap + 5):
        x, y = np.rint(dense + reach * normal).astype(int).T
        met |= ink[y.clip(0, ink.shape[0] - 1), x.clip(0, ink.shape[1] - 1)] > 0
    side = side_of(box, dense)
    return [float(met[side == k].mean()) if (side == k).any() else 0.0 for k in range(4)]


def _same(a: Box, b: Box) -> bool:
    return max(abs(p - q) for p, q in zip(a, b, strict=True)) <= 12
