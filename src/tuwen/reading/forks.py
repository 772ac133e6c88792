"""Where a line goes on at a junction: straight across a crossing, along each branch of a fork."""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.gaps import End
from tuwen.reading.strokes import Drawing
from tuwen.reading.types import Point

_STRAIGHT, _TURN = 35.0, 104.0  # degrees: goes straight on; may still be the same line
_TAIL = 14  # px: the last stretch of a line tells where it heads


class Forks:
    """Where lines go on at junctions; each way into one is worked out once."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing
        self._arms: dict[int, list[End]] = defaultdict(list)
        self._known: dict[tuple[End, Point], list[End]] = {}
        for i, piece in enumerate(drawing.pieces):
            for k in (0, 1):
                self._arms[piece.joints[k]].append((i, k))

    def onward(self, exit_: End, points: list[NDArray[np.int32]]) -> list[End]:
        """Straight across the junction at the end of a piece, or along every branch of a fork."""
        tail = np.concatenate(points[-_TAIL:])[-_TAIL:]
        way = exit_, (int(tail[0][0]), int(tail[0][1]))
        if way not in self._known:
            self._known[way] = self._branches(exit_, (tail[-1] - tail[0]).astype(float))
        return self._known[way]

    def _branches(self, exit_: End, heading: NDArray[np.float64]) -> list[End]:
        pieces = self._drawing.pieces
        joint = pieces[exit_[0]].joints[exit_[1]]
        hub = np.array(self._drawing.junctions[joint])
        arms = [arm for arm in self._arms[joint] if arm != exit_]
        stem = self._stem(joint)
        if stem is not None:
            return [stem] if exit_ != stem else arms
        turns = {arm: _turn(heading, hub, pieces[arm[0]].points, arm[1]) for arm in arms}
        straight = [arm for arm, turn in turns.items() if turn <= _STRAIGHT]
        if len(arms) >= 3 and straight:
            return [min(straight, key=lambda arm: turns[arm])]
        return [arm for arm, turn in turns.items() if turn <= _TURN]

    def _stem(self, joint: int) -> End | None:
        """The arm that comes from the parent where a tree branches to both sides and ahead.

        It looks like a crossing, but both sides bend to where the line ahead leads.
        """
        arms = self._arms[joint]
        if len(arms) != 4:
            return None
        ways = {arm: self._leaving(arm) for arm in arms}
        stems: list[End] = []
        for arm in arms:
            ahead = [a for a in arms if ways[a] @ ways[arm] < -0.95]
            sides = [a for a in arms if abs(float(ways[a] @ ways[arm])) < 0.2]
            bent = [a for a in sides if self._bends(a, -ways[arm])]
            if len(ahead) == 1 and len(bent) == 2:
                stems.append(arm)
        return stems[0] if len(stems) == 1 else None

    def _bends(self, arm: End, way: NDArray[np.float64]) -> bool:
        """The next corner or fork of an arm leads this way, and none the other."""
        index, entry = arm
        piece = self._drawing.pieces[index]
        far = piece.joints[1 - entry]
        if far < 0:
            return bool(np.array(piece.outward(1 - entry)) @ way > 0.9)
        leads = [float(self._leaving(a) @ way) for a in self._arms[far] if a[0] != index]
        return max(leads, default=0.0) > 0.9 and min(leads, default=0.0) > -0.5

    def _leaving(self, arm: End) -> NDArray[np.float64]:
        """Unit vector in which an arm leaves its junction."""
        piece = self._drawing.pieces[arm[0]]
        points = piece.points if arm[1] == 0 else piece.points[::-1]
        way = (points[min(len(points) - 1, _TAIL)] - points[0]).astype(float)
        return way / max(float(np.hypot(*way)), 1e-6)


def _turn(
    heading: NDArray[np.float64], hub: NDArray[np.float64], points: NDArray[np.int32], entry: int
) -> float:
    """Degrees between where a line comes from and where an arm leads."""
    arm = points if entry == 0 else points[::-1]
    leaving = arm[min(len(arm) - 1, 11)] - hub
    norm = float(np.hypot(*heading) * np.hypot(*leaving))
    if norm == 0:
        return 0.0
    cosine = float(heading @ leaving) / norm
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
