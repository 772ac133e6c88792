"""Following a direction over a map of what owns each pixel (0: nothing)."""

import numpy as np
from numpy.typing import NDArray


def ahead(
    owners: NDArray[np.int32], end: tuple[int, int], way: tuple[float, float], reach: int
) -> int:
    """The first owner met from a pixel on, within `reach` px along a unit vector; else 0."""
    height, width = owners.shape
    for k in range(reach):
        x, y = round(end[0] + k * way[0]), round(end[1] + k * way[1])
        if not (0 <= x < width and 0 <= y < height):
            return 0
        if owners[y, x]:
            return int(owners[y, x])
    return 0


def beyond(
    texts: NDArray[np.int32], at: tuple[int, int], way: tuple[float, float]
) -> tuple[int, int]:
    """Where a line comes out of the text that it runs into."""
    height, width = texts.shape
    inside, x, y = False, at[0], at[1]
    for k in range(500):
        x, y = round(at[0] + k * way[0]), round(at[1] + k * way[1])
        if not (0 <= x < width and 0 <= y < height) or (inside and not texts[y, x]):
            break
        inside = inside or bool(texts[y, x])
    return min(max(x, 0), width - 1), min(max(y, 0), height - 1)
