"""Rows of a legend that detection of text overlooked or ran together: names of one letter.

The markers of a legend stand below one another, evenly. Where two of them have names, the
others are looked for in the same column, and what stands beside them is recognised.
"""

from itertools import pairwise

import numpy as np

from tuwen.reading.chart_colour import Colour
from tuwen.reading.components import components, contrast
from tuwen.reading.ocr import read_boxes
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_MOST = 20  # rows
_UNEVEN = 0.15  # of the distance between rows


def overlooked(
    scene: Scene, known: list[Box], right: int, paper: Colour
) -> list[tuple[str, Colour, Box, Box]]:
    """Name, colour, box and marker of each row between or beside markers that are known.

    `right` is where the longest known name ends.
    """
    if len(known) < 2 or max(m[0] for m in known) - min(m[0] for m in known) > 3:
        return []
    column = _column(scene, known, paper)
    missing = [m for m in column if not any(m[1] < (k[1] + k[3]) / 2 < m[3] for k in known)]
    if not missing or len(column) - len(missing) < 2:
        return []
    out: list[tuple[str, Colour, Box, Box]] = []
    for marker in missing:
        x0, y0, x1, y1 = marker
        high = y1 - y0
        end = min(scene.width, max(right, x1 + round(2.2 * high)))
        place = (x1 + 2, max(0, y0 - high // 6), end, min(scene.height, y1 + high // 6))
        for line in read_boxes(scene.pixels, gray=scene.gray, boxes=[place])[:1]:
            middle = scene.pixels[(y0 + y1) // 2, (x0 + x1) // 2]
            red, green, blue = (int(v) for v in middle)
            out.append((line.text, (red, green, blue), line.box, marker))
    return out


def _column(scene: Scene, known: list[Box], paper: Colour) -> list[Box]:
    """All markers of the column, if they are evenly spaced; else none."""
    left, right = min(m[0] for m in known) - 2, max(m[2] for m in known) + 2
    left = max(0, left)
    strip = np.ascontiguousarray(scene.pixels[:, left:right])
    count, _, stats, _ = components((contrast(strip, paper) > 20).astype(np.uint8))
    wide = right - left - 4
    found = [
        (left + x, y, left + x + w, y + h)
        for x, y, w, h, _ in stats[1:count].tolist()
        if abs(w - wide) <= 2 and 0.6 * wide <= h <= 1.4 * wide
    ]
    found.sort(key=lambda box: box[1])
    gaps = [b[1] + b[3] - a[1] - a[3] for a, b in pairwise(found)]
    if not 2 <= len(found) <= _MOST or max(gaps) - min(gaps) > _UNEVEN * max(gaps):
        return []
    return found
