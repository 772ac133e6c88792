"""Crossings: lines that cross at a slant thin to two forks with a short piece between them."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.strokes import Drawing, Piece

_SHORT, _WIDE = 12, 7  # px and widths of a line: the piece between two forks is no longer
_NEAR, _FAR = 4, 18  # px from the fork: an arm's direction is measured between these
_SLACK = 0.94  # cosine of the angle by which two arms of one line may differ

_Arm = tuple[int, int]  # index of a piece and which of its ends is at the fork


def cross(drawing: Drawing, width: float) -> Drawing:
    """The drawing with one junction in place of two forks wherever two lines cross."""
    pieces = list(drawing.pieces)
    junctions = list(drawing.junctions)
    arms: dict[int, list[_Arm]] = defaultdict(list)
    for i, piece in enumerate(pieces):
        for k in (0, 1):
            arms[piece.joints[k]].append((i, k))
    dropped: set[int] = set()
    for i, piece in enumerate(pieces):
        a, b = piece.joints
        if min(a, b) < 0 or a == b or piece.length > max(_SHORT, _WIDE * width):
            continue
        here = [arm for arm in arms[a] if arm[0] != i]
        there = [arm for arm in arms[b] if arm[0] != i]
        if len(here) != 2 or len(there) != 2 or not _through(pieces, here, there, width):
            continue
        middle = piece.points[len(piece.points) // 2]
        junctions[a] = (float(middle[0]), float(middle[1]))
        for j, k in there:
            joints = (a, pieces[j].joints[1]) if k == 0 else (pieces[j].joints[0], a)
            pieces[j] = replace(pieces[j], joints=joints)
        arms[a], arms[b] = here + there, []
        dropped.add(i)
    kept = tuple(piece for i, piece in enumerate(pieces) if i not in dropped)
    return Drawing(kept, tuple(junctions))


def _through(pieces: list[Piece], here: list[_Arm], there: list[_Arm], width: float) -> bool:
    """Each arm on one side goes straight on in one on the other."""
    ours = [_course(pieces[i], k) for i, k in here]
    theirs = [_course(pieces[i], k) for i, k in there]
    return any(
        all(_one_line(a, b, max(3.0, 1.5 * width)) for a, b in zip(ours, order, strict=True))
        for order in (theirs, theirs[::-1])
    )


def _course(piece: Piece, end: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A point of an arm near the fork, and the unit vector in which the arm leaves it."""
    points = piece.points if end == 0 else piece.points[::-1]
    near = points[min(_NEAR, len(points) - 1)].astype(float)
    way = points[min(_FAR, len(points) - 1)] - near
    return near, way / max(float(np.hypot(*way)), 1e-6)


def _one_line(
    a: tuple[NDArray[np.float64], NDArray[np.float64]],
    b: tuple[NDArray[np.float64], NDArray[np.float64]],
    aside: float,
) -> bool:
    (start, out), (onward, away) = a, b
    gap = onward - start
    return bool(-out @ away > _SLACK and abs(float(gap[0] * out[1] - gap[1] * out[0])) <= aside)
