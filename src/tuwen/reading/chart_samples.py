"""Lines and areas to points: what the scales say at the places where a curve is read.

Knows how places on an axis are named, not where curves are read.
"""

from itertools import pairwise

import numpy as np

from tuwen.reading.chart_areas import Band
from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_lines import Trace
from tuwen.reading.chart_numbers import parse_clock
from tuwen.reading.chart_places import grid_of, places
from tuwen.reading.chart_scale import Axis
from tuwen.reading.chart_steps import Steps, steps_of
from tuwen.reading.chart_values import X, clean, place, position, rounded

Points = list[tuple[X, float]]
_ABOVE = 2.5  # px from the ground at which an area stands on another


def line_points(
    traces: dict[int, Trace], bottom: Axis | None, upright: Axis | None
) -> dict[int, Points]:
    """The points of lines."""
    if bottom is None or upright is None or upright.scale is None or not traces:
        return {}
    named = bottom.scale is None and bottom.dates is None
    ticks = [tick.at for tick in bottom.ticks] if named else []
    out: dict[int, Points] = {}
    for (i, trace), columns in zip(
        traces.items(), places(list(traces.values()), bottom), strict=True
    ):
        steps = steps_of(trace, ticks)
        if steps and not named:
            columns = _places_of_steps(trace, steps, bottom)
        gaps = np.diff(columns) if len(columns) > 1 else np.array([bottom.step])
        window = int(max(2, min(7, float(np.median(gaps)) / 3)))
        ys = [steps.at(x) if steps else trace.at(x, window) for x in columns]
        out[i] = [
            (_name(bottom, x, columns), rounded(upright.scale, y))
            for x, y in zip(columns, ys, strict=True)
            if y is not None
        ]
    return out


def _places_of_steps(trace: Trace, steps: Steps, bottom: Axis) -> list[float]:
    """Where the points of a curve in steps lie: on the coarsest grid that has all its jumps."""
    ends = {float(trace.start), float(trace.end - 1)}
    jumps = [jump for jump in steps.jumps if all(abs(jump - end) > 3 for end in ends)]
    grid = grid_of(trace, jumps, bottom)
    return grid or sorted(ends.union(jumps))


def area_points(bands: dict[int, Band], axes: Axes) -> dict[int, Points]:
    """The points of areas: upper rims, or the thickness of an area that lies on another."""
    bottom, left = axes.bottom, axes.left
    if bottom is None or left is None or left.scale is None or not bands:
        return {}
    base = max(float(np.nanmax(band.foot)) for band in bands.values())
    rims = {i: Trace(band.start, band.top, 1.0, 1.0) for i, band in bands.items()}
    feet = {i: Trace(band.start, band.foot, 1.0, 1.0) for i, band in bands.items()}
    columns = places([_upper_rim(bands), *rims.values()], bottom)[0]
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
        fine = bottom.calendar.grain == "month" and gap * abs(bottom.dates.slope) < 0.7
        return bottom.calendar.day(value) if fine else bottom.calendar.name(value)
    if bottom.scale is None:
        return place(bottom, x, bottom.step) or ""
    near = min(bottom.ticks, key=lambda tick: abs(tick.at - x))
    at_label = abs(near.at - x) < 2 and parse_clock(near.text) is not None
    return clean(near.text) if at_label else position(bottom, x, columns)
