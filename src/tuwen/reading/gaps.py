"""Gaps in a line: dashes, and the labels and borders that lie across it."""

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.scene import Mask
from tuwen.reading.strokes import Drawing

End = tuple[int, int]

_LABEL_GAP = 460  # px: widest label that a line may run behind
_RIMS = 64  # px: widest gap that borders leave in a line that crosses them at a small angle
_AHEAD = 0.96  # cosine of the angle to an end that lies straight ahead
_DOT = 5  # px: shorter pieces have no direction of their own


Bridges = dict[End, tuple[End, float]]


def bridge_dashes(drawing: Drawing, free: list[End], width: float) -> Bridges:
    """Pair free ends a dash's gap apart that continue one another, the straightest first."""
    if len(free) < 2:
        return {}
    gap, leave, enter = _geometry(drawing, free, {})
    reach = max(16.0, 7 * width)
    dash = np.array([drawing.pieces[i].length <= 2 * reach for i, _ in free])
    bent = np.where((gap <= 16) | (dash[:, None] & dash[None, :]), 0.6, 0.8)
    near = (gap <= reach) & (np.minimum(leave, enter) > bent) | (gap <= 3)
    return _pair(free, gap, leave, enter, np.argwhere(np.triu(near, 1)))


def bridge_corners(drawing: Drawing, free: list[End], known: Bridges, width: float) -> Bridges:
    """Pair ends of dashed lines that meet at a right angle in the gap between two dashes."""
    reach = max(12.0, 6 * width)
    ends = [
        (i, k) for i, k in free
        if (i, 1 - k) in known or _DOT < drawing.pieces[i].length <= 3 * reach
    ]  # fmt: skip
    if len(ends) < 2:
        return {}
    at = np.array([drawing.pieces[i].end(k) for i, k in ends], float)
    out = np.array([outward(drawing, end, known) for end in ends], float)
    gap, leave, enter = _geometry(drawing, ends, known)
    turn = np.abs(out @ out.T) < 0.2
    delta = at[None, :] - at[:, None]
    ahead = np.einsum("ijk,ik->ij", delta, out)  # to the corner, for lines at right angles
    back = -np.einsum("ijk,jk->ij", delta, out)
    met = turn & (np.minimum(ahead, back) > -2 * width) & (np.maximum(ahead, back) <= reach)
    return _pair(ends, gap, leave, enter, np.argwhere(np.triu(met & (gap < reach * 1.5), 1)))


def bridge_crossed(drawing: Drawing, free: list[End], known: Bridges, width: float) -> Bridges:
    """Pair ends of dashed lines in which a line that crosses them makes a gap wider."""
    dashed = np.array([(i, 1 - k) in known for i, k in free], bool)
    if len(free) < 2 or not dashed.any():
        return {}
    gap, leave, enter = _geometry(drawing, free, known)
    near = (gap <= 2 * max(16.0, 7 * width)) & (leave > _AHEAD) & (enter > _AHEAD)
    near &= dashed[:, None] | dashed[None, :]
    return _pair(free, gap, leave, enter, np.argwhere(np.triu(near, 1)))


def bridge_labels(
    drawing: Drawing, free: list[End], known: Bridges, texts: Mask, depth: Mask, width: float
) -> Bridges:
    """Pair ends that a label lies between, or borders of frames; `depth` counts the frames
    around each pixel."""
    if len(free) < 2:
        return {}
    gap, leave, enter = _geometry(drawing, free, known)
    near = (gap <= max(16.0, 7 * width)) & (leave > 0.5) & (enter > 0.5)
    far = ~near & (gap <= _LABEL_GAP) & (leave > 0.8) & (enter > 0.8)
    at = np.array([drawing.pieces[i].end(k) for i, k in free], float)
    pairs = np.argwhere(np.triu(near | far, 1))
    pairs = [
        p for p in pairs
        if near[*p] or _behind(texts, at[p[0]], at[p[1]], float(gap[*p]))
        or (gap[*p] <= _RIMS and _level(depth, at[p[0]]) != _level(depth, at[p[1]]))
    ]  # fmt: skip
    return _pair(free, gap, leave, enter, np.array(pairs, int).reshape(-1, 2))


def outward(drawing: Drawing, end: End, bridges: Bridges, look: float = 16) -> tuple[float, float]:
    """Unit vector that leaves a line at its end, measured over bridged dashes as well."""
    tip = np.array(drawing.pieces[end[0]].end(end[1]), float)
    index, entry = end
    back = tip
    for _ in range(8):
        piece = drawing.pieces[index]
        points = piece.points if entry == 0 else piece.points[::-1]
        reach = np.hypot(*(points - tip).T)
        beyond = np.flatnonzero(reach >= look)
        back = points[beyond[0]] if len(beyond) else points[-1]
        if len(beyond) or (index, 1 - entry) not in bridges:
            break
        (index, entry), _ = bridges[(index, 1 - entry)]
    delta = tip - back
    norm = float(np.hypot(*delta))
    return (float(delta[0] / norm), float(delta[1] / norm)) if norm else (0.0, 0.0)


def _geometry(
    drawing: Drawing, free: list[End], bridges: Bridges
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """For each pair of ends: gap in px, how straight the way leaves one and enters the other."""
    at = np.array([drawing.pieces[i].end(k) for i, k in free], float)
    out = np.array([outward(drawing, end, bridges) for end in free], float)
    dot = np.array(
        [drawing.pieces[i].length <= _DOT and (i, 1 - k) not in bridges for i, k in free]
    )
    owner = np.array([i for i, _ in free])
    fork = np.array([drawing.pieces[i].joints[1 - k] for i, k in free])
    delta = at[None, :] - at[:, None]
    gap = np.hypot(delta[..., 0], delta[..., 1])
    way = delta / np.maximum(gap, 1e-6)[..., None]
    leave = np.einsum("ijk,ik->ij", way, out)
    enter = np.einsum("ijk,jk->ij", -way, out)
    leave[dot] = np.maximum(leave[dot], 0.85)
    enter[:, dot] = np.maximum(enter[:, dot], 0.85)
    gap[owner[:, None] == owner[None, :]] = np.inf
    prongs = dot[:, None] & dot[None, :] & (fork[:, None] >= 0)  # of one blunt end
    gap[prongs & (fork[:, None] == fork[None, :])] = np.inf
    return gap, leave, enter


def _pair(
    free: list[End],
    gap: NDArray[np.float64],
    leave: NDArray[np.float64],
    enter: NDArray[np.float64],
    pairs: NDArray[np.intp],
) -> Bridges:
    cost = gap * (1 + 3 * (1 - leave) + 3 * (1 - enter))
    bridges: Bridges = {}
    chain: dict[int, int] = {}

    def root(piece: int) -> int:
        while chain.get(piece, piece) != piece:
            piece = chain[piece]
        return piece

    for i, j in sorted(pairs.tolist(), key=lambda p: (float(cost[p[0], p[1]]), p)):
        a, b = free[i], free[j]
        first, second = root(a[0]), root(b[0])
        if a not in bridges and b not in bridges and first != second:
            chain[first] = second  # no dash twice in one line
            bridges[a], bridges[b] = (b, float(gap[i, j])), (a, float(gap[i, j]))
    return bridges


def _level(depth: Mask, at: NDArray[np.float64]) -> int:
    return int(depth[int(at[1]), int(at[0])])


def _behind(cover: Mask, a: NDArray[np.float64], b: NDArray[np.float64], gap: float) -> bool:
    """Most of the way between two ends is covered (a label is often padded)."""
    steps = np.linspace(0, 1, max(4, int(gap)))
    points = np.rint(a + steps[:, None] * (b - a)).astype(int)
    inside = cover[points[:, 1], points[:, 0]] > 0
    return bool(inside.any()) and bool(inside.mean() > 0.3) and gap * float((~inside).mean()) < 44
