"""Where along an axis curves are read: at its labels, on a grid, or at their bends.

On an axis of categories curves are read at the labels. On a scale they are read on the coarsest
grid (labels, years, months, days, halves and tenths between labels) whose points, joined up,
give them again; where none does, at their bends, and where they have none, in small even steps.
"""

from collections.abc import Callable
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.chart_lines import Trace, corners
from tuwen.reading.chart_scale import Axis, Scale
from tuwen.reading.chart_values import is_years

_MOST = 240
_CURVED = 0.5  # px by which a curve leaves the chords of its bends
_FINE = 100  # about so many steps along a smooth curve
_SEEN = 4  # curves that tell where all are read
_NEARLY = 2.5  # times as far off as a curve that a grid gives: marks hide a part of it
_MONTH = 30.44  # days
_BENDS = 5  # that tell on which days the points lie,
_IN_MONTHS = 10  # days that no month is a multiple of: its own points are no such days
_AGREE = 0.88  # by how much they must agree (1: wholly)
_APART = 5.0  # px between two days at least


def places(traces: list[Trace], bottom: Axis) -> list[list[float]]:
    """For each of some curves that belong together the columns at which it is read."""
    scale = bottom.dates or bottom.scale
    reach = min(20.0, 3 + 0.15 * bottom.step)  # a line may begin under the axis
    if scale is None:
        return [
            [tick.at for tick in bottom.ticks if t.start - reach <= tick.at <= t.end + reach]
            for t in traces
        ]
    shown = sorted(traces, key=lambda trace: -len(trace.y))[:_SEEN]
    bends = {id(trace): corners(trace) for trace in traces}
    calendar = bottom.calendar is not None or is_years(bottom)
    smooth = any(_is_smooth(trace) for trace in shown)
    start, end = min(t.start for t in traces), max(t.end for t in traces)
    if smooth and not calendar:
        step = _fine_step(bottom, scale, end - start)
        return [_grid(scale, t.start, t.end, step, 1.0)[:_MOST] for t in traces]
    if bottom.calendar and not smooth:
        grid = _in_days(bottom, scale, [bends[id(trace)] for trace in shown])
        if grid:
            return [[x for x in grid if t.start - 3 <= x <= t.end + 2] for t in traces]
    found = _on_grid(traces, shown, bottom, scale, reach, smooth=smooth)
    if found is None:
        return [sorted(bends[id(trace)])[:_MOST] for trace in traces]
    wide = abs(found / scale.slope)
    whole = is_years(bottom) or (bottom.calendar is not None and bottom.calendar.grain == "month")
    out: list[list[float]] = []
    for trace in traces:
        grid = _grid(scale, trace.start, trace.end, found, min(reach, 0.3 * wide))
        if bottom.dates and not smooth:  # months are of unlike length
            grid = [_at_bend(x, bends[id(trace)], 0.25 * wide) for x in grid]
        few = len(bends[id(trace)]) < 0.4 * len(grid) and not smooth and not whole
        out.append((bends[id(trace)] if few else grid)[:_MOST])
    return out


def _on_grid(
    traces: list[Trace],
    shown: list[Trace],
    bottom: Axis,
    scale: Scale,
    reach: float,
    *,
    smooth: bool,
) -> float | None:
    """The step of the coarsest grid that gives the curves again."""
    calendar = bottom.calendar is not None or is_years(bottom)
    ways = (_joined_straight, _joined_in_steps, *([_joined_smoothly] if calendar else []))
    start, end = min(t.start for t in traces), max(t.end for t in traces)
    finest: float | None = None
    bends = corners(shown[0])
    for step in _steps(bottom, scale):
        wide = abs(step / scale.slope)
        if wide < 3:
            continue
        grid = _grid(scale, start, end, step, min(reach, 0.3 * wide))
        if bottom.dates and not smooth:
            grid = [_at_bend(x, bends, 0.25 * wide) for x in grid]
        if not 2 <= len(grid) <= _MOST:
            continue
        finest = step
        if _give(shown, grid, ways):
            return step
    return finest if calendar else None  # months, where they are wide enough to tell


def _in_days(bottom: Axis, scale: Scale, bends: list[list[float]]) -> list[float]:
    """Every so many days from the first point on, if all bends lie so and closer than months."""
    assert bottom.calendar is not None
    months = bottom.calendar.grain == "month"
    day = 1 / abs(scale.slope) / (_MONTH if months else 1.0)
    inner = np.array(sorted(x for row in bends for x in row[1:-1]))  # marks lie about the ends
    start, end = min(row[0] for row in bends), max(row[-1] for row in bends)
    if len(inner) < _BENDS:
        return []
    for days in range(_IN_MONTHS if months else 60, 0, -1):
        wide = days * day
        turns = np.exp(2j * np.pi * inner / wide).mean()
        if wide < _APART or abs(turns) < _AGREE:
            continue
        first = (float(np.angle(turns)) / (2 * np.pi) % 1.0) * wide
        ks = range(ceil((start - first) / wide - 0.4), floor((end - first) / wide + 0.4) + 1)
        return [first + k * wide for k in ks]
    return []


def grid_of(trace: Trace, jumps: list[float], bottom: Axis) -> list[float]:
    """The coarsest grid on which all jumps of a curve in steps lie; none: empty."""
    scale = bottom.dates or bottom.scale
    for step in _steps(bottom, scale) if scale else []:
        if scale is None or abs(step / scale.slope) < 6:
            break
        grid = np.array(_grid(scale, trace.start, trace.end, step, 3.0))
        if 2 <= len(grid) <= _MOST and all(np.abs(grid - jump).min() <= 2.5 for jump in jumps):
            return [float(x) for x in grid]
    return []


def _steps(bottom: Axis, scale: Scale) -> list[float]:
    """The grids that data may lie on, in units of the scale, coarsest first."""
    labels = _between_labels(bottom)
    if scale.log or labels == 0:
        return []
    if is_years(bottom):
        return [*([round(labels)] if labels > 1.5 else []), 1.0, 1 / 12]
    if bottom.calendar:
        return [*([float(round(labels))] if labels > 1.5 else []), 1.0]
    return [labels, labels / 2, labels / 4, labels / 5, labels / 10]


def _between_labels(bottom: Axis) -> float:
    values = [tick.value for tick in bottom.ticks if tick.value is not None]
    gaps = np.abs(np.diff(values))
    least = float(gaps.min(initial=np.inf))
    if 0 < least < np.inf and np.allclose(gaps / least, np.rint(gaps / least), atol=0.02):
        return least  # the others have unread labels between them
    return float(np.median(gaps)) if len(values) > 1 else 0.0


def _grid(scale: Scale, start: float, end: float, step: float, reach: float) -> list[float]:
    """Columns at the multiples of the step from start to end."""
    low, high = sorted((scale.value(start - reach), scale.value(end + reach)))
    first, last = ceil(low / step - 1e-6), floor(high / step + 1e-6)
    if last - first > 5 * _MOST:
        return []
    return sorted(scale.at(k * step) for k in range(first, last + 1))


def _fine_step(bottom: Axis, scale: Scale, wide: float) -> float:
    """A round step that cuts the curve into about as many parts as it may have."""
    labels = _between_labels(bottom) or 1.0
    for parts in (40, 25, 20, 10, 5, 4, 2):
        if wide * abs(scale.slope) / (labels / parts) <= 1.3 * _FINE:
            return labels / parts
    return labels


def _at_bend(x: float, bends: list[float], reach: float) -> float:
    """The bend that a place of the grid stands for, else the place."""
    near = min(bends, key=lambda bend: abs(bend - x), default=x)
    return near if abs(near - x) <= min(reach, 4.0) else x


def _is_smooth(trace: Trace) -> bool:
    """Whether a tighter fit needs ever more straight pieces that turn the same way."""
    tight, loose = corners(trace, slack=1.4), corners(trace, slack=4.0)
    if len(tight) < max(5, 1.4 * len(loose)):
        return False
    heights = np.array([trace.at(x, 3) or np.nan for x in tight])
    turns = np.diff(np.diff(heights) / np.maximum(np.diff(tight), 1.0))
    turns = turns[~np.isnan(turns)]
    if len(turns) < 3 or float((turns[1:] * turns[:-1] < 0).mean()) >= 0.5:
        return False
    seen = np.flatnonzero(~np.isnan(trace.y))
    tops = np.array([trace.at(x, 3) or 0.0 for x in loose])
    off = np.abs(np.interp(seen + trace.start, loose, tops) - trace.y[seen])
    return float(np.median(off)) > _CURVED


Joined = Callable[
    [NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]
]


def _give(traces: list[Trace], grid: list[float], ways: tuple[Joined, ...]) -> bool:
    """Whether most of the curves are given by their points on the grid."""
    seen = [np.count_nonzero(~np.isnan(trace.y)) for trace in traces]
    traces = [t for t, count in zip(traces, seen, strict=True) if count > 0.85 * max(seen)]
    known = [_known(trace, grid) for trace in traces]
    for joined in ways:
        off = np.array([_misses(*each, joined) for each in zip(traces, known, strict=True)])
        share = float((off <= 1).mean())
        if share > 0.6 or (share >= 0.5 and off.max() <= _NEARLY):
            return True
    return False


def _known(trace: Trace, grid: list[float]) -> list[tuple[float, float]]:
    """The points of a curve on the grid, as far as it is seen there."""
    inside = [x for x in grid if trace.start - 2 <= x <= trace.end + 1]
    ys = [trace.at(x, 5) for x in inside]
    return [(x, y) for x, y in zip(inside, ys, strict=True) if y is not None and y == y]


def _misses(trace: Trace, known: list[tuple[float, float]], joined: Joined) -> float:
    """By how much the points on the grid, joined up, miss the curve; up to 1 they give it."""
    if len(known) < 2:
        return 0.0 if len(trace.y) < 12 else np.inf
    at, heights = (np.array(v, float) for v in zip(*known, strict=True))
    seen = np.flatnonzero(~np.isnan(trace.y))
    columns = seen + trace.start
    within = (columns >= at[0]) & (columns <= at[-1])
    if within.mean() < 0.75:
        return np.inf
    made = joined(at, heights, columns[within].astype(float))
    off = np.abs(made - trace.y[seen[within]])
    off = off - 0.7 * np.abs(np.gradient(made))  # where it is steep, half a pixel aside is much
    slack = max(1.6, 0.7 * trace.thick, 0.008 * float(np.ptp(heights)))
    slack *= 1.4 if joined is _joined_smoothly else 1.0  # there are several ways to round a curve
    return float(np.percentile(off, 85)) / slack


def _joined_straight(
    at: NDArray[np.float64], heights: NDArray[np.float64], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.interp(x, at, heights)


def _joined_in_steps(
    at: NDArray[np.float64], heights: NDArray[np.float64], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Each column at the height of the nearest point."""
    k = np.clip(np.searchsorted(at, x), 1, len(at) - 1)
    return np.where(x - at[k - 1] < at[k] - x, heights[k - 1], heights[k])


def _joined_smoothly(
    at: NDArray[np.float64], heights: NDArray[np.float64], x: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The monotone curve through the points."""
    steps = np.diff(at)
    slopes = np.diff(heights) / np.maximum(steps, 1e-9)
    inner = np.where(slopes[:-1] * slopes[1:] > 0, 0.5 * (slopes[:-1] + slopes[1:]), 0.0)
    limit = 2 * np.minimum(np.abs(slopes[:-1]), np.abs(slopes[1:]))
    inner = np.sign(inner) * np.minimum(np.abs(inner), limit)
    ends = np.concatenate([[slopes[0]], inner, [slopes[-1]]])
    k = np.clip(np.searchsorted(at, x, side="right") - 1, 0, len(at) - 2)
    wide = np.maximum(steps[k], 1e-9)
    t = (x - at[k]) / wide
    return (
        (2 * t**3 - 3 * t**2 + 1) * heights[k]
        + (t**3 - 2 * t**2 + t) * wide * ends[k]
        + (3 * t**2 - 2 * t**3) * heights[k + 1]
        + (t**3 - t**2) * wide * ends[k + 1]
    )
