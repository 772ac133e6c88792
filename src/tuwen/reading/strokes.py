"""Thin ink to paths: thinning, junctions, and the pieces between them.

Thinning follows Zhang & Suen (1984), on the ink pixels only. Knows nothing of shapes.
"""

import functools
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.scene import Mask

_NEIGHBOURS = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
_BRANCH = 4  # px: a shorter remnant of a skeleton is no branch
_LOOK = 10  # px: directions are measured over this length


FRAME = 2  # value of `keep` on the border of a frame
_RIM = 0.5  # depth there
_BARB = 1.5  # spurs: the barbs of a large open head are no longer
_STUB = 8  # px: a shorter spur at the border of a frame is a spur


@dataclass(frozen=True, slots=True)
class Piece:
    """A simple path of pixels (N, 2) as (x, y); `joints` are the junctions at its two ends."""

    points: NDArray[np.int32]
    joints: tuple[int, int]  # index into the junctions, -1 for a free end

    @property
    def length(self) -> float:
        return float(len(self.points))

    def end(self, which: int) -> tuple[int, int]:
        x, y = self.points[0 if which == 0 else -1]
        return int(x), int(y)

    def outward(self, which: int, look: int = _LOOK) -> tuple[float, float]:
        """Unit vector that leaves the piece at this end."""
        points = self.points if which == 0 else self.points[::-1]
        tail = points[: look + 1]
        delta = (tail[0] - tail[-1]).astype(float)
        norm = float(np.hypot(*delta))
        return (float(delta[0] / norm), float(delta[1] / norm)) if norm else (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All pieces, and the centres of the junctions they meet in."""

    pieces: tuple[Piece, ...]
    junctions: tuple[tuple[float, float], ...]


def trace(mask: Mask, *, spur: float, keep: Mask) -> Drawing:
    """Thin a stroke mask and cut it at its junctions.

    Loose ends shorter than `spur` px are dropped, unless they end where `keep` is set, and
    no less deep within than they begin: a head's barbs lead away from what it touches. Where
    it is FRAME, on the border of one, a line was cut off: only stubs are dropped there.
    """
    skeleton = thin(mask)
    padded = np.pad((keep == 1).astype(np.uint8), 1)
    depth = np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1], np.float32)
    depth[(depth == 0) & (keep == FRAME)] = _RIM
    pieces, junctions = _cut(skeleton)
    stay = _without_spurs(pieces, spur, depth)
    if len(stay) < len(pieces):  # cut once more: what met in a dropped spur is one path now
        clean = np.zeros_like(skeleton)
        for piece in stay:
            clean[piece.points[:, 1], piece.points[:, 0]] = 1
        for hub in {j for p in stay for j in p.joints if j >= 0}:
            cv2.circle(clean, tuple(round(v) for v in junctions[hub]), 3, 1, -1)
        pieces, junctions = _cut(thin(clean))
        back = _leading_back(pieces, spur)
        pieces = [p for p in pieces if p.length >= min(spur, 5) or not _loose(p) or _kept(p, depth)]
        pieces = [p for p in pieces if id(p) not in back]
    return Drawing(tuple(_settle(pieces, spur)), tuple(junctions))


def _with_dots(mask: Mask, skeleton: Mask) -> Mask:
    """The skeleton with a pixel for each small square that thinning deletes whole."""
    count, label, _, centres = components(mask)
    lost = np.ones(count, bool)
    lost[label[skeleton > 0]] = False
    lost[0] = False
    for x, y in centres[lost]:
        skeleton[round(y), round(x)] = 1
    return skeleton


def _settle(pieces: list[Piece], spur: float) -> list[Piece]:
    """Drop tiny loops, as heads thin to; what they hung on ends there."""
    settled = [p for p in pieces if not (p.joints[0] == p.joints[1] >= 0 and p.length < spur)]
    degree = Counter(hub for piece in settled for hub in piece.joints)
    return [
        replace(p, joints=(_met(p.joints[0], degree), _met(p.joints[1], degree))) for p in settled
    ]


def _met(hub: int, degree: Counter[int]) -> int:
    return hub if degree[hub] > 1 else -1


def _without_spurs(pieces: list[Piece], spur: float, depth: NDArray[np.float32]) -> list[Piece]:
    """Drop short loose ends; of a star of short ends alone, the longest stays."""
    back = _leading_back(pieces, spur)
    gone = [
        p for p in pieces
        if id(p) in back or (p.length < spur and _loose(p) and not _kept(p, depth))
    ]  # fmt: skip
    held = {j for p in pieces if all(p is not q for q in gone) for j in p.joints if j >= 0}
    longest: dict[int, Piece] = {}
    for piece in gone:
        hub = max(piece.joints)
        if hub not in held and (hub not in longest or piece.length > longest[hub].length):
            longest[hub] = piece
    spared = {id(piece) for piece in longest.values()}
    dropped = {id(piece) for piece in gone} - spared
    return [piece for piece in pieces if id(piece) not in dropped]


def _leading_back(pieces: list[Piece], spur: float) -> set[int]:
    """Short loose ends that go on in the direction of no longer piece that they hang on."""
    arriving: dict[int, list[tuple[tuple[float, float], float]]] = {}
    for piece in pieces:
        for end in (0, 1):
            if piece.joints[end] >= 0 and piece.length >= spur:
                arriving.setdefault(piece.joints[end], []).append(
                    (piece.outward(end), piece.length)
                )
    found: set[int] = set()
    short = [p for p in pieces if p.length < _BARB * spur and _loose(p)]
    barbs = Counter(max(p.joints) for p in short)
    for piece in short:
        if piece.length >= spur and barbs[max(piece.joints)] < 2:
            continue
        x, y = piece.outward(0 if piece.joints[0] < 0 else 1)
        least = spur if piece.length < spur else 2 * piece.length
        ways = [way for way, length in arriving.get(max(piece.joints), []) if length >= least]
        if ways and all(x * a + y * b < 0 for a, b in ways):
            found.add(id(piece))
    return found


def _loose(piece: Piece) -> bool:
    return (piece.joints[0] < 0) != (piece.joints[1] < 0)


def _kept(piece: Piece, depth: NDArray[np.float32]) -> bool:
    loose = 0 if piece.joints[0] < 0 else 1
    (x, y), (hub_x, hub_y) = piece.end(loose), piece.end(1 - loose)
    deep = float(depth[y, x])
    if deep == _RIM:
        return piece.length > _STUB
    return deep > 0 and deep >= float(depth[hub_y, hub_x])


def thin(mask: Mask) -> Mask:
    """Skeleton of a mask, one pixel wide, values 0 and 1."""
    padded = np.pad((mask > 0).astype(np.uint8), 1)
    stride = padded.shape[1]
    flat = padded.ravel()
    pixels = np.flatnonzero(flat.view(bool))
    offsets = [dy * stride + dx for dy, dx in _NEIGHBOURS]
    first, second = _deletable()
    changed = True
    while changed and len(pixels):
        changed = False
        for table in (first, second):
            code = np.zeros(len(pixels), np.uint8)
            for bit, offset in enumerate(offsets):
                code |= flat[pixels + offset] << np.uint8(bit)
            gone = table[code]
            if gone.any():
                flat[pixels[gone]] = 0
                pixels = pixels[~gone]
                changed = True
    return _with_dots(mask, np.ascontiguousarray(padded[1:-1, 1:-1]))


@functools.cache
def _deletable() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each neighbourhood code: may the pixel go in the first, in the second pass?"""
    first, second = np.zeros(256, bool), np.zeros(256, bool)
    for code in range(256):
        p = [(code >> bit) & 1 for bit in range(8)]  # north, then clockwise
        rises = sum(p[i] == 0 and p[(i + 1) % 8] == 1 for i in range(8))
        if 2 <= sum(p) <= 6 and rises == 1:
            north, east, south, west = p[0], p[2], p[4], p[6]
            first[code] = north * east * south == 0 and east * south * west == 0
            second[code] = north * east * west == 0 and north * south * west == 0
    return first, second


def _cut(skeleton: Mask, also: Mask | None = None) -> tuple[list[Piece], list[tuple[float, float]]]:
    """The pieces between the knots of a skeleton; `also`: pixels that are knots besides."""
    todo = np.pad(skeleton, 1)
    stride = todo.shape[1]
    flat = todo.ravel()
    pixels = np.flatnonzero(flat.view(bool))
    ring = _ring(flat, pixels, stride)
    # Thinning leaves corners of two steps that look like knots: ask for three separate arms.
    rises = ((ring == 0) & (np.roll(ring, -1, axis=0) == 1)).sum(axis=0)
    at = pixels // stride - 1, pixels % stride - 1
    knots = np.zeros_like(skeleton)
    knots[at] = rises >= 3
    if also is not None:
        knots |= also
    fat = np.asarray(cv2.dilate(knots, np.ones((3, 3), np.uint8)), np.uint8)
    _, hub_of, _, centres = components(fat)
    left = fat[at] == 0
    flat[pixels[~left]] = 0
    pixels = pixels[left]
    count, label = cv2.connectedComponents(np.ascontiguousarray(todo[1:-1, 1:-1]), connectivity=8)
    owner = label[at][left]
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(1, count + 1))
    ends = _ring(flat, pixels, stride).sum(axis=0) <= 1
    raster = bytearray(todo)
    pieces: list[Piece] = []
    for first, last in pairwise(bounds.tolist()):
        own = order[first:last]
        starts = pixels[own[ends[own]]].tolist() or pixels[own].tolist()
        points = _path(raster, stride, min(starts, key=lambda p: (p % stride, p)))
        pieces.append(Piece(points, _hubs(hub_of, points)))
    hidden = _hidden_knots(skeleton, raster) if also is None else None
    if hidden is not None:
        return _cut(skeleton, hidden)
    return pieces, [(float(x), float(y)) for x, y in centres[1:]]


def _hidden_knots(skeleton: Mask, raster: bytearray) -> Mask | None:
    """Where the paths left a branch behind: the arms of a knot may be a pixel apart."""
    height, width = skeleton.shape
    left = np.frombuffer(raster, np.uint8).reshape(height + 2, width + 2)[1:-1, 1:-1]
    if not left.any():
        return None
    _, label, stats, _ = components(np.ascontiguousarray(left))
    branches = (stats[:, cv2.CC_STAT_AREA] >= _BRANCH) & (np.arange(len(stats)) > 0)
    branch = branches.astype(np.uint8).take(label)
    beside = np.asarray(cv2.dilate(branch, np.ones((3, 3), np.uint8)), np.uint8)
    return beside & skeleton & (1 - branch) if branch.any() else None


def _ring(flat: Mask, pixels: NDArray[np.intp], stride: int) -> Mask:
    """The eight neighbours (8, N) of some pixels of a flattened mask, clockwise from the north."""
    return np.stack([flat[pixels + dy * stride + dx] for dy, dx in _NEIGHBOURS])


def _hubs(hub_of: MatLike, points: NDArray[np.int32]) -> tuple[int, int]:
    """The knots at the two ends of a path; a path of a pixel or two touches both with each."""
    first, last = _near(hub_of, points[0]), _near(hub_of, points[-1])
    start = first[0] if first else -1
    others = [hub for hub in last if hub != start]
    if len(points) <= 2 and others:
        return start, others[0]
    return start, last[0] if last else -1


def _near(hub_of: MatLike, point: NDArray[np.int32]) -> list[int]:
    x, y = int(point[0]), int(point[1])
    window = hub_of[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
    return [int(hub) - 1 for hub in window[window > 0]]


def _path(todo: bytearray, stride: int, start: int) -> NDArray[np.int32]:
    """The pixels (x, y) of a simple path from its start; they are taken out of the raster."""
    # Straight neighbours before diagonal ones, so that no corner pixel is left behind.
    steps = [dy * stride + dx for dy, dx in sorted(_NEIGHBOURS, key=lambda d: abs(d[0] * d[1]))]
    path: list[int] = []
    at = start
    while at:
        path.append(at)
        todo[at] = 0
        for step in steps:
            if todo[at + step]:
                at += step
                break
        else:
            at = 0
    y, x = np.divmod(np.array(path, np.int32), stride)
    return np.stack([x - 1, y - 1], axis=1)
