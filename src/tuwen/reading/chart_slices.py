"""Slices of a pie to names and values: legend, leader lines, printed numbers.

A printed value wins; without one the value is the share of the angle in percent.
"""

import re
from dataclasses import dataclass

import numpy as np

from tuwen.reading.chart_colour import distance
from tuwen.reading.chart_legend import Entry
from tuwen.reading.chart_numbers import Quantity, printed_numbers
from tuwen.reading.chart_pie import Pie, Sector, bearing
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Scene
from tuwen.reading.types import Series

# A number that ends a word (P99, v2) is part of the name.
_NUMBERS = re.compile(
    r"(?<![A-Za-z\d.\-])[\[(（]?\s*[-−]?\d+(?:,\d{3})*(?:\.\d+)?\s*[%％]?\s*[\])）]?"
)
_MISREAD = 5.0  # percentage points
_APART = 60.0  # levels between a colour and the paper, for a rule to be told from it
_ALIKE = 40.0  # levels between a rule and its slice
_RULE = 0.8  # share of a label's width that a rule below it takes


@dataclass(slots=True)
class _Slice:
    sector: Sector
    name: str = ""
    printed: Quantity | None = None


def slices(scene: Scene, pie: Pie, legend: list[Entry], title: str) -> tuple[Series, ...]:
    """The one series of a pie."""
    cut = [_Slice(sector) for sector in pie.sectors]
    _names_from_legend(cut, legend)
    _names_on_rules(scene, pie, cut)
    if not all(s.name for s in cut):
        _labels_around(scene, pie, cut, legend, title)
    _values_inside(scene, pie, cut)
    printed = [s.printed for s in cut]
    if all(q is not None for q in printed) and len({q.unit == "%" for q in printed if q}) == 1:
        values = _plausible(cut, [q for q in printed if q])
    else:
        values = [round(100 * s.sector.share, 1) for s in cut]
    x, y, r = *pie.centre, pie.radius
    box = (round(x - r), round(y - r), round(x + r), round(y + r))
    points = tuple((s.name, v) for s, v in zip(cut, values, strict=True))
    if all(q is not None for q in printed):
        points += _too_thin(cut, legend)
    measured = not all(q is not None for q in printed)
    unit = "%" if measured or all(q and q.unit == "%" for q in printed) else ""
    return (Series("s1", "", points, box, unit, measured),)


def _plausible(cut: list[_Slice], printed: list[Quantity]) -> list[float]:
    """Printed values; a percentage that its angle contradicts was misread and is measured."""
    shares = [round(100 * s.sector.share, 1) for s in cut]
    pairs = list(zip(printed, shares, strict=True))
    odd = [q.unit == "%" and abs(q.value - share) > _MISREAD for q, share in pairs]
    if 2 * sum(odd) >= len(odd):
        return [q.value for q in printed]
    return [share if o else q.value for o, (q, share) in zip(odd, pairs, strict=True)]


def _names_from_legend(cut: list[_Slice], legend: list[Entry]) -> None:
    """Best pairs of slice and legend entry by colour, each used once."""
    bare = all(not parted(entry.name)[0] for entry in legend)  # 1, 2, 3 … are the names
    pairs = sorted(
        (distance(s.sector.colour, entry.colour), i, j)
        for i, s in enumerate(cut)
        for j, entry in enumerate(legend)
    )
    taken: set[int] = set()
    for apart, i, j in pairs:
        if apart > 70 or cut[i].name or j in taken:
            continue
        taken.add(j)
        name, printed = parted(legend[j].name)
        cut[i].name, cut[i].printed = (legend[j].name, None) if bare else (name, printed)


def _names_on_rules(scene: Scene, pie: Pie, cut: list[_Slice]) -> None:
    """Labels that stand on a rule in the colour of their slice, to which it leads."""
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    pairs: list[tuple[float, int, Line]] = []
    for line in scene.snug:
        x0, y0, x1, y1 = line.box
        below = scene.pixels[y1 - (y1 - y0) // 4 : y1 + (y1 - y0), x0:x1]
        for i, s in enumerate(cut):
            colour = s.sector.colour
            if s.name or distance(colour, paper) < _APART:
                continue
            near = np.linalg.norm(below.astype(float) - colour, axis=2) < _ALIKE
            if near.size and near.mean(axis=1).max() > _RULE:
                rows = below[near.mean(axis=1).argmax()]
                pairs.append((distance(colour, tuple(np.median(rows, axis=0))), i, line))
    for _, i, line in sorted(pairs, key=lambda pair: pair[0]):
        name, printed = parted(line.text)
        if not cut[i].name and name not in {s.name for s in cut}:
            cut[i].name, cut[i].printed = name, printed


def _too_thin(cut: list[_Slice], legend: list[Entry]) -> tuple[tuple[str, float], ...]:
    """Legend entries with a printed value whose slice is too thin to be seen."""
    seen = {s.name for s in cut}
    rest = [parted(entry.name) for entry in legend]
    return tuple((name, q.value) for name, q in rest if q and name not in seen)


def parted(text: str) -> tuple[str, Quantity | None]:
    """「搜索引擎: 1548 (61%)」 to its name and its best number (a count before a percentage)."""
    found = _NUMBERS.findall(text)
    tail = _NUMBERS.sub("", text).strip(" :：[]()（）,，-–—|")
    numbers = [q for token in found for q in printed_numbers(token)]
    if not tail:
        return ("", numbers[0]) if numbers else ("", None)
    counts = [q for q in numbers if q.unit != "%"]
    trailing = bool(found) and text.rstrip().endswith(found[-1].strip())
    if not numbers or not trailing:
        return text.strip(" :："), None
    return tail, (counts or numbers)[0]


def _labels_around(
    scene: Scene, pie: Pie, cut: list[_Slice], legend: list[Entry], title: str
) -> None:
    """Texts around the circle to the slices whose middle they lie nearest to."""
    x, y = pie.centre
    outside: list[tuple[float, int, Line]] = []
    names = {entry.box for entry in legend if entry.name in {s.name for s in cut}}
    for line in scene.snug:
        if line.text == title or line.box in names:
            continue
        near = _nearest(line, x, y)
        away = ((near[0] - x) ** 2 + (near[1] - y) ** 2) ** 0.5
        if not 0.95 * pie.radius < away < 1.9 * pie.radius:
            continue
        angle = bearing(pie.centre, near)
        for i, s in enumerate(cut):
            turn = abs((angle - s.sector.middle + 180) % 360 - 180)
            if turn < max(28.0, 180 * s.sector.share):
                outside.append((turn, i, line))
    done: set[int] = set()
    for _, i, line in sorted(outside, key=lambda item: item[0]):
        if i in done or id(line) in done:
            continue
        name, printed = parted(line.text)
        if cut[i].name and name and not printed:
            continue
        done |= {i, id(line)}
        cut[i].name = cut[i].name or name
        cut[i].printed = cut[i].printed or printed


def _nearest(line: Line, x: float, y: float) -> tuple[float, float]:
    x0, y0, x1, y1 = line.box
    return (min(max(x, x0), x1), min(max(y, (y0 + y1) / 2 - 1), (y0 + y1) / 2 + 1))


def _values_inside(scene: Scene, pie: Pie, cut: list[_Slice]) -> None:
    """Texts printed on the slices."""
    for line in scene.lines:
        x0, y0, x1, y1 = line.box
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        away = ((middle[0] - pie.centre[0]) ** 2 + (middle[1] - pie.centre[1]) ** 2) ** 0.5
        if not 0.15 * pie.radius < away < 0.97 * pie.radius:
            continue
        angle = bearing(pie.centre, middle)
        for s in cut:
            turn = abs((angle - s.sector.middle + 180) % 360 - 180)
            if turn <= 180 * s.sector.share:
                name, printed = parted(line.text)
                s.name = s.name or name
                s.printed = s.printed or printed
