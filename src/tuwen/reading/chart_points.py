"""Points of a scatter or bubble chart: small marks of one colour, overlapping ones apart.

Knows nothing of axes.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tuwen.reading.scene import Mask
from tuwen.reading.types import Box

_MOST = 600


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    size: float  # diameter in px


def find_dots(mask: Mask, plot: Box, tall: float) -> list[Dot]:
    """The marks inside the plot; hollow ones are filled first."""
    x0, y0, x1, y1 = plot
    area = mask[y0:y1, x0:x1]
    contours, _ = cv2.findContours(area, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    boxes = [cv2.boundingRect(contour) for contour in contours]
    sizes = np.array([max(w, h) for _, _, w, h in boxes if min(w, h) >= 3])
    if len(sizes) < 2:
        return []
    usual = float(np.percentile(sizes, 30))
    out: list[Dot] = []
    for contour, (x, y, w, h) in zip(contours, boxes, strict=True):
        if min(w, h) < max(3.0, 0.35 * usual) or len(out) >= _MOST:
            continue
        filled = np.zeros((h + 2, w + 2), np.uint8)
        cv2.drawContours(filled, [contour], -1, 255, cv2.FILLED, offset=(1 - x, 1 - y))
        compact = np.count_nonzero(filled) / (w * h)
        round_one = max(w, h) <= 1.4 * min(w, h) and compact > 0.45
        if round_one and (max(w, h) <= 1.4 * usual or compact > 0.72):
            ys, xs = np.nonzero(filled)
            px, py = float(xs.mean()), float(ys.mean())
            out.append(Dot(x0 + x + px - 0.5, y0 + y + py - 0.5, float(max(w, h))))
        elif compact > 0.25 and max(w, h) < 30 * tall:
            out += [
                Dot(x0 + x + px - 0.5, y0 + y + py - 0.5, usual) for px, py in _peaks(filled, usual)
            ]
    return out[:_MOST]


def _peaks(filled: Mask, usual: float) -> list[tuple[float, float]]:
    """Centres of overlapping discs: tops of the distance from the rim, kept apart."""
    depth = cv2.distanceTransform(filled, cv2.DIST_L2, 5)
    reach = max(1, round(0.4 * usual))
    high = cv2.dilate(depth, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    tops = ((depth >= high - 1e-3) & (depth >= 0.32 * usual)).astype(np.uint8)
    count, _, _, centres = cv2.connectedComponentsWithStats(tops, connectivity=8)
    return [(float(x), float(y)) for x, y in centres[1:count]]
