"""Faces: flat areas with straight sides or round ends, as buttons, fields and panels are.

Made of the flat regions of a scene; a panel that differs too little from its page to be a
region is found by its colour. Knows no roles.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.outline import Boxed, distance
from tuwen.reading.scene import Region, Scene
from tuwen.reading.types import Box

Colour = tuple[int, int, int]

_SOLID = 0.74  # of its bounding box: a disc has 0.79
_REACH = 4  # px beyond a side: past any border
_APART = 5  # levels between a side and what lies beyond it


@dataclass(frozen=True, slots=True)
class Face(Boxed):
    """A flat area with its border; `fill` is what it covers of its box, 0.79 for a disc."""

    box: Box
    colour: Colour
    around: Colour
    fill: float

    @property
    def filled(self) -> bool:
        """Of another colour than what surrounds it."""
        return distance(self.colour, self.around) > 6

    @property
    def vivid(self) -> bool:
        return max(self.colour) - min(self.colour) > 60


def face_of(scene: Scene, region: Region) -> Face | None:
    x0, y0, x1, y1 = region.box
    if region.area < 0.3 * region.width * region.height:
        return None
    mask = (scene.labels[y0:y1, x0:x1] == region.label).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    contour = max(contours, key=len)
    covered = np.zeros_like(mask)
    cv2.drawContours(covered, [contour], -1, 1, -1)
    fill = float(covered.mean())
    if fill < _SOLID:
        return None
    around = _around(scene, region.box)
    return Face(_bordered(scene, region.box, around), region.colour, around, fill)


def melted(scene: Scene, region: Region, em: float) -> list[Face]:
    """Panels that differ too little from the page, so that both are one region."""
    if region.area < 0.1 * scene.gray.size:
        return []
    own = scene.labels == region.label
    counts = np.bincount(scene.gray[own], minlength=256)
    first = int(counts.argmax())
    counts[max(0, first - 3) : first + 4] = 0
    second = int(counts.argmax())
    if counts[second] < 0.02 * region.area:
        return []
    mask = (own & (np.abs(scene.gray.astype(np.int16) - second) <= 1)).astype(np.uint8)
    _, _, table, _ = components(mask, 4)
    found: list[Face] = []
    for x, y, w, h, area in table[1:].tolist():
        if w > 6 * em and h > 1.6 * em and area > 0.7 * w * h:
            box = (x, y, x + w, y + h)
            own_colour, page = (second, second, second), (first, first, first)
            found.append(Face(box, own_colour, page, area / (w * h)))
    return found


def _around(scene: Scene, box: Box) -> Colour:
    """The colour a little beyond the sides, where three of five places agree best."""
    x0, y0, x1, y1 = box
    x, y = (x0 + x1) // 2, (y0 + y1) // 2
    places = [(x, y0 - _REACH), (x, y1 + _REACH - 1), (x0 - _REACH, y), (x1 + _REACH - 1, y)]
    seen = [scene.pixels[v, u] for u, v in places if 0 <= u < scene.width and 0 <= v < scene.height]
    return colour_of(np.median(np.array(seen), axis=0)) if seen else (0, 0, 0)


def colour_of(values: NDArray[np.floating]) -> Colour:
    r, g, b = (int(v) for v in values)
    return r, g, b


def _bordered(scene: Scene, box: Box, around: Colour) -> Box:
    """The box with its border of 3 px at most."""
    x0, y0, x1, y1 = box
    for _ in range(3):
        rows, columns = (
            slice((y0 + y1) // 2 - 1, (y0 + y1) // 2 + 2),
            slice((x0 + x1) // 2 - 2, (x0 + x1) // 2 + 3),
        )
        left = x0 > 0 and _differs(scene.pixels[rows, x0 - 1], around)
        right = x1 < scene.width and _differs(scene.pixels[rows, x1], around)
        above = y0 > 0 and _differs(scene.pixels[y0 - 1, columns], around)
        below = y1 < scene.height and _differs(scene.pixels[y1, columns], around)
        x0, x1, y0, y1 = x0 - left, x1 + right, y0 - above, y1 + below
    return x0, y0, x1, y1


def _differs(pixels: NDArray[np.uint8], colour: Colour) -> bool:
    return float(np.abs(pixels.mean(axis=0) - np.array(colour)).max()) > _APART
