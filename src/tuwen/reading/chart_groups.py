"""Bars to categories: which bars stand together, and what the axis calls each group.

Knows nothing of the bars' values.
"""

import numpy as np

from tuwen.reading.chart_bars import Bar, Bars
from tuwen.reading.chart_scale import Axis
from tuwen.reading.chart_values import X, clock, is_clock, is_years, place, rounded


def categories(bars: Bars, axis: Axis | None) -> list[list[Bar]]:
    """Bars grouped by category, in the order of the axis."""
    ordered = sorted(bars.bars, key=lambda bar: bar.middle)
    if bars.stacked or len({bar.colour for bar in ordered}) == 1:
        return _by_middle(ordered)
    by_tick = _by_tick(ordered, axis)
    if by_tick:
        return by_tick
    groups: list[list[Bar]] = [[ordered[0]]]
    for bar in ordered[1:]:
        last = groups[-1][-1]
        again = any(bar.colour == other.colour for other in groups[-1])
        if again or bar.low - last.high > 0.6 * bar.wide:
            groups.append([])
        groups[-1].append(bar)
    return groups


def _by_middle(ordered: list[Bar]) -> list[list[Bar]]:
    groups: list[list[Bar]] = []
    for bar in ordered:
        if groups and bar.middle - groups[-1][0].middle <= 0.5 * bar.wide:
            groups[-1].append(bar)
        else:
            groups.append([bar])
    return groups


def _by_tick(ordered: list[Bar], axis: Axis | None) -> list[list[Bar]]:
    """Each bar to its nearest label, if no label gets two bars of one colour."""
    if axis is None or len(axis.ticks) < 2:
        return []
    groups: list[list[Bar]] = [[] for _ in axis.ticks]
    for bar in ordered:
        i = min(range(len(axis.ticks)), key=lambda i: abs(axis.ticks[i].at - bar.middle))
        if any(bar.colour == other.colour for other in groups[i]):
            return []
        groups[i].append(bar)
    return [group for group in groups if group]


def group_names(groups: list[list[Bar]], axis: Axis | None) -> list[X | None]:
    """What each group is called; None where the axis does not say."""
    lows = np.array([min(bar.low for bar in group) for group in groups], float)
    highs = np.array([max(bar.high for bar in group) for group in groups], float)
    middles = (lows + highs) / 2
    if axis is None:
        return [float(i) for i in range(1, len(groups) + 1)]
    step = float(np.median(np.diff(middles))) if len(groups) > 1 else axis.step or 1e9
    if axis.scale is None:
        # Where names are fewer than groups, each is that of the group right beside it.
        reach = 0.3 if len(groups) > len(axis.ticks) else 0.5
        return [place(axis, float(m), reach * step) for m in middles]
    bins = _bins(lows, highs, axis)
    if bins:
        return bins
    near = [min(abs(tick.at - m) for tick in axis.ticks) for m in middles]
    if len(groups) <= len(axis.ticks) and max(near) < 0.3 * step:
        return [place(axis, float(m), 0.5 * step) for m in middles]
    return _counted(middles, axis)


def _counted(middles: np.ndarray[tuple[int], np.dtype[np.float64]], axis: Axis) -> list[X | None]:
    """Numbers of groups on a scale whose labels are fewer than the groups."""
    assert axis.scale is not None
    values = np.array([axis.scale.value(float(m)) for m in middles])
    whole = np.rint(values)
    if is_clock(axis):
        return [*clock(values.tolist())]
    if np.abs(np.diff(values)).min(initial=1.0) > 0.6:
        shift = float(np.median(values - np.floor(values)))
        whole = np.floor(values) if 0.25 < shift < 0.75 else whole
        if len(set(whole.tolist())) == len(whole):
            return [f"{int(v)}" if is_years(axis) else float(v) for v in whole]
    return [rounded(axis.scale, float(m)) for m in middles]


def _bins(
    lows: np.ndarray[tuple[int], np.dtype[np.float64]],
    highs: np.ndarray[tuple[int], np.dtype[np.float64]],
    axis: Axis,
) -> list[X | None]:
    """Intervals of a histogram: bars side by side whose edges, not middles, lie on the labels."""
    scale = axis.scale
    if scale is None or len(lows) < 3 or scale.log:
        return []
    gaps = lows[1:] - highs[:-1]
    wide = float(np.median(highs - lows))
    if np.median(gaps) > max(2.0, 0.08 * wide) or wide < 4:
        return []
    edges = np.array([scale.value(float(low)) for low in lows])
    width = abs(float(np.median(np.diff(edges))))
    if width == 0:
        return []
    off = np.array([abs(tick.at - lows).min() for tick in axis.ticks])
    centred = np.array([abs(tick.at - (lows + highs) / 2).min() for tick in axis.ticks])
    if np.median(off) > np.median(centred):
        return []
    nice = _nice(width)
    starts = np.rint(np.minimum(edges, edges + nice * np.sign(scale.slope)) / nice) * nice
    starts = np.rint(edges / nice) * nice if scale.slope > 0 else starts
    return [f"{_short(v)}–{_short(v + nice)}" for v in starts.tolist()]


def _nice(width: float) -> float:
    """The nearest of 1, 2, 2.5, 5 times a power of ten, where it is near."""
    power = 10.0 ** np.floor(np.log10(width))
    best = min((power * f for f in (1, 2, 2.5, 4, 5, 10)), key=lambda v: abs(v - width))
    return float(best if abs(best - width) < 0.08 * width else width)


def _short(value: float) -> str:
    return f"{round(value, 6):g}"


def spans(groups: list[list[Bar]]) -> list[tuple[float, float]]:
    """The part of the axis that belongs to each group."""
    middles = [(min(bar.low for bar in g) + max(bar.high for bar in g)) / 2 for g in groups]
    wide = [float(max(bar.high for bar in g) - min(bar.low for bar in g)) for g in groups]
    half = float(np.median(np.diff(middles))) / 2 if len(groups) > 1 else 0.7 * wide[0]
    return [(middle - half, middle + half) for middle in middles]
