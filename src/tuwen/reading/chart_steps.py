"""Lines that go in steps: on which side of a step its value stands, and what it is.

A step before its point jumps where the curve begins, a step after it where the curve ends;
one around its point jumps between labels. Knows nothing of scales.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tuwen.reading.chart_lines import Trace
from tuwen.reading.runs import runs

Side = Literal["before", "around", "after"]
_JUMP = 4.0  # thicknesses that a jump is high, at least
_LEVEL = 1.0  # px by which a step may leave its height
_LEAVES = 1.5  # px from the level to the middle of a stroke that leaves it
_NEAR = 0.2  # of the distance between labels


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of a curve: where it jumps, and where the points of its steps lie."""

    side: Side
    jumps: tuple[float, ...]
    levels: tuple[float, ...]  # one more than jumps: heights from left to right

    def at(self, x: float) -> float:
        """The height that the point at a column has."""
        aside = {"before": -1.5, "around": 0.0, "after": 1.5}[self.side]
        near = [i for i, jump in enumerate(self.jumps) if abs(jump - x) <= 4]
        if near and self.side != "around":
            return self.levels[near[0] + (self.side == "after")]
        return self.levels[int(np.searchsorted(self.jumps, x + aside))]


def steps_of(trace: Trace, ticks: list[float]) -> Steps | None:
    """The steps of a curve whose labels, if they name categories, stand at the ticks."""
    jumps = _jumps(trace)
    if not jumps:
        return None
    parts = _levels(trace, jumps)
    if parts is None:
        return None
    inner, levels = parts
    jumps_at = inner[: len(levels) - 1]
    for k in range(len(jumps_at) - 1, -1, -1):
        if abs(levels[k] - levels[k + 1]) < 1.0:  # a mark upon the level
            del jumps_at[k], levels[k + 1]
    if len(levels) < 2:
        return None
    wide = round(trace.thick) + 2
    first, last = _far_end(trace, 0, wide, levels[0]), _far_end(trace, -wide, None, levels[-1])
    if first is not None and last is not None:  # the smaller is a mark
        larger = abs(first - levels[0]) > abs(last - levels[-1])
        first, last = (first, None) if larger else (None, last)
    begins, ends = first is not None, last is not None
    if first is not None:
        jumps_at.insert(0, float(trace.start + 1))
        levels.insert(0, first)
    if last is not None:
        jumps_at.append(float(trace.end - 2))
        levels.append(last)
    side = _side(jumps_at, ticks, begins=begins, ends=ends)
    return Steps(side, tuple(jumps_at), tuple(levels)) if side else None


def _levels(trace: Trace, jumps: list[tuple[int, int]]) -> tuple[list[float], list[float]] | None:
    """Where each level ends, and its height; None where the curve is not level between jumps."""
    inner: list[float] = []
    levels: list[float] = []
    start = 0
    for first, last in [*jumps, (len(trace.y), len(trace.y))]:
        part = trace.y[start:first]
        part = part[~np.isnan(part)]
        start = last + 1
        if len(part) < 3:
            if first <= 3 or last >= len(trace.y) - 1:
                continue  # the curve begins or ends with a jump
            return None
        level = float(np.median(part))
        if float((np.abs(part - level) <= _LEVEL).mean()) < 0.8:  # the rest are marks upon it
            return None
        levels.append(level)
        inner.append((first + last) / 2 + trace.start)
    return inner, levels


def _side(jumps: list[float], ticks: list[float], *, begins: bool, ends: bool) -> Side | None:
    if ticks:
        step = float(np.median(np.diff(ticks))) if len(ticks) > 1 else 1.0
        off = [min(abs(tick - jump) for tick in ticks) / step for jump in jumps]
        if np.median(off) > 0.5 - _NEAR:
            return "around"
        if np.median(off) > _NEAR:
            return None
        return "before" if begins and not ends else "after"
    if begins == ends:
        return None
    return "before" if begins else "after"


def _jumps(trace: Trace) -> list[tuple[int, int]]:
    """First and last column of each stroke that stands upright."""
    tall = np.nan_to_num(trace.tall)
    if not (tall > max(_JUMP * trace.thick, 5.0)).any():
        return []
    steep = np.abs(np.diff(trace.y, append=trace.y[-1])) > 0.8
    high = (tall > 1.5 * trace.thick + 0.5) | steep
    if np.count_nonzero(high) > 0.25 * len(trace.y):
        return []
    found = [(start, end - 1) for start, end in runs(high, 2)]
    apart = float(np.median(np.diff([start for start, _ in found]))) if len(found) > 1 else 0.0
    if max(end - start for start, end in found) > max(2 * trace.thick + 3, 0.25 * apart):
        return []
    return found


def _far_end(trace: Trace, first: int, last: int | None, level: float) -> float | None:
    """Where a stroke goes to that leaves the level at an end of the curve; None if none does."""
    y, tall = trace.y[first:last], trace.tall[first:last]
    if not np.nanmax(np.abs(y - level), initial=0.0) > _LEAVES:  # a mark lies on the level
        return None
    top = float(np.nanmin(y - tall / 2)) + trace.thick / 2
    foot = float(np.nanmax(y + tall / 2)) - trace.thick / 2
    less, more = sorted((abs(top - level), abs(foot - level)))
    if more <= max(2.5 * less, 2 * trace.thick) + 2:  # a mark
        return None
    return top if abs(top - level) > abs(foot - level) else foot
