"""Charts without numbers, as textbooks draw them: two bare axes that meet, and what they hold.

Only tells that it is such a sketch: without a scale nothing in it has a value.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.chart_colour import paper_of
from tuwen.reading.components import components, contrast
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_FAR = 40  # levels that a line differs from the paper
_THIN = 0.6  # text heights that an axis is broad at most
_SHORT = 5  # text heights that an axis is long at least
_DOTS = 8  # marks from which a cloud of points is one
_ACROSS = 0.5  # of the width that a curve covers at least


def is_sketch(scene: Scene) -> bool:
    """Whether bare axes stand somewhere, with points or a curve between them."""
    paper = paper_of(scene, (0, 0, scene.width, scene.height))
    ink = (contrast(scene.pixels, paper) > _FAR).astype(np.uint8)
    tall = max(8.0, scene.text_height)
    upright = _straight(ink, (1, round(_SHORT * tall)), tall)
    level = _straight(ink, (round(_SHORT * tall), 1), tall)
    ink[scene.text_mask > 0] = 0
    corners = [
        (v[2], v[1], h[2], h[1])
        for v in upright
        for h in level
        if abs(v[0] - h[0]) <= tall and abs(v[3] - h[3]) <= tall
    ]
    return any(
        not _closed(box, upright, level, tall) and _holds_marks(ink, box, tall) for box in corners
    )


def _straight(ink: NDArray[np.uint8], size: tuple[int, int], tall: float) -> list[Box]:
    """Thin lines of at least that size."""
    lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8))
    count, _, stats, _ = components(np.asarray(lines, np.uint8))
    found: list[Box] = []
    for x, y, w, h, _ in stats[1:count].tolist():
        if min(w, h) <= max(3, _THIN * tall):
            found.append((x, y, x + w, y + h))
    return found


def _closed(plot: Box, upright: list[Box], level: list[Box], tall: float) -> bool:
    """Whether a line bounds the plot above or on the right: a frame, or the side of a table."""
    x0, y0, x1, y1 = plot
    above = any(
        abs(h[1] - y0) <= tall and h[0] <= x0 + tall and h[2] > (x0 + x1) / 2 for h in level
    )
    right = any(
        abs(v[0] - x1) <= tall and v[3] >= y1 - tall and v[1] < (y0 + y1) / 2 for v in upright
    )
    return above or right


def _holds_marks(ink: NDArray[np.uint8], plot: Box, tall: float) -> bool:
    """A cloud of small marks, or a line across that is neither level nor upright."""
    x0, y0, x1, y1 = plot
    inner = ink[y0 : y1 - 2, x0 + 2 : x1]
    if inner.size == 0:
        return False
    count, _, stats, _ = components(inner)
    dots = curves = 0
    for _, _, w, h, area in stats[1:count].tolist():
        dots += max(w, h) < 1.5 * tall and min(w, h) > 2 and area > 0.5 * w * h
        curves += w > _ACROSS * (x1 - x0) and h > 2 * tall and area < 0.25 * w * h
    return dots >= _DOTS or curves > 0
