"""Cylinders made whole: the lid, and the rings below it, above a body with a hollow top.

The body of a drawn cylinder is a flat region of its own; what lies in the hollow of its top
and is as wide as it belongs to it. Knows nothing of texts.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.outline import Outline, bounds
from tuwen.reading.scene import Region, Scene
from tuwen.reading.types import Box

_RINGS = 4  # a lid and rings at most
_LINE = 8  # px: thickest line between a body and its lid
_ASIDE = 6  # px: a lid may be wider by this at each side
_ROUND = 0.92  # of its box: a lid is an ellipse or a crescent
_FLAT = 0.15  # height to width of a lid whose thin ends are lost in the line around it
_POINTED = 0.13  # of the width: as much at each side


def with_lids(scene: Scene, found: list[Outline]) -> list[Outline]:
    """The outlines with the bodies of cylinders grown by their lids."""
    lids: set[Box] = set()
    whole = [_whole(scene, o, lids) if o.shape == "cylinder" else o for o in found]
    return [o for o in whole if o.box not in lids]


def _whole(scene: Scene, outline: Outline, lids: set[Box]) -> Outline:
    """The body with what lies in the hollow of its top, if it has one; adds that to the lids."""
    x0, y0, x1, y1 = outline.box
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    cv2.fillPoly(mask, [outline.polygon - np.array([x0, y0], np.int32)], 1)
    top = mask.argmax(axis=0)
    hollow = _hollow(top)
    if hollow < max(3, 0.02 * (x1 - x0)):
        return outline
    box = outline.box
    at = {x0 + k: y0 + int(top[k]) for k in range(len(top) * 3 // 8, len(top) * 5 // 8)}
    for _ in range(_RINGS):
        lid = _above(scene, at, box)
        if lid is None:
            break
        lids.add(lid.box)
        box, at = bounds([box, lid.box]), _upper(scene, at, lid)
    if box == outline.box:  # too flat for a region of its own, but its rim is drawn
        box = (x0, max(0, y0 - hollow), x1, y1)
        if not _drawn(scene, _arch(box, outline.box)[1:-1]):
            return outline
    polygon = np.concatenate([outline.polygon.reshape(-1, 2), _arch(box, outline.box)])
    hull = cv2.convexHull(polygon.astype(np.int32)).astype(np.int32)
    return replace(outline, box=box, polygon=hull)


def _hollow(top: NDArray[np.intp]) -> int:
    """Depth in px of an arc that hangs between the ends of a profile; 0 if it is no arc."""
    rim = max(1, len(top) // 8)
    left, right = int(top[:rim].min()), int(top[-rim:].min())
    middle = top[len(top) // 4 : -len(top) // 4 or None]
    depth = int(top[len(top) // 2]) - min(left, right)
    even = abs(left - right) <= 2 + depth // 5
    return depth if even and middle.size and middle.min() - min(left, right) > 0.5 * depth else 0


def _above(scene: Scene, at: dict[int, int], body: Box) -> Region | None:
    """The region across a line above points (x → y), if it is as wide as the body and on top."""
    near = [scene.labels[max(0, y - _LINE) : max(0, y - 1), x] for x, y in at.items()]
    count = np.bincount(np.concatenate(near), minlength=1)
    for label in np.argsort(-count, kind="stable")[:3].tolist():
        region = scene.by_label.get(label)
        if region is None or not count[label]:
            continue
        x0, y0, x1, y1 = region.box
        low = y0 < body[1] and y1 < body[3] and y1 - y0 < 0.6 * (x1 - x0)
        round_ = region.area < _ROUND * (x1 - x0) * (y1 - y0)
        if low and round_ and _as_wide(region.box, body):
            return region
    return None


def _upper(scene: Scene, at: dict[int, int], lid: Region) -> dict[int, int]:
    """Where each column enters a region from above."""
    y0, y1 = lid.box[1], lid.box[3]
    tops = {x: np.flatnonzero(scene.labels[y0:y1, x] == lid.label) for x in at}
    return {x: y0 + int(rows[0]) for x, rows in tops.items() if len(rows)}


def _arch(whole: Box, body: Box) -> NDArray[np.int64]:
    """Points of the rim from side to side over the top."""
    x0, y0, x1, _ = whole
    turn = np.linspace(np.pi, 0, 13)
    high = max(1, body[1] - y0)
    x = (x0 + x1) / 2 + (x1 - x0 - 1) / 2 * np.cos(turn)
    return np.stack([x, body[1] - high * np.sin(turn)], axis=1).astype(np.int64)


def _drawn(scene: Scene, arch: NDArray[np.int64]) -> bool:
    """Ink at most points of an arch."""
    near = [scene.ink[max(0, y - 3) : y + 4, max(0, x - 3) : x + 4].any() for x, y in arch]
    return bool(sum(near) > 0.8 * len(near))


def _as_wide(lid: Box, body: Box) -> bool:
    """A lid is about as wide as the body, and lies amid it."""
    left, right = lid[0] - body[0], body[2] - lid[2]
    flat = lid[3] - lid[1] < _FLAT * (lid[2] - lid[0])
    most = max(_ASIDE, _POINTED * (body[2] - body[0])) if flat else _ASIDE
    return min(left, right) >= -_ASIDE and max(left, right) <= most
