"""Small discs among flat regions: where a state diagram starts, and circles with a sign in them.

Knows the table of regions only, not what is written or drawn in them.
"""

import numpy as np
from numpy.typing import NDArray

_SIGNED = 0.6  # of its bounding box: what a sign leaves of a disc


def find_discs(
    labels: NDArray[np.int32], stats: NDArray[np.int32], apart: NDArray[np.bool_], core: int
) -> NDArray[np.bool_]:
    """Which of some regions that stand out are discs; `core`: the side of a square that large
    regions hold, and discs with a sign in them do not."""
    width, height = stats[:, 2], stats[:, 3]
    full = stats[:, 4] / np.maximum(width * height, 1)
    square = (np.abs(width - height) <= 1) & apart
    discs = square & (full > 0.72) & (full < 0.88)
    signed = square & ~discs & (full > _SIGNED) & (full < 0.88) & (width >= 2 * core)
    for i in np.flatnonzero(signed).tolist():
        discs[i] = _round(labels, stats, i)
    return discs


def _round(labels: NDArray[np.int32], stats: NDArray[np.int32], i: int) -> bool:
    """A region fills the disc in its box but for its middle, and no corner of the box."""
    x, y, w, h, _ = (int(v) for v in stats[i])
    own = labels[y : y + h, x : x + w] == i
    across, down = np.meshgrid(np.linspace(-1, 1, w), np.linspace(-1, 1, h))
    far = np.hypot(across, down)
    return bool(own[(far > 0.75) & (far < 0.95)].mean() > 0.95 and own[far > 1.1].mean() < 0.05)
