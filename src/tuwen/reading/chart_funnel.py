"""Funnels: sections of different colours, one below the other around one middle, ever narrower.

A section's value is printed beside or on it, or else the share of the widest that its broader
edge has. Knows nothing of pies and axes.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tuwen.reading.chart_colour import Colour, distance
from tuwen.reading.chart_legend import Entry
from tuwen.reading.chart_numbers import parse_number
from tuwen.reading.chart_slices import parted
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Series

_LEAST = 3  # sections


@dataclass(frozen=True, slots=True)
class Section:
    """One level of a funnel, in px."""

    colour: Colour
    top: float
    foot: float
    left: float
    right: float

    @property
    def wide(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Funnel:
    sections: tuple[Section, ...]  # from above

    @property
    def top(self) -> float:
        return self.sections[0].top


def find_funnel(found: list[tuple[Colour, Mask]], scale: float) -> Funnel | None:
    """The funnel that the parts form, in px of a picture `scale` times as large; or None."""
    sections = [s for s in (_section(colour, mask) for colour, mask in found) if s]
    sections.sort(key=lambda s: s.top)
    if len(sections) < _LEAST or len(sections) < 0.8 * len(found):
        return None
    broad = max(s.wide for s in sections)
    heights = np.array([s.foot - s.top for s in sections])
    middles = np.array([(s.left + s.right) / 2 for s in sections])
    gaps = np.array([b.top - a.foot for a, b in pairwise(sections)])
    if broad < 40 or np.ptp(middles) > 0.03 * broad or np.ptp(heights) > 0.2 * heights.max():
        return None
    if np.abs(gaps).max() > 0.25 * heights.max():
        return None
    widths = np.array([s.wide for s in sections])
    steps = np.diff(widths)
    if not ((steps <= 2).all() or (steps >= -2).all()) or np.ptp(widths) < 0.2 * broad:
        return None
    return Funnel(
        tuple(
            Section(s.colour, s.top * scale, s.foot * scale, s.left * scale, s.right * scale)
            for s in sections
        )
    )


def _section(colour: Colour, mask: Mask) -> Section | None:
    """The part as a trapezium: full rows whose widths change evenly around one middle."""
    rows = np.flatnonzero(mask.any(axis=1))
    if len(rows) < 6:
        return None
    left = mask[rows].argmax(axis=1).astype(float)
    right = mask.shape[1] - mask[rows][:, ::-1].argmax(axis=1).astype(float)
    wide = right - left
    inside = np.count_nonzero(mask[rows], axis=1) / wide
    if float(np.median(inside)) < 0.6 or rows[-1] - rows[0] + 1 > 1.1 * len(rows):
        return None
    trim = max(1, len(rows) // 8)  # smoothed or rounded rims
    core = slice(trim, len(rows) - trim)
    slope, offset = np.polyfit(rows[core], wide[core], 1)
    if np.abs(wide[core] - slope * rows[core] - offset).max() > max(2.5, 0.04 * wide.max()):
        return None
    if np.ptp((left + right)[core] / 2) > max(2.0, 0.03 * wide.max()):
        return None
    ends = [float(slope * (rows[0] - 0.5) + offset), float(slope * (rows[-1] + 0.5) + offset)]
    middle = float(np.median((left + right)[core] / 2))
    broad = max(ends)
    return Section(
        colour, float(rows[0]), float(rows[-1] + 1), middle - broad / 2, middle + broad / 2
    )


def funnel_series(scene: Scene, funnel: Funnel, legend: list[Entry]) -> tuple[Series, ...]:
    """The one series of a funnel: printed values, or percent of its widest section."""
    broad = max(s.wide for s in funnel.sections)
    names: list[str] = []
    printed: list[float | None] = []
    for section in funnel.sections:
        name, value = _beside(scene, section)
        if not name and legend:
            best = min(legend, key=lambda entry: distance(entry.colour, section.colour))
            if distance(best.colour, section.colour) < 60:
                name, quantity = parted(best.name)
                value = value if value is not None else quantity.value if quantity else None
        names.append(name)
        printed.append(value)
    known = [v for v in printed if v is not None]
    values = (
        known
        if len(known) == len(printed)
        else [round(100 * s.wide / broad, 1) for s in funnel.sections]
    )
    first, last = funnel.sections[0], funnel.sections[-1]
    box = (
        round(min(s.left for s in funnel.sections)),
        round(first.top),
        round(max(s.right for s in funnel.sections)),
        round(last.foot),
    )
    measured = len(known) < len(printed)
    points = tuple(zip(names, values, strict=True))
    return (Series("s1", "", points, box, "%" if measured else "", measured),)


def _beside(scene: Scene, section: Section) -> tuple[str, float | None]:
    """The name and the number written on a section or on its level."""
    name, value = "", None
    for line in sorted(scene.snug, key=lambda line: line.box[0]):
        middle = (line.box[1] + line.box[3]) / 2
        if not line.upright or not section.top <= middle <= section.foot:
            continue
        alone = parse_number(line.text)
        if alone:
            value = value if value is not None else alone.value
            continue
        word, quantity = parted(line.text)
        name = name or word
        value = value if value is not None or quantity is None else quantity.value
    return name, value
