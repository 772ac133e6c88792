"""Branches of dashed lines: an end that a dash's gap parts from the side of another line."""

from dataclasses import replace

import cv2
import numpy as np

from tuwen.reading.gaps import Bridges, End, outward
from tuwen.reading.strokes import Drawing, Piece


def tie_sides(
    drawing: Drawing, free: list[End], bridges: Bridges, contacts: dict[End, int], width: float
) -> Drawing:
    """The drawing with a junction where a dashed line branches off another.

    `free`: the ends that meet nothing. `bridges` and `contacts` are kept up to date.
    """
    reach = max(12.0, 5 * width)
    dashed = [(i, k) for i, k in free if (i, 1 - k) in bridges]
    for end in dashed:
        at, way = drawing.pieces[end[0]].end(end[1]), outward(drawing, end, bridges)
        met = _met(drawing, bridges, end, at, way, reach)
        if met is not None:
            drawing = _joined(drawing, bridges, contacts, end, *met)
    return drawing


def _met(
    drawing: Drawing, bridges: Bridges, end: End, at: tuple[int, int],
    way: tuple[float, float], reach: float,
) -> tuple[int, int] | None:  # fmt: skip
    """The piece that lies ahead, and the pixel of it; gaps between dashes count with the dash."""
    x0, y0 = at[0] - round(reach) - 2, at[1] - round(reach) - 2
    size = 2 * round(reach) + 5
    near = np.zeros((size, size), np.int32)
    for i, piece in enumerate(drawing.pieces):
        if i == end[0]:
            continue
        for k in (0, 1):
            if (i, k) in bridges:
                (j, side), _ = bridges[(i, k)]
                middle = (np.array(piece.end(k)) + drawing.pieces[j].end(side)) // 2
                if j != end[0] and _close(piece.end(k), at, 2 * reach):
                    a, b = (np.array(p) - (x0, y0) for p in (piece.end(k), middle))
                    cv2.line(near, a.tolist(), b.tolist(), i + 1, 2)
        points = piece.points - (x0, y0)
        points = points[((points >= 0) & (points < size)).all(axis=1)]
        near[points[:, 1], points[:, 0]] = i + 1
    for step in range(2, int(reach)):
        x, y = round(at[0] + step * way[0]) - x0, round(at[1] + step * way[1]) - y0
        if near[y, x]:
            i = int(near[y, x]) - 1
            far = np.hypot(*(drawing.pieces[i].points - (x + x0, y + y0)).T)
            return i, int(far.argmin())
    return None


def _close(a: tuple[int, int], b: tuple[int, int], reach: float) -> bool:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) <= reach


def _joined(
    drawing: Drawing, bridges: Bridges, contacts: dict[End, int], end: End, index: int, at: int
) -> Drawing:
    """Tie an end to a piece: at the gap beside a dash, or in the middle of a longer piece."""
    pieces = list(drawing.pieces)
    target = pieces[index]
    hub = len(drawing.junctions)
    side = 0 if at < len(target.points) / 2 else 1
    tied: list[End] = [end]
    if min(at, len(target.points) - 1 - at) <= 3 and target.joints[side] < 0:
        tied.append((index, side))
        if (index, side) in bridges:
            other, _ = bridges.pop((index, side))
            bridges.pop(other, None)
            tied.append(other)
        place = target.points[0 if side == 0 else -1]
    elif 3 < at < len(target.points) - 4:
        pieces[index] = Piece(target.points[:at], (target.joints[0], hub))
        pieces.append(Piece(target.points[at:], (hub, target.joints[1])))
        _move(bridges, contacts, (index, 1), (len(pieces) - 1, 1))
        place = target.points[at]
    else:
        return drawing
    for i, k in tied:
        joints = (hub, pieces[i].joints[1]) if k == 0 else (pieces[i].joints[0], hub)
        pieces[i] = replace(pieces[i], joints=joints)
    centre = (float(place[0]), float(place[1]))
    return Drawing(tuple(pieces), (*drawing.junctions, centre))


def _move(bridges: Bridges, contacts: dict[End, int], old: End, new: End) -> None:
    if old in contacts:
        contacts[new] = contacts.pop(old)
    if old in bridges:
        other, gap = bridges.pop(old)
        bridges[new], bridges[other] = (other, gap), (new, gap)
