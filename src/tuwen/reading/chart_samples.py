"""Lines and areas to points: where along the axis a curve is read, and what it says there.

On an axis of categories a curve is read at the labels. On a scale it is read on the coarsest
grid (labels, years, months, halves and tenths between labels) whose points, joined up, give
the curve again; where none does, at its bends, and where it has none, in small even steps.
"""

from collections.abc import Callable
from itertools import pairwise
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.chart_areas import Band
from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_lines import Trace, corners
from tuwen.reading.chart_numbers import parse_clock
from tuwen.reading.chart_scale import Axis, Scale
from tuwen.reading.chart_steps import Steps, steps_of
from tuwen.reading.chart_values import X, clean, is_years, place, position, rounded

Points = list[tuple[X, float]]
_MOST = 240
_ABOVE = 2.5  # px from the ground at which an area stands on another
_CURVED = 0.5  # px by which a curve leaves the chords of its bends
_FINE = 100  # about so many steps along a smooth curve


def line_points(trace: Trace, bottom: Axis | None, upright: Axis | None) -> Points:
    """The points of a line."""
    if bottom is None or upright is None or upright.scale is None:
        return []
    out: Points = []
    named = bottom.scale is None and bottom.dates is None
    steps = steps_of(trace, [tick.at for tick in bottom.ticks] if named else [])
    if steps:
        columns = _columns([trace], bottom) if named else _places_of_steps(trace, steps, bottom)
        return [(_name(bottom, x, columns), rounded(upright.scale, steps.at(x))) for x in columns]
    columns = _columns([trace], bottom)
    gaps = np.diff(columns) if len(columns) > 1 else np.array([bottom.step])
    window = int(max(2, min(7, float(np.median(gaps)) / 3)))
    for x in columns:
        y = trace.at(x, window)
        if y is not None:
            out.append((_name(bottom, x, columns), rounded(upright.scale, y)))
    return out


def _places_of_steps(trace: Trace, steps: Steps, bottom: Axis) -> list[float]:
    """Where the points of a curve in steps lie: on the coarsest grid that has all its jumps."""
    ends = {float(trace.start), float(trace.end - 1)}
    jumps = [jump for jump in steps.jumps if all(abs(jump - end) > 3 for end in ends)]
    scale = bottom.dates or bottom.scale
    for step in _steps(bottom, scale) if scale else []:
        if abs(step / scale.slope) < 6:
            break
        grid = np.array(_grid(scale, trace.start, trace.end, step, 3.0))
        if 2 <= len(grid) <= _MOST and all(np.abs(grid - jump).min() <= 2.5 for jump in jumps):
            return [float(x) for x in grid]
    return sorted(ends.union(jumps))


def area_points(bands: dict[int, Band], axes: Axes) -> dict[int, Points]:
    """The points of areas: upper rims, or the thickness of an area that lies on another."""
    bottom, left = axes.bottom, axes.left
    if bottom is None or left is None or left.scale is None or not bands:
        return {}
    base = max(float(np.nanmax(band.foot)) for band in bands.values())
    rims = {i: Trace(band.start, band.top, 1.0, 1.0) for i, band in bands.items()}
    feet = {i: Trace(band.start, band.foot, 1.0, 1.0) for i, band in bands.items()}
    columns = _columns([_upper_rim(bands), *rims.values()], bottom)
    stacked = any(float(np.nanmedian(base - band.foot)) > _ABOVE for band in bands.values())
    out: dict[int, Points] = {}
    for i, band in bands.items():
        points: Points = []
        for x in columns:
            inside = band.start - 3 <= x <= band.start + len(band.top) + 2
            top, foot = rims[i].at(x, 5), feet[i].at(x, 5)
            if not inside or top is None or foot is None:
                if stacked:  # too thin to be seen
                    points.append((_name(bottom, x, columns), 0.0))
                continue
            value = left.scale.value(top)
            if base - foot > _ABOVE:  # stands on another area: its own part
                value = max(0.0, value - left.scale.value(foot))
            points.append((_name(bottom, x, columns), rounded(left.scale, top, value)))
        out[i] = points
    return out


def _upper_rim(bands: dict[int, Band]) -> Trace:
    """The rim of all areas together, as long as the longest of them and more."""
    start = min(band.start for band in bands.values())
    end = max(band.start + len(band.top) for band in bands.values())
    whole = np.full(end - start, np.nan)
    for band in bands.values():
        part = whole[band.start - start :][: len(band.top)]
        np.fmin(part, band.top, out=part)
    return Trace(start, whole, 1.0, 1.0)


def _name(bottom: Axis, x: float, columns: list[float]) -> X:
    if bottom.calendar and bottom.dates:
        value = bottom.dates.value(x)
        gap = min((abs(b - a) for a, b in pairwise(columns)), default=99.0)
        fine = (
            bottom.calendar.grain == "month"
            and bottom.calendar.dated
            and gap * abs(bottom.dates.slope) < 0.7
        )
        return bottom.calendar.day(value) if fine else bottom.calendar.name(value)
    if bottom.scale is None:
        return place(bottom, x, bottom.step) or ""
    near = min(bottom.ticks, key=lambda tick: abs(tick.at - x))
    at_label = abs(near.at - x) < 2 and parse_clock(near.text) is not None
    return clean(near.text) if at_label else position(bottom, x, columns)


def _columns(traces: list[Trace], bottom: Axis) -> list[float]:
    """Where curves that belong together are read; the first is the longest."""
    start, end = traces[0].start, traces[0].end
    scale = bottom.dates or bottom.scale
    reach = min(20.0, 3 + 0.15 * bottom.step)  # a line may begin under the axis
    if scale is None:
        return [tick.at for tick in bottom.ticks if start - reach <= tick.at <= end + reach]
    bends = [corners(trace) for trace in traces[:4]]
    calendar = bottom.calendar is not None or is_years(bottom)
    ways = (_joined_straight, _joined_in_steps, *([_joined_smoothly] if calendar else []))
    smooth = [_is_smooth(trace) for trace in traces[:4]]
    if any(smooth) and not calendar:
        step = _fine_step(bottom, scale, end - start)
        return _grid(scale, start, end, step, 1.0)[:_MOST]
    grid: list[float] = []
    for step in _steps(bottom, scale):
        wide = abs(step / scale.slope)
        if wide < 3:
            continue
        grid = _grid(scale, start, end, step, min(reach, 0.3 * wide))
        if bottom.dates and not any(smooth):  # months are of unlike length
            grid = [_at_bend(x, bends[0], 0.25 * wide) for x in grid]
        if 2 <= len(grid) <= _MOST and _give(traces, grid, ways):
            few = len(bends[0]) < 0.4 * len(grid) and not smooth[0]
            days = bottom.calendar is not None and bottom.calendar.grain == "day"
            return bends[0] if few and (days or not calendar) else grid
    if calendar and grid:  # months, where they are wide enough to tell
        return grid[:_MOST]
    return sorted(bends[0])[:_MOST]


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
    return any(
        sum(_gives(trace, grid, joined) for trace in traces) > 0.6 * len(traces) for joined in ways
    )


def _gives(trace: Trace, grid: list[float], joined: Joined) -> bool:
    """Whether the points on the grid, joined up, give the curve again."""
    inside = [x for x in grid if trace.start - 2 <= x <= trace.end + 1]
    ys = [trace.at(x, 5) for x in inside]
    known = [(x, y) for x, y in zip(inside, ys, strict=True) if y is not None and y == y]
    if len(known) < 2:
        return len(trace.y) < 12
    at, heights = (np.array(v, float) for v in zip(*known, strict=True))
    seen = np.flatnonzero(~np.isnan(trace.y))
    columns = seen + trace.start
    within = (columns >= at[0]) & (columns <= at[-1])
    if within.mean() < 0.75:
        return False
    made = joined(at, heights, columns[within].astype(float))
    off = np.abs(made - trace.y[seen[within]])
    off = off - 0.7 * np.abs(np.gradient(made))  # where it is steep, half a pixel aside is much
    slack = max(1.6, 0.7 * trace.thick, 0.008 * float(np.ptp(heights)))
    slack *= 1.4 if joined is _joined_smoothly else 1.0  # there are several ways to round a curve
    return float(np.percentile(off, 85)) <= slack


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
