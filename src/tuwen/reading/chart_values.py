"""Marks to values: pixels through scales, printed numbers before pixels, ticks to categories.

Knows how values are written on axes (years, clock times, units), not how marks are found.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import floor, log10

from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_numbers import parse_clock, parse_number
from tuwen.reading.chart_scale import Axis, Scale
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

X = str | float


def rounded(scale: Scale, at: float, value: float | None = None) -> float:
    """The value at a pixel, to no more digits than half a pixel can tell."""
    value = scale.value(at) if value is None else value
    grain = abs(scale.value(at + 0.5) - scale.value(at - 0.5))
    if grain <= 0 or value == 0:
        return value
    digits = max(-12, min(12, -floor(log10(grain / 2))))
    result = round(value, digits)
    return result if abs(result) > 0.02 * grain else 0.0


def place(axis: Axis, at: float, reach: float) -> X | None:
    """What the axis calls the position: the nearest label, else the number of its scale."""
    near = min(axis.ticks, key=lambda tick: abs(tick.at - at))
    if abs(near.at - at) <= reach:
        return clean(near.text)
    return position(axis, at) if axis.scale else None


def position(axis: Axis, at: float, others: Sequence[float] = ()) -> X:
    """The number, month or time of day that the scale gives for a pixel."""
    assert axis.scale is not None
    value = axis.scale.value(at)
    if is_clock(axis):
        return clock([value])[0]
    if is_years(axis):
        parts = [12 * axis.scale.value(x) for x in (*others, at)]
        if max(abs(part / 12 - round(part / 12)) for part in parts) < 0.12:
            return f"{round(value)}"
        months = round(value * 12)
        return f"{months // 12}-{months % 12 + 1:02d}"
    return rounded(axis.scale, at)


def is_clock(axis: Axis) -> bool:
    return all(parse_clock(tick.text) is not None for tick in axis.ticks)


def clock(values: Sequence[float]) -> list[str]:
    """Seconds of the day as times: to the minute where that tells them apart."""
    minutes = [round(value / 60) for value in values]
    if len(set(minutes)) == len(minutes):
        return [f"{m // 60 % 24:02d}:{m % 60:02d}" for m in minutes]
    seconds = [round(value) for value in values]
    return [f"{s // 3600 % 24:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in seconds]


def is_years(axis: Axis) -> bool:
    texts = [clean(tick.text) for tick in axis.ticks]
    return all(t.isdecimal() and len(t) == 4 and 1700 <= int(t) <= 2150 for t in texts)


def clean(text: str) -> str:
    """A tick label without the tick mark that was read as a dash."""
    return text.strip(" -–—_|·.") or text


def mirrored(axis: Axis | None, size: int) -> Axis | None:
    """The axis in the frame of `transposed`, where x grows downwards from the right rim."""
    if axis is None or axis.scale is None:
        return axis
    scale = axis.scale
    ticks = tuple(replace(tick, at=size - tick.at) for tick in axis.ticks)
    flipped = Scale(-scale.slope, scale.offset + scale.slope * size, scale.log)
    return replace(axis, ticks=tuple(reversed(ticks)), scale=flipped)


def printed_values(scene: Scene, bar_box: Box, sideways: bool, used: list[Box]) -> list[float]:
    """The numbers printed inside a bar or just beyond its end, the nearest first."""
    x0, y0, x1, y1 = bar_box
    tall = scene.text_height
    found: list[tuple[float, float]] = []
    for line in scene.lines:
        quantity = parse_number(line.text) if line.upright else None
        a0, b0, a1, b1 = line.box
        x, y = (a0 + a1) / 2, (b0 + b1) / 2
        if quantity is None or any(u[0] <= x <= u[2] and u[1] <= y <= u[3] for u in used):
            continue
        if sideways:
            level = y0 - 2 <= y <= y1 + 2
            gap = max(0.0, a0 - x1, x0 - a1)
        else:
            level = x0 - 3 <= x <= x1 + 3
            gap = max(0.0, y0 - b1, b0 - y1)
        if level and gap <= 0.8 * tall:
            found.append((gap, quantity.value))
    return [value for _, value in sorted(found)]


def value_axis(axes: Axes, sideways: bool) -> Axis | None:
    return axes.bottom if sideways else axes.left


def category_axis(axes: Axes, sideways: bool) -> Axis | None:
    return axes.left if sideways else axes.bottom
