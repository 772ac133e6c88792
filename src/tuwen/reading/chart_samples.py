"""Lines and areas to points: where along the axis a curve is read, and what it says there.

On an axis of categories a curve is read at the labels; on a scale also where it bends; on
an axis of years with many bends, month by month.
"""

import numpy as np

from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_lines import Band, Trace, corners
from tuwen.reading.chart_numbers import parse_clock
from tuwen.reading.chart_scale import Axis
from tuwen.reading.chart_values import X, clean, is_years, place, position, rounded

Points = list[tuple[X, float]]
_MOST = 240


def line_points(trace: Trace, bottom: Axis | None, upright: Axis | None) -> Points:
    """The points of a line."""
    if bottom is None or upright is None or upright.scale is None:
        return []
    window = int(max(2, min(7, bottom.step / 3)))
    bends = corners(trace)
    out: Points = []
    for x in _columns(trace.start, trace.end, bottom, bends):
        y = trace.at(x, window)
        if y is not None:
            out.append((_name(bottom, x), rounded(upright.scale, y)))
    return out


def area_points(bands: dict[int, Band], axes: Axes) -> dict[int, Points]:
    """The points of areas: upper rims, or the thickness of an area that lies on another."""
    bottom, left = axes.bottom, axes.left
    if bottom is None or left is None or left.scale is None or not bands:
        return {}
    base = max(float(np.nanmax(band.foot)) for band in bands.values())
    out: dict[int, Points] = {}
    for i, band in bands.items():
        end = band.start + len(band.top) - 1
        step = max(4.0, bottom.step / 4)
        bends = [float(x) for x in np.arange(band.start, end + 0.5, step)[:_MOST]]
        points: Points = []
        for x in _columns(band.start, end, bottom, bends):
            rims = band.at(x)
            if rims is None:
                continue
            top, foot = rims
            value = left.scale.value(top)
            if base - foot > 2.5:  # stands on another area: its own part
                value -= left.scale.value(foot)
            points.append((_name(bottom, x), rounded(left.scale, top, value)))
        out[i] = points
    return out


def _name(bottom: Axis, x: float) -> X:
    if bottom.scale is None:
        return place(bottom, x, bottom.step) or ""
    near = min(bottom.ticks, key=lambda tick: abs(tick.at - x))
    at_label = abs(near.at - x) < 2 and parse_clock(near.text) is not None
    return clean(near.text) if at_label else position(bottom, x)


def _columns(start: int, end: int, bottom: Axis, bends: list[float]) -> list[float]:
    reach = min(20.0, 3 + 0.15 * bottom.step)  # a line may begin under the axis
    ticks = [tick.at for tick in bottom.ticks if start - reach <= tick.at <= end + reach]
    if bottom.scale is None:
        return ticks
    if is_years(bottom):
        return _dates(start, end, bottom, bends)
    near = max(3.0, 0.05 * bottom.step)
    if len(ticks) >= 3:  # bends at the labels (or at round markers there): data at the labels
        at_label = sum(min(abs(b - t) for t in ticks) < 0.22 * bottom.step for b in bends)
        if at_label >= 0.8 * len(bends):
            return ticks
    return sorted([*ticks, *(b for b in bends if all(abs(t - b) > near for t in ticks))])


def _dates(start: int, end: int, bottom: Axis, bends: list[float]) -> list[float]:
    """Years, or months where the line bends more often than once a year."""
    assert bottom.scale is not None
    scale = bottom.scale
    first, last = sorted((scale.value(start), scale.value(end)))
    often = len(bends) > 1.6 * (last - first) + 2
    parts = 12 if often and abs(1 / scale.slope) / 12 >= 3 else 1
    low, high = np.ceil((first - 0.04) * parts), np.floor((last + 0.04) * parts)
    marks = np.arange(low, high + 1)[: _MOST * 4]
    if len(marks) > _MOST or len(marks) < 2:
        return bends[:_MOST]
    return [scale.at(float(mark) / parts) for mark in marks]
