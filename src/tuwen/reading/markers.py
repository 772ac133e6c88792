"""Markers on lines, made to thin to a line: hollow ones are filled, lone heads replaced."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.outline import Outline, distance
from tuwen.reading.scene import Mask, Scene

_FILLED = 0.85  # of a head that is drawn: less is hollow, with a broad outline
_FULL = 0.8  # of the triangle around a head that is one
_WALL = 0.3  # of the rim of a hole at most: the tip of a head was cut off there


def add_solid(strokes: Mask, scene: Scene, largest: int) -> None:
    """Add the small solid regions to a stroke mask: large filled heads and diamonds."""
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    for region in scene.regions:
        if max(region.width, region.height) <= largest and distance(region.colour, paper) > 60:
            x0, y0, x1, y1 = region.box
            strokes[y0:y1, x0:x1][scene.labels[y0:y1, x0:x1] == region.label] = 255


def fill_markers(strokes: Mask, walls: Mask, largest: int) -> None:
    """Fill the small convex holes of a stroke mask in place.

    `walls`: the things that lines end at, which close a hollow head whose tip was cut off.
    """
    closed = strokes | walls
    found, tree = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    for contour, (_, _, _, parent) in zip(found, tree[0] if len(found) else [], strict=True):
        _, _, w, h = cv2.boundingRect(contour)
        if parent < 0 or max(w, h) > largest or max(w, h) > 2.6 * min(w, h):
            continue
        x, y = np.asarray(contour, np.int32).reshape(-1, 2).T
        if np.count_nonzero(walls[y, x]) > _WALL * len(x):
            continue  # between two toes
        hull = cv2.contourArea(cv2.convexHull(contour))
        if min(w, h) <= 4 or cv2.contourArea(contour) > 0.82 * hull:
            cv2.drawContours(strokes, [np.asarray(contour)], -1, 255, -1)


def heads_as_lines(
    bare: Mask, mask: Mask, owners: NDArray[np.int32], shapes: Sequence[Outline], longest: int
) -> Mask:
    """Replace heads that stand alone, after the last dash, by a line from tip to base.

    `bare` is the mask before hollow markers were filled: these may have the last dash on them.
    """
    out = mask.copy()
    count, label, stats, centres = components(mask)
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        head = label[y : y + h, x : x + w] == i
        drawn = np.count_nonzero(bare[y : y + h, x : x + w][head]) / area
        hollow = drawn < 0.7
        stalked = max(w, h) > longest  # the last dash hangs on it
        most, least = 1.6 * longest, 0.25 if hollow or stalked else 0.4
        if not 7 <= max(w, h) <= most or min(w, h) < 7 or area < least * w * h:
            continue
        if not cv2.erode(np.pad(head.astype(np.uint8), 1), np.ones((5, 5), np.uint8)).any():
            continue  # a slanted dash
        owned = owners[y : y + h, x : x + w][head]
        if not owned.any():
            continue
        x0, y0, x1, y1 = shapes[int(owned.max()) - 1].box
        nearest = np.array([np.clip(centres[i][0], x0, x1), np.clip(centres[i][1], y0, y1)])
        way = nearest - centres[i]
        if not way.any():
            continue
        way /= np.hypot(*way)
        ys, xs = np.nonzero(head)
        points = np.column_stack([xs + x, ys + y]).astype(float)
        whole = _triangle(points, nearest) if drawn < _FILLED else None
        tip, back = whole or _along(points, centres[i], way)
        out[label == i] = 0
        cv2.line(out, _pixel(tip), _pixel(back), 255, 2)
    return out


Place = NDArray[np.float64]


def _triangle(points: Place, nearest: Place) -> tuple[Place, Place] | None:
    """The tip of a triangular head, which is the corner nearest to a thing, and its base."""
    area, corners = cv2.minEnclosingTriangle(points.astype(np.float32).reshape(-1, 1, 2))
    if len(points) < _FULL * area:
        return None
    corners = corners.reshape(3, 2).astype(float)
    far = np.hypot(*(corners - nearest).T)
    tip = int(far.argmin())
    base = (corners.sum(axis=0) - corners[tip]) / 2
    way = (corners[tip] - base) / max(float(np.hypot(*(corners[tip] - base))), 1e-6)
    return base + way * ((points - base) @ way).max(), base  # the border may have cut the tip off


def _along(points: Place, centre: Place, way: Place) -> tuple[Place, Place]:
    """The pixels of a head that lie farthest in a direction, and those opposite."""
    ahead = points @ way
    tip = points[ahead >= ahead.max() - 1].mean(axis=0)
    axis = centre - tip
    axis /= max(float(np.hypot(*axis)), 1e-6)
    return tip, tip + axis * ((points - tip) @ axis).max()


def _pixel(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
