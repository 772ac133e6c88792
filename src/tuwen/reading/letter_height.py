"""How high letters are, to a fraction of a pixel; also where they are too small to be read.

Small letters are mostly rim: a box around them is a pixel or two too high. Rows are therefore
weighed by how dark their ink is. Knows no kinds and no flaws.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.line import Line

_LARGE = 13  # px: boxes of such letters are near enough
_SAMPLE = 40  # lines that are measured
_FEW = 3  # lines: fewer prove nothing
_FAINT = 0.2  # of the darkest ink: a rim, or noise
_AROUND = 11  # px: the ground of letters too small to be read is the median of such a square
_OFF = 30  # levels off it
_TINY = 7  # px: pieces of such letters are not higher
_SOME = 8  # pieces, at least
_DENSE = 0.3  # pieces in a thousand px, at least
_MOST = 0.7  # of all that stands out


def letter_height(gray: NDArray[np.uint8], lines: Sequence[Line], usual: float) -> float:
    """The height of the letters of level lines; `usual`: of their boxes."""
    if usual > _LARGE:
        return usual
    heights = [_of_line(gray, line) for line in lines[:_SAMPLE] if line.upright]
    heights = [height for height in heights if height]
    return float(np.median(heights)) if len(heights) >= _FEW else usual


def unread_height(gray: NDArray[np.uint8]) -> float:
    """The height of what must be letters, because there is little but tiny pieces; 0 for none."""
    ground = np.asarray(cv2.medianBlur(gray, _AROUND), np.uint8)
    off = (cv2.absdiff(gray, ground) > _OFF).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(off)
    height, width = gray.shape
    left, top, wide, high, area = stats[1:].T
    whole = (left > 0) & (top > 0) & (left + wide < width) & (top + high < height)
    whole &= (wide >= 2) & (high >= 2)
    tiny = whole & (high <= _TINY) & (wide <= 12 * high) & (area >= _FAINT * wide * high)
    count = int(tiny.sum())
    few = count < _SOME or 1000 * count < _DENSE * gray.size
    return 0.0 if few or count < _MOST * whole.sum() else float(np.median(high[tiny]))


def _of_line(gray: NDArray[np.uint8], line: Line) -> float:
    x0, y0, x1, y1 = line.box
    window = gray[max(0, y0 - 1) : y1 + 1, max(0, x0) : x1].astype(np.int16)
    if min(window.shape) < 3:
        return 0.0
    ink = np.sort(np.abs(window - np.median(window)), axis=1)
    rows = ink[:, -max(2, window.shape[1] // 12) :].mean(axis=1)
    full = np.sort(rows)[-2:].mean()
    return float(np.minimum(rows[rows > _FAINT * full] / max(full, 1), 1).sum())
