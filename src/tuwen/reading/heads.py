"""Arrow heads: is there more ink across a line near its end than further back?

Ink is weighed by its contrast and not counted: a hair line drawn with anti-aliasing covers
as many pixels as the small head that it ends in.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.scene import Mask

_REACH = 34  # px: how far behind the tip is looked
_HEAD = 18  # px: longest head
_BREADTH = 12  # px: half of the widest head
_MORE = 2.0  # a head weighs at least so many times the line


@dataclass(frozen=True, slots=True)
class Tip:
    """What stands at the end of a line."""

    head: bool
    margin: float  # how clearly: weight beyond the line's, in line weights
    hidden: bool = False  # under a label: a head only if the other end has none


def tip_of(
    strokes: Mask, gray: NDArray[np.uint8], end: tuple[int, int], outward: tuple[float, float]
) -> Tip:
    """Weigh the ink around a line's end. `outward` is the unit vector that leaves the line."""
    x, y = end
    height, width = strokes.shape
    window = _REACH + 10
    x0, x1 = max(0, x - window), min(width, x + window + 1)
    y0, y1 = max(0, y - window), min(height, y + window + 1)
    ys, xs = np.mgrid[y0:y1, x0:x1]
    along = (xs - x) * outward[0] + (ys - y) * outward[1]
    across = -(xs - x) * outward[1] + (ys - y) * outward[0]
    ink = strokes[y0:y1, x0:x1] > 0
    core = ink & (np.abs(across) <= 3) & (along <= 14)
    if not core.any():
        return Tip(False, 0.0)
    depth = float(along[core].max()) - along  # 0 at the tip, growing backwards
    strip = (np.abs(across) <= _BREADTH) & (depth >= -0.5) & (depth < _REACH)
    values = gray[y0:y1, x0:x1].astype(np.float32)
    bare = values[strip & ~ink]
    paper = float(np.median(bare)) if len(bare) else 255.0
    weight = np.where(strip & ink, np.abs(values - paper), 0)
    rows = np.rint(depth).astype(int).clip(0, _REACH)
    mass = np.bincount(rows.ravel(), weight.ravel(), _REACH + 1)[:_REACH]
    body = mass[_HEAD + 2 :]
    body = body[body > 0]
    if len(body) < 4:
        body = np.sort(mass[mass > 0])[: max(3, int((mass > 0).sum()) // 2)]
    line = float(np.median(body)) if len(body) else 0.0
    if line <= 0:
        return Tip(False, 0.0)
    front = np.convolve(mass[:_HEAD], np.ones(2) / 2, "valid")
    margin = float(front.max()) / line - 1
    return Tip(margin >= _MORE - 1, margin)
