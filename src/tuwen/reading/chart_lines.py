"""Lines of a chart: the height of one colour at every column of the plot.

A line is followed from left to right through the runs of its mask by the cheapest path, so
that crossings, dashes and marker symbols do not throw it off. Knows nothing of labels.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.scene import Mask
from tuwen.reading.types import Box

_SKIP = 2.5  # cost, in px of jump, of a column in which the line is not seen
_MAX_RUNS = 6
_RIMS = (4, 6, 8)  # px from the middle of a mark on a line to its rim
_BESIDE = 5  # columns beside a mark that tell where its line goes
_BENT = 0.9  # px by which a column may leave its line


@dataclass(frozen=True)
class Trace:
    """`y[i]` is the height of the mark at column `start + i`, nan where it is not seen."""

    start: int
    y: NDArray[np.float64]
    thick: float  # median thickness of its runs in px
    cover: float  # share of the columns between its ends in which it is seen
    tall: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))  # height of each mark

    @property
    def end(self) -> int:
        return self.start + len(self.y)

    def at(self, x: float, window: int = 7) -> float | None:
        """The height at column x, from straight fits of both sides (peaks stay sharp)."""
        i = round(x) - self.start
        if i < -22 or i > len(self.y) + 21:
            return None
        beside = self._beside_mark(i, window)
        if beside is not None:
            return beside
        near = self.y[max(0, i - 2) : max(0, i + 3)]
        if len(near) == 5 and self.thick > 1 and float(np.ptp(near)) <= 0.1:  # a mark on a bend
            return float(near.mean())
        last = len(self.y) - 1
        left = self._side(i, min(-window, last - i - window), -1)
        right = self._side(i, 2, max(window + 1, window + 1 - i))
        if left is None or right is None:
            return left[0] if left else right[0] if right else None
        if abs(left[0] - right[0]) <= max(2.0, 0.6 * self.thick):
            return (left[0] + right[0]) / 2
        # The sides meet a little aside of a peak that is not quite where it was looked for.
        apart = left[1] - right[1]
        aside = (right[0] - left[0]) / apart if abs(apart) > 1e-6 else 99.0
        if abs(aside) <= 3.5:
            return left[0] + left[1] * aside
        here = self.y[max(0, i - 1) : i + 2]
        here = here[~np.isnan(here)]
        return float(np.median(here)) if len(here) else (left[0] + right[0]) / 2

    def _beside_mark(self, i: int, window: int) -> float | None:
        """Where the line goes beneath a mark of which another line hides a part."""
        if window < _BESIDE or not self._is_bent(i, window):
            return None
        for rim in _RIMS:
            left = self._side(i, -rim - window, 1 - rim)
            right = self._side(i, rim, rim + window)
            if left is None or right is None or self._is_bent(i - rim - window // 2, window // 2):
                continue
            if self._is_bent(i + rim + window // 2, window // 2):
                continue
            if abs(left[0] - right[0]) <= max(2.0, 0.6 * self.thick):
                return (left[0] + right[0]) / 2
        return None

    def _is_bent(self, i: int, reach: int) -> bool:
        """Whether the columns about i lie neither on one straight line nor on two."""
        part = self.y[max(0, i - reach) : max(0, i + reach + 1)]
        half = len(part) // 2
        pieces = (part,) if reach < _BESIDE - 1 else (part[:half], part[half:])
        for piece in pieces:
            xs = np.flatnonzero(~np.isnan(piece))
            if len(xs) < 3:
                continue
            off = piece[xs] - np.polyval(np.polyfit(xs, piece[xs], 1), xs)
            if float(np.abs(off).max()) > _BENT:
                return True
        return False

    def _side(self, i: int, low: int, high: int) -> tuple[float, float] | None:
        """Height and slope at i of a straight fit through the columns from low to high."""
        xs = np.arange(max(0, i + low), min(len(self.y), max(0, i + high)))
        ys = self.y[xs] if len(xs) else np.zeros(0)
        keep = ~np.isnan(ys)
        if keep.sum() == 0:
            return None
        if keep.sum() < 3:
            return float(np.median(ys[keep])), 0.0
        x, y = xs[keep] - xs[keep].mean(), ys[keep]
        slope = float((x * y).sum() / (x * x).sum())
        return float(y.mean()) + slope * (i - float(xs[keep].mean())), slope


def follow(mask: Mask, plot: Box, leap: float = 0.0) -> Trace | None:
    """The cheapest path through the mask from left to right; None where little of it is seen.

    `leap`: px between the dashes of a line that has some.
    """
    x0, y0, x1, y1 = plot
    area = mask[y0:y1, x0:x1] > 0
    columns = np.flatnonzero(area.any(axis=0))
    if len(columns) < 4:
        return None
    runs = _runs(area, columns)
    thick = float(np.median([high - low for spans in runs for low, high in spans]))
    path = _to_the_end(_cheapest(columns, runs, leap), columns, runs)
    if len(path) < 4:
        return None
    first, last = path[0][0], path[-1][0]
    y = np.full(last - first + 1, np.nan)
    tall = y.copy()
    for column, middle, height in path:
        y[column - first] = middle + y0
        tall[column - first] = height
    cover = len(path) / (last - first + 1)
    return Trace(int(first + x0), y, thick, cover, tall)


def filled_rings(mask: Mask, tall: float) -> Mask:
    """The mask with its small holes filled: hollow markers become discs, centred on the line."""
    contours, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    out = mask.copy()
    if len(contours) == 0:
        return out
    for contour, (_, _, _, parent) in zip(contours, tree[0].tolist(), strict=True):
        _, _, w, h = cv2.boundingRect(contour)
        if parent >= 0 and max(w, h) <= 0.9 * tall and 0.6 < w / h < 1.7:
            cv2.drawContours(out, [contour], -1, 255, cv2.FILLED)
    return out


def _runs(area: NDArray[np.bool_], columns: NDArray[np.int64]) -> list[list[tuple[int, int]]]:
    """The longest runs of each column as (first row, row after the last)."""
    padded = np.zeros((area.shape[0] + 2, len(columns)), np.int8)
    padded[1:-1] = area[:, columns]
    steps = np.diff(padded, axis=0).T
    column, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    out: list[list[tuple[int, int]]] = [[] for _ in range(len(columns))]
    for c, start, end in zip(column.tolist(), starts.tolist(), ends.tolist(), strict=True):
        out[c].append((start, end))
    return [sorted(spans, key=lambda s: s[0] - s[1])[:_MAX_RUNS] for spans in out]


def _cheapest(
    columns: NDArray[np.int64], runs: list[list[tuple[int, int]]], leap: float
) -> list[tuple[int, float, int]]:
    """Dynamic programming over (column, run): jumps between runs and unseen columns cost."""
    cost: list[list[float]] = []
    back: list[list[tuple[int, int] | None]] = []
    for i, spans in enumerate(runs):
        cost.append([])
        back.append([])
        for low, high in spans:
            best, origin = _SKIP * (int(columns[i]) - int(columns[0])), None
            for j in range(max(0, i - 3), i):
                unseen = _SKIP * (int(columns[i]) - int(columns[j]) - 1)
                for k, (before, after) in enumerate(runs[j]):
                    jump = max(0.0, low - after - leap, before - high - leap)
                    middle = 0.1 * abs((low + high) - (before + after)) / 2
                    total = cost[j][k] + min(jump, 60) + middle + unseen
                    if total < best:
                        best, origin = total, (j, k)
            cost[i].append(best)
            back[i].append(origin)
    ends = [
        (cost[i][k] + _SKIP * (int(columns[-1]) - int(columns[i])), i, k)
        for i in range(len(runs))
        for k in range(len(runs[i]))
    ]
    _, i, k = min(ends)
    path: list[tuple[int, float, int]] = []
    step: tuple[int, int] | None = (i, k)
    while step is not None:
        i, k = step
        low, high = runs[i][k]
        path.append((int(columns[i]), (low + high) / 2, high - low))
        step = back[i][k]
    return path[::-1]


def _to_the_end(
    path: list[tuple[int, float, int]],
    columns: NDArray[np.int64],
    runs: list[list[tuple[int, int]]],
) -> list[tuple[int, float, int]]:
    """The path with the strokes at its ends that stand upright: a curve in steps may have them."""
    known = dict(zip(columns.tolist(), runs, strict=True))
    for step in (-1, 1):
        at, middle, _ = path[0 if step < 0 else -1]
        for column in (at + step, at + 2 * step, at + 3 * step):
            on = [(a, b) for a, b in known.get(column, []) if a <= middle <= b]
            if not on:
                break
            low, high = on[0]
            piece = (column, (low + high) / 2, high - low)
            path = [piece, *path] if step < 0 else [*path, piece]
    return path


def corners(trace: Trace, *, most: int = 160, slack: float = 0.0) -> list[float]:
    """Columns at which the trace bends, its ends included."""
    xs = np.flatnonzero(~np.isnan(trace.y))
    points = np.stack([xs, trace.y[xs]], axis=1).astype(np.float32).reshape(-1, 1, 2)
    slack = slack or max(1.3, 0.55 * trace.thick)
    while True:
        kept = cv2.approxPolyDP(points, slack, closed=False).reshape(-1, 2)
        if len(kept) <= most:
            return sorted(float(x) + trace.start for x in kept[:, 0])
        slack *= 1.5
