"""Stretches of True in a row of booleans: columns of ink, gaps between words, sides of a frame.

Knows nothing of what the row was taken from.
"""

import numpy as np
from numpy.typing import NDArray

Run = tuple[int, int]  # first place, place after the last


def runs(row: NDArray[np.bool_] | np.bool_, gap: int = 1) -> list[Run]:
    """The stretches of True; those whose ends lie no more than `gap` apart are one."""
    at = np.flatnonzero(row)
    if len(at) == 0:
        return []
    cuts = np.flatnonzero(np.diff(at) > gap)
    starts, ends = at[np.r_[0, cuts + 1]], at[np.r_[cuts, len(at) - 1]] + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))
