"""Ticks, and the scale that turns the pixels between them into values.

A scale is found by consensus: every pair of number labels proposes one, and the proposal
that the most labels agree with wins, so that a misread label does no harm. Knows nothing
of where labels come from.
"""

from dataclasses import dataclass, replace
from itertools import combinations
from math import log10
from typing import Literal

import numpy as np

from tuwen.reading.chart_calendar import Calendar, calendar_of
from tuwen.reading.chart_numbers import parse_number
from tuwen.reading.types import Box

Side = Literal["left", "right", "bottom"]
MAX_TICKS = 60
_COUNTED = ("月", "日", "号", "周", "季度", "组", "班", "期", "轮")  # 1月, 2月 …: names, no amounts


@dataclass(frozen=True, slots=True)
class Tick:
    """One tick label; `at` is its centre along the axis in px (0 is the picture's rim)."""

    text: str
    at: float
    value: float | None
    box: Box


@dataclass(frozen=True, slots=True)
class Scale:
    """Pixel to value: value = slope * px + offset, or ten to that power when `log`."""

    slope: float
    offset: float
    log: bool = False

    def value(self, at: float) -> float:
        raw = self.slope * at + self.offset
        return 10.0 ** min(max(raw, -300.0), 300.0) if self.log else raw

    def at(self, value: float) -> float:
        raw = log10(max(value, 1e-300)) if self.log else value
        return (raw - self.offset) / self.slope


@dataclass(frozen=True, slots=True)
class Axis:
    side: Side
    ticks: tuple[Tick, ...]  # in order of `at`
    scale: Scale | None
    unit: str = ""
    agreeing: int = 0  # how many ticks the scale fits
    calendar: Calendar | None = None  # how the labels write dates,
    dates: Scale | None = None  # and where they stand: `scale` is then None

    @property
    def step(self) -> float:
        """Median distance between neighbouring ticks in px."""
        gaps = np.diff([tick.at for tick in self.ticks])
        return float(np.median(gaps)) if len(gaps) else 0.0

    @property
    def box(self) -> Box:
        boxes = np.array([tick.box for tick in self.ticks])
        low, high = boxes[:, :2].min(0), boxes[:, 2:].max(0)
        return (int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def named(axis: Axis) -> Axis:
    """The axis without its scale where its labels count things: 1月, 2月 … are names."""
    return replace(axis, scale=None, unit="") if axis.unit in _COUNTED else axis


def dated(axis: Axis, tall: float) -> Axis:
    """The axis with its calendar where its labels are dates; counted things are no scale."""
    axis = named(axis)
    found = calendar_of([tick.text for tick in axis.ticks]) if axis.scale is None else None
    if found is None:
        return axis
    calendar, values = found
    ticks = [replace(t, value=v) for t, v in zip(axis.ticks, values, strict=True)]
    fitted = fit_scale([tick for tick in ticks if tick.value is not None], tall)
    if fitted is None or fitted.agreeing < max(2, 0.7 * len(ticks)) or fitted.scale is None:
        return axis
    if fitted.scale.log or fitted.scale.slope <= 0:
        return axis
    return replace(axis, ticks=tuple(ticks), calendar=calendar, dates=fitted.scale)


def fit_scale(numbers: list[Tick], tall: float, *, slack: float = 0.0) -> Axis | None:
    """The scale, linear or logarithmic, that most number labels agree with (within slack px)."""
    slack = slack or 0.2 * tall + 1
    best: Axis | None = None
    most = 0.0
    for log in (False, True):
        usable = [t for t in numbers if t.value is not None and (not log or t.value > 0)]
        points = [(t.at, log10(t.value or 1) if log else t.value or 0.0) for t in usable]
        for (p, u), (q, v) in combinations(points[:MAX_TICKS], 2):
            if abs(p - q) < 0.7 * tall or u == v:
                continue
            scale = Scale((v - u) / (q - p), u - p * (v - u) / (q - p), log)
            errors = [abs(scale.at(t.value or 0.0) - t.at) for t in usable]
            worth = sum(1 - 0.5 * e / slack for e in errors if e < slack) - (1 if log else 0)
            if worth > most:
                fits = [t for t, e in zip(usable, errors, strict=True) if e < slack]
                ticks = tuple(sorted(fits, key=lambda t: t.at))
                best, most = Axis("left", ticks, scale, "", len(fits)), worth
    if best is None or best.scale is None:
        return None
    return _refined(best)


def _refined(axis: Axis) -> Axis:
    """Least squares through the agreeing labels, and their commonest unit."""
    assert axis.scale is not None
    at = np.array([tick.at for tick in axis.ticks])
    values = np.array([tick.value or 0.0 for tick in axis.ticks])
    slope, offset = np.polyfit(at, np.log10(values) if axis.scale.log else values, 1)
    units = [q.unit for tick in axis.ticks if (q := parse_number(tick.text)) and q.unit]
    unit = max(set(units), key=units.count) if 2 * len(units) >= len(axis.ticks) else ""
    return replace(axis, scale=Scale(float(slope), float(offset), axis.scale.log), unit=unit)
