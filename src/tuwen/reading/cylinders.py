"""Cylinders made whole: the lid, and the rings below it, above a body with a hollow top.

The body of a drawn cylinder is a flat region of its own; what lies in the hollow of its top
and is as wide as it belongs to it. Knows nothing of texts.
"""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.outline import Outline, bounds, inside
from tuwen.reading.scene import Region, Scene
from tuwen.reading.types import Box

_RINGS = 4  # a lid and rings at most
_LINE = 8  # px: thickest line between a body and its lid
_ASIDE = 6  # px: a lid may be narrower or wider by this at each side


def with_lids(scene: Scene, found: list[Outline]) -> list[Outline]:
    """The outlines with the bodies of cylinders grown by their lids."""
    whole = [_whole(scene, o) if o.shape == "cylinder" else o for o in found]
    grown = [new for new, old in zip(whole, found, strict=True) if new is not old]
    return [
        new for new, old in zip(whole, found, strict=True)
        if new is not old or not any(_lid_of(old.box, cylinder.box) for cylinder in grown)
    ]  # fmt: skip


def _whole(scene: Scene, outline: Outline) -> Outline:
    """The body with what lies in the hollow of its top, if it has one."""
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
        wide = abs(x0 - body[0]) <= _ASIDE and abs(x1 - body[2]) <= _ASIDE
        if wide and y0 < body[1] and y1 < body[3] and y1 - y0 < 0.6 * (x1 - x0):
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


def _lid_of(box: Box, whole: Box) -> bool:
    """The outline of a lid: as wide as the cylinder, at its top."""
    same = abs(box[0] - whole[0]) <= _ASIDE and abs(box[2] - whole[2]) <= _ASIDE
    return same and inside(box, whole, 4) and box[1] - whole[1] <= _ASIDE
