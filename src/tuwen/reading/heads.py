"""Arrow heads: does the ink at a line's end spread wider than the line?"""

from dataclasses import dataclass

import numpy as np

from tuwen.reading.scene import Mask

_REACH = 30  # px: how far behind the tip is looked
_HEAD = 17  # px: longest head
_BREADTH = 13  # px: half of the widest head


@dataclass(frozen=True, slots=True)
class Tip:
    """What stands at the end of a line."""

    head: bool
    margin: float  # how clearly: spread of the ink beyond the line's width, in line widths


def tip_of(
    strokes: Mask, end: tuple[int, int], outward: tuple[float, float], width: float
) -> Tip:
    """Measure the ink around a line's end. `outward` is the unit vector that leaves the line."""
    x, y = end
    height, breadth = strokes.shape
    window = _REACH + 10
    x0, x1 = max(0, x - window), min(breadth, x + window + 1)
    y0, y1 = max(0, y - window), min(height, y + window + 1)
    ys, xs = np.nonzero(strokes[y0:y1, x0:x1])
    if len(xs) < 6:
        return Tip(False, 0.0)
    dx, dy = outward
    px, py = xs + (x0 - x), ys + (y0 - y)
    along = px * dx + py * dy
    across = -px * dy + py * dx
    core = np.abs(across) <= max(3.0, width)
    ahead = along[core & (along <= 14)]
    if len(ahead) == 0:
        return Tip(False, 0.0)
    depth = float(ahead.max()) - along  # 0 at the tip, growing backwards
    near = (np.abs(across) <= _BREADTH) & (depth >= -0.5) & (depth < _REACH)
    spread = _spreads(depth[near], across[near])
    body = [s for s in spread[_HEAD + 3 :] if s > 0]
    line = float(np.median(body)) if len(body) >= 4 else width
    line = min(line, 2.2 * width + 1)
    peak = max(spread[1:_HEAD], default=0.0)
    margin = (peak - line) / max(line, 1.5)
    return Tip(peak >= line + 3.2 and margin >= 0.7, margin)


def _spreads(depth: np.ndarray, across: np.ndarray) -> list[float]:
    """Width of the ink around the axis, for each pixel of depth; other lines do not count."""
    out: list[float] = []
    for step in range(_REACH):
        row = np.sort(across[(depth >= step - 0.5) & (depth < step + 0.5)])
        out.append(float(row[-1] - row[0]) + 1.0 if len(row) else 0.0)
    return out
