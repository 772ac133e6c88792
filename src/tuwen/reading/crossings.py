"""Crossings: lines that cross at a slant thin to two forks with a short piece between them."""

from collections import defaultdict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.strokes import Drawing, Piece

_SHORT, _WIDE = 12, 7  # px and widths of a line: the piece between two forks is no longer
_NEAR, _FAR = 4, 18  # px from the fork: an arm's direction is measured between these
_SLACK = 0.94  # cosine of the angle by which two arms of one line may differ
_BENT = 0.85  # the same where one of them is a dash or ends in a head: short ones thin to bent ones
_DASH = 16  # px, or as many widths as in _WIDE: the gap between two dashes

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


def part_dashes(drawing: Drawing, width: float) -> Drawing:
    """The drawing without the forks at which a dash only touches a line that it crosses.

    The line runs straight on there, and the next dash lies on its other side.
    """
    reach = max(_DASH, _WIDE * width)
    pieces = list(drawing.pieces)
    dashes = [
        (i, k) for i, piece in enumerate(pieces) for k in (0, 1)
        if max(piece.joints) < 0 and 3 < piece.length <= 3 * reach
    ]  # fmt: skip
    if not dashes:
        return drawing
    arms: dict[int, list[_Arm]] = defaultdict(list)
    for i, piece in enumerate(pieces):
        for k in (0, 1):
            arms[piece.joints[k]].append((i, k))
    tips = np.array([pieces[i].end(k) for i, k in dashes], float)
    for hub, met in arms.items():
        if hub < 0 or len(met) != 3 or len({i for i, _ in met}) < 3:
            continue
        courses = [_course(pieces[i], k) for i, k in met]
        for n, (i, k) in enumerate(met):
            (_, a), (_, b) = (course for m, course in enumerate(courses) if m != n)
            if a @ b > -_SLACK:
                continue
            near = np.flatnonzero(np.hypot(*(tips - pieces[i].end(k)).T) <= reach)
            if any(_onward(pieces, courses[n], dashes[d], max(4.5, 2 * width)) for d in near):
                pieces[i] = _freed(pieces[i], k)
                break
    return Drawing(tuple(pieces), drawing.junctions)


def _onward(
    pieces: list[Piece], stem: tuple[NDArray[np.float64], NDArray[np.float64]], dash: _Arm,
    aside: float,
) -> bool:  # fmt: skip
    """A dash lies ahead of a stem that ends at a line, and leads on in its direction."""
    start, out = stem
    points = pieces[dash[0]].points if dash[1] == 0 else pieces[dash[0]].points[::-1]
    away = (points[-1] - points[0]) / max(float(np.hypot(*(points[-1] - points[0]))), 1e-6)
    gap = points[0] - start
    off = abs(float(gap[0] * out[1] - gap[1] * out[0]))
    return bool(-out @ away > _BENT and -gap @ out > 0 and off <= aside)


def _freed(piece: Piece, end: int) -> Piece:
    joints = (-1, piece.joints[1]) if end == 0 else (piece.joints[0], -1)
    return replace(piece, joints=joints)


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
