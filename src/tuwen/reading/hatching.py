"""Hatched fills made flat: rough.js and Excalidraw fill a shape with slanting strokes.

Hatching is seen by its direction: of all edges in the picture a good part runs at one slant.
Where such edges are dense, what has a colour between the fill's and the paper's becomes
fill, but for glyphs in the paper's colour: their strokes run in other directions, or stop
where a gap between two strokes of the hatching would run on.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.components import contrast
from tuwen.reading.scene import rim_colour

_BINS = 60  # of 3 degrees
_SHARE, _DENSITY = 0.13, 0.012  # edges at one slant: of all edges, of all pixels
_BAND, _BANDS = 16, 64  # px: rows looked at first, of so many
_PROBABLE = 0.4  # of the shares, in those rows: worth a look at all
_SPREAD = 12.0  # degrees: hand-drawn strokes are not quite parallel
_GLYPH = 7  # px: level and upright runs of paper so long are glyphs, not gaps
_GAP = 19  # px: a gap between strokes is longer, a slanting stroke of a glyph shorter
_TOLERANCE = 14  # of a channel

Flags = NDArray[np.uint8]
Floats = NDArray[np.float32]
Slopes = NDArray[np.int16]


def flatten_hatching(pixels: Pixels) -> Pixels:
    """The picture (H, W, 3) with hatched shapes filled evenly; itself where there are none."""
    paper = rim_colour(pixels).astype(np.uint8)
    rows = np.arange(len(pixels)) % _BANDS < _BAND
    if _normal(*_slopes(_away(pixels[rows], paper)), _PROBABLE) is None:
        return pixels
    away = _away(pixels, paper)
    dx, dy = _slopes(away)
    normal = _normal(dx, dy)
    if normal is None:
        return pixels
    dx, dy = dx.astype(np.float32), dy.astype(np.float32)
    strong = np.abs(dx) + np.abs(dy) > 12
    slanted = strong & (_agreement(dx, dy, normal) > np.cos(np.radians(2 * _SPREAD)))
    fills = _fills(pixels, away, paper, slanted, strong)
    if len(fills) == 0:
        return pixels
    body, fill = _bodies(pixels, slanted, fills)
    ys, xs = np.nonzero(body)
    if len(ys) == 0:
        return pixels
    fill = fill[ys, xs]
    share = _shares(pixels[ys, xs].astype(np.float32), fill, [paper.astype(np.float32), *fills])
    mixed = (share > -0.15) & (share < 1.1)
    bare = np.zeros(away.shape, np.float32)
    bare[ys, xs] = np.where(mixed, 1 - np.clip(share, 0, 1), 0)
    painted = mixed & ~_glyphs(bare, normal)[ys, xs]
    flat = pixels.copy()
    flat[ys[painted], xs[painted]] = fill[painted].astype(np.uint8)
    return flat


def _shares(colours: Floats, fill: Floats, grounds: list[Floats]) -> Floats:
    """Share of the fill in each colour (N, 3), if it is a mixture with a ground; else -1."""
    best = np.full(len(colours), -1.0, np.float32)
    least = np.full(len(colours), _TOLERANCE, np.float32)
    for ground in grounds:
        way = fill - ground
        share = ((colours - ground) * way).sum(1) / np.maximum((way * way).sum(1), 1)
        rest = np.abs(colours - ground - share[:, None] * way).max(1)
        closer = (rest < least) & (np.abs(way).max(1) > 8)
        best[closer], least[closer] = share[closer], rest[closer]
    return best


def _away(pixels: Pixels, paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return contrast(pixels, (int(paper[0]), int(paper[1]), int(paper[2])))


def _slopes(tone: NDArray[np.uint8]) -> tuple[Slopes, Slopes]:
    soft = cv2.GaussianBlur(tone, (3, 3), 0)
    dx, dy = cv2.Sobel(soft, cv2.CV_16S, 1, 0), cv2.Sobel(soft, cv2.CV_16S, 0, 1)
    return np.asarray(dx, np.int16), np.asarray(dy, np.int16)


def _normal(dx: Slopes, dy: Slopes, share: float = 1.0) -> float | None:
    """Direction across the strokes in degrees, if enough edges, or a share of that, have a slant
    in common."""
    edge = np.abs(dx) + np.abs(dy) > 16
    count = int(np.count_nonzero(edge))
    if count < 0.01 * share * edge.size:
        return None
    at = np.flatnonzero(edge)
    x, y = dx.ravel()[at].astype(np.float32), dy.ravel()[at].astype(np.float32)
    angle = np.degrees(np.arctan2(y, x)) % 180
    tally = np.bincount((angle * _BINS / 180).astype(int) % _BINS, minlength=_BINS)
    tally += np.roll(tally, 1) + np.roll(tally, -1)
    tally[:7] = tally[23:37] = tally[53:] = 0  # level and upright edges are everywhere
    best = int(tally.argmax())
    if tally[best] < share * max(_SHARE * count, _DENSITY * edge.size):
        return None
    return (best + 0.5) * 180 / _BINS


def _agreement(dx: Floats, dy: Floats, normal: float) -> Floats:
    """Cosine of twice the angle between gradients and a direction."""
    return np.cos(2 * (np.arctan2(dy, dx) - np.float32(np.radians(normal))))


def _fills(
    pixels: Pixels, away: NDArray[np.uint8], paper: NDArray[np.uint8],
    slanted: NDArray[np.bool_], strong: NDArray[np.bool_],
) -> Floats:  # fmt: skip
    """Colours (N, 3) of the strokes: frequent, edged at the slant, no mixture with the paper."""
    dense = cv2.boxFilter(slanted.astype(np.float32), -1, (21, 21)) > 0.15
    ys, xs = np.nonzero(dense & (away > 8))
    near_slanted = cv2.boxFilter(slanted.astype(np.float32), -1, (5, 5))[ys, xs]
    near_any = cv2.boxFilter(strong.astype(np.float32), -1, (5, 5))[ys, xs]
    colours = pixels[ys, xs]
    key = (colours.astype(np.int32) >> 3) @ np.array([1024, 32, 1])
    count = np.bincount(key, minlength=32768)
    ratio = np.bincount(key, near_slanted, 32768) / np.maximum(
        np.bincount(key, near_any, 32768), 1e-3
    )
    often = np.flatnonzero((count > max(60, 0.002 * int(dense.sum()))) & (ratio > 0.5))
    steps = cv2.morphologyEx(away, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))[ys, xs]
    even = np.bincount(key, steps <= 10, 32768) > 0.3 * count
    if even[often].any():  # strokes wide enough to show their colour
        often = often[even[often]]
    often = often[np.argsort(-count[often])][:60]
    shades = [np.median(colours[key == k], axis=0) for k in often.tolist()]
    fills: list[NDArray[np.float64]] = []
    for shade in sorted(shades, key=lambda c: -float(np.abs(c - paper).max())):
        if not any(_between(shade, fill, paper) for fill in fills):
            fills.append(shade)
    return np.array(fills, np.float32).reshape(-1, 3)


def _between(
    shade: NDArray[np.float64], fill: NDArray[np.float64], paper: NDArray[np.uint8]
) -> bool:
    way = fill - paper
    share = float((shade - paper) @ way / max(float(way @ way), 1))
    return bool(np.abs(shade - paper - share * way).max() < _TOLERANCE)


def _bodies(
    pixels: Pixels, slanted: NDArray[np.bool_], fills: Floats
) -> tuple[NDArray[np.bool_], Floats]:
    """Where hatched shapes are, and the nearest fill of every pixel (H, W, 3)."""
    dense = cv2.boxFilter(slanted.astype(np.float32), -1, (21, 21)) > 0.15
    off = np.stack([np.abs(pixels - fill).max(axis=2) for fill in fills])
    sure = (off.min(axis=0) <= 12) & dense
    body = cv2.morphologyEx(sure.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    body = cv2.morphologyEx(body, cv2.MORPH_OPEN, np.ones((17, 17), np.uint8)) > 0
    sure &= body
    _, nearest = cv2.distanceTransformWithLabels(
        1 - sure.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    which = np.zeros(int(nearest.max()) + 1, np.intp)
    which[nearest[sure]] = off.argmin(axis=0)[sure]
    return body, fills[which[nearest]]


def _glyphs(bare: Floats, normal: float) -> NDArray[np.bool_]:
    """Glyphs in the paper's colour. `bare`: 1 where there is no fill, 0 where there is."""
    dx, dy = cv2.Sobel(bare, cv2.CV_32F, 1, 0), cv2.Sobel(bare, cv2.CV_32F, 0, 1)
    xx, yy, xy = (cv2.GaussianBlur(m, (0, 0), 1.2) for m in (dx * dx, dy * dy, dx * dy))
    turn = 0.5 * np.arctan2(2 * xy, xx - yy) - np.radians(normal)
    coherence = np.hypot(xx - yy, 2 * xy) / np.maximum(xx + yy, 1e-3)
    astray = (np.cos(2 * turn) < np.cos(np.radians(32))) | (coherence < 0.55)
    glyph = (astray & (bare > 0.15)).astype(np.uint8)
    open_ = (bare > 0.5).astype(np.uint8)
    for run in (np.ones((1, _GLYPH), np.uint8), np.ones((_GLYPH, 1), np.uint8)):
        glyph |= np.asarray(cv2.morphologyEx(open_, cv2.MORPH_OPEN, run), np.uint8)
    gap = np.zeros_like(glyph)
    any_ = (bare > 0.15).astype(np.uint8)
    for tilt in (-6, 0, 6):
        run = _slanted_run(_GAP, normal + 90 + tilt)
        gap |= np.asarray(cv2.morphologyEx(any_, cv2.MORPH_OPEN, run), np.uint8)
    gap = cv2.dilate(gap, np.ones((3, 3), np.uint8))
    worded = cv2.boxFilter(glyph.astype(np.float32), -1, (11, 11)) > 0.12
    return (glyph > 0) | (worded & (gap == 0) & (open_ > 0))


def _slanted_run(length: int, angle: float) -> Flags:
    """A structuring element: a line of this length at an angle in degrees."""
    steps = np.linspace(-(length - 1) / 2, (length - 1) / 2, 4 * length)
    run = np.zeros((length, length), np.uint8)
    middle = (length - 1) / 2
    ys = np.rint(middle + steps * np.sin(np.radians(angle))).astype(int)
    xs = np.rint(middle + steps * np.cos(np.radians(angle))).astype(int)
    run[ys, xs] = 1
    return run
