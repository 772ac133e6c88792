"""Lines drawn free of what they join: what a loose end of an arrow points at from afar.

A step that comes last: an end that meets anything near it never gets here. Knows no texts
or shapes, only maps of what lies where.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.gaps import Bridges, End, outward
from tuwen.reading.scene import Mask
from tuwen.reading.strokes import Drawing

_FAR = 2.5  # glyph heights from the end of an arrow to what it points at
_LONG = 1.0  # glyph heights: a shorter line points at nothing
_TIP = 26  # px: ink of a head beyond the last pixel of its thinned line
_STRAIGHT = 0.94  # cosine of the angle between an end's last stretch and a longer one


def pointed_at(
    drawing: Drawing, loose: Sequence[End], headed: set[End], bridges: Bridges,
    ink: Mask, things: NDArray[np.int32], glyph: float,
) -> dict[End, int]:  # fmt: skip
    """What each loose end of an arrow points at: the value of `things` that is first met.

    `headed`: ends with a head. Nothing but paper may lie between.
    """
    found: dict[End, int] = {}
    line = _lines(drawing, bridges)
    arrows = {line[i] for i, _ in headed}
    drawn = np.bincount(line, [piece.length for piece in drawing.pieces])
    for end in loose:
        if line[end[0]] not in arrows or drawn[line[end[0]]] < _LONG * glyph:
            continue
        near, long = outward(drawing, end, bridges), outward(drawing, end, bridges, look=3 * _TIP)
        if near[0] * long[0] + near[1] * long[1] < _STRAIGHT:
            continue
        met = _across(ink, things, drawing.pieces[end[0]].end(end[1]), long, round(_FAR * glyph))
        if met:
            found[end] = met
    return found


def _lines(drawing: Drawing, bridges: Bridges) -> NDArray[np.intp]:
    """For each piece the first of those that it is tied to, over dashes and at forks."""
    first = np.arange(len(drawing.pieces))

    def root(piece: int) -> int:
        while first[piece] != piece:
            piece = int(first[piece])
        return piece

    hubs: dict[int, int] = {}
    for i, piece in enumerate(drawing.pieces):
        tied = [hubs.setdefault(hub, i) for hub in piece.joints if hub >= 0]
        tied += [bridges[(i, k)][0][0] for k in (0, 1) if (i, k) in bridges]
        for other in tied:
            first[root(other)] = root(i)
    return np.array([root(i) for i in range(len(first))], np.intp)


def _across(
    ink: Mask, things: NDArray[np.int32], at: tuple[int, int], way: tuple[float, float], reach: int
) -> int:
    """The first thing met over bare paper, at most `reach` px of it; 0 if there is none."""
    height, width = things.shape
    paper = 0
    for k in range(1, reach + _TIP):
        x, y = round(at[0] + k * way[0]), round(at[1] + k * way[1])
        if not (0 <= x < width and 0 <= y < height) or paper > reach:
            return 0
        if things[y, x]:
            return int(things[y, x])
        if not ink[y, x]:
            paper += 1
        elif paper > 2 or k > _TIP:
            return 0
    return 0
