"""Lines of one colour told apart by their dashes, in the legend and in the plot.

A line without gaps has dashes without end. Knows nothing of names and axes.
"""

from collections.abc import Sequence
from math import hypot, inf, log

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.scene import Mask

_APART = 1.5  # times longer: dashes of another line
_WHOLE = 2.2  # times as long as the longest dash: no dash
_FAR = 0.9  # heights of the text between two dashes of one marker, at most


def differ(one: float, other: float) -> bool:
    """Whether dashes of two lengths mark two lines."""
    return one != other and max(one, other) > _APART * min(one, other)


def dash_of(
    stats: NDArray[np.int32], level: Sequence[int], chosen: int, tall: float
) -> tuple[float, list[int]]:
    """Length of the dashes of a marker of which one piece is known, and its pieces.

    `level`: numbers of the pieces of ink that lie on the row of the text.
    """
    order = sorted(level, key=lambda i: int(stats[i, 0]))
    if chosen not in order:
        return inf, [chosen]
    first = last = order.index(chosen)

    def near(a: int, b: int) -> bool:
        gap = int(stats[b, 0]) - int(stats[a, 0] + stats[a, 2])
        return gap <= _FAR * tall and abs(int(stats[a, 3]) - int(stats[b, 3])) <= 2

    while first > 0 and near(order[first - 1], order[first]):
        first -= 1
    while last + 1 < len(order) and near(order[last], order[last + 1]):
        last += 1
    pieces = order[first : last + 1]
    if len(pieces) == 1:
        return inf, pieces
    return float(np.median([stats[i, 2] for i in pieces])), pieces


def by_dashes(own: Mask, lengths: Sequence[float]) -> list[Mask]:
    """The mask of a colour shared out to lines with dashes of these lengths."""
    count, labels, stats, _ = components(own)
    longest = max((length for length in lengths if length < inf), default=inf)
    owner = np.full(count, -1)
    for i in range(1, count):
        long = hypot(float(stats[i, 2]), float(stats[i, 3]))
        whole = long > _WHOLE * longest
        rivals = [k for k, length in enumerate(lengths) if (length == inf) == whole]
        if rivals:
            owner[i] = min(rivals, key=lambda k: 0.0 if whole else abs(log(long / lengths[k])))
    return [(owner[labels] == k).astype(np.uint8) * 255 for k in range(len(lengths))]
