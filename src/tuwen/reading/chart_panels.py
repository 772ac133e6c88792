"""Charts that stand side by side or one below the other: each as a picture of its own.

Two columns of numbers on one level, with names below and right of the second, are two charts;
so are two columns above one another with names between them. The rest is painted over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tuwen.reading.chart_axes import columns_of
from tuwen.reading.chart_numbers import parse_number
from tuwen.reading.chart_scale import Axis
from tuwen.reading.line import Line
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_MOST = 9  # panels
_SURE = 3  # agreeing labels of a column
_LEVEL = 0.8  # text heights between the ends of columns of one row of charts
_NAMES = 2  # labels below a panel


@dataclass(frozen=True, slots=True)
class Panel:
    """One of several charts: the scene without the others."""

    scene: Scene
    region: Box
    top: float  # where its labels begin
    step: float  # from one of them to the next

    def holds(self, box: Box) -> bool:
        return _within(box, self.region) and box[1] > self.top


def find_panels(scene: Scene) -> list[Panel]:
    """The charts of a picture that holds several; none where it holds one or no chart."""
    scales = _scales(columns_of(scene))
    if len(scales) < 2:
        return []
    regions = [
        part
        for side in _beside(scene, scales, (0, 0, scene.width, scene.height))
        for part in _below(scene, scales, side)
    ]
    if not 2 <= len(regions) <= _MOST:
        return []
    return [_panel(scene, region, scales) for region in regions]


def _scales(columns: Sequence[Axis]) -> list[Axis]:
    """Columns of numbers that grow upwards, each label in one of them."""
    found: list[Axis] = []
    for axis in sorted(columns, key=lambda axis: -axis.agreeing):
        if axis.scale is None or axis.scale.slope >= 0 or axis.agreeing < _SURE:
            continue
        used = {tick.box for other in found for tick in other.ticks}
        if not any(tick.box in used for tick in axis.ticks):
            found.append(axis)
    return found


def _beside(scene: Scene, scales: list[Axis], region: Box) -> list[Box]:
    """The region cut where a column stands on the level of the first one, with names beyond."""
    x0, y0, x1, y1 = region
    inside = sorted((s for s in scales if _within(s.box, region)), key=lambda s: s.box[0])
    cuts: list[int] = []
    for axis in inside[1:]:
        first = inside[0]
        level = abs(axis.ticks[-1].at - first.ticks[-1].at) <= _LEVEL * scene.text_height
        before = cuts[-1] if cuts else x0
        apart = axis.box[0] > max(before, first.box[2]) + 4 * scene.text_height
        between = _labels(scene, axis, (max(before, first.box[2]), axis.box[0]))
        if level and apart and between >= _NAMES <= _labels(scene, axis, (axis.box[2], x1)):
            cuts.append(_left_of(scene, axis))
    edges = [x0, *cuts, x1]
    return [(a, y0, b, y1) for a, b in pairwise(edges)]


def _below(scene: Scene, scales: list[Axis], region: Box) -> list[Box]:
    """The region cut below names that stand between two columns."""
    x0, y0, x1, y1 = region
    inside = sorted((s for s in scales if _within(s.box, region)), key=lambda s: s.box[1])
    cuts: list[int] = []
    last = inside[0] if inside else None
    for axis in inside[1:]:
        if last is None or axis.ticks[0].at <= last.ticks[-1].at + scene.text_height:
            continue
        names = [line for line in _row(scene, last, (last.box[2], x1)) if line.box[3] < axis.box[1]]
        if len(names) >= _NAMES and _labels(scene, axis, (axis.box[2], x1)) >= _NAMES:
            cuts.append(max(line.box[3] for line in names) + 2)
            last = axis
    edges = [y0, *cuts, y1]
    return [(x0, a, x1, b) for a, b in pairwise(edges)]


def _row(scene: Scene, axis: Axis, span: tuple[int, int]) -> list[Line]:
    """The lines that stand just below the plot of a column, in part of the width."""
    foot, tall = axis.ticks[-1].at, scene.text_height
    reach = max(2.5 * tall, 0.8 * axis.step)
    return [
        line
        for line in scene.snug
        if 0.3 * tall < line.box[1] - foot + 0.3 * tall < reach
        and span[0] - tall < (line.box[0] + line.box[2]) / 2 < span[1]
    ]


def _labels(scene: Scene, axis: Axis, span: tuple[int, int]) -> int:
    """How many labels stand below; those of a row that were read as one line count apart."""
    return sum(max(1, len(line.text.split())) for line in _row(scene, axis, span))


def _left_of(scene: Scene, axis: Axis) -> int:
    """Where the panel of a column begins: left of its name that stands on end."""
    tall = scene.text_height
    x0, y0, _, y1 = axis.box
    left = x0
    for line in scene.snug:
        a0, b0, a1, b1 = line.box
        near = -0.5 * tall < x0 - a1 < 2 * tall
        if not line.upright and near and y0 - tall < (b0 + b1) / 2 < y1 + tall:
            left = min(left, a0)
    return left - 2


def _panel(scene: Scene, region: Box, scales: list[Axis]) -> Panel:
    x0, _, x1, _ = region
    own = [axis for axis in scales if _within(axis.box, region)]
    top = min((axis.ticks[0].at for axis in own), default=0.0)
    pixels, gray = scene.pixels.copy(), scene.gray.copy()
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    outside = np.ones(gray.shape, np.bool_)
    outside[region[1] : region[3], x0:x1] = False
    pixels[outside] = paper
    gray[outside] = round(float(np.dot(paper, (0.299, 0.587, 0.114))))
    kept = tuple(
        line
        for line, snug in zip(scene.lines, scene.snug, strict=True)
        if _within(snug.box, region)
    )
    step = max((axis.step for axis in own), default=0.0)
    return Panel(replace(scene, pixels=pixels, gray=gray, lines=kept), region, top, step)


def panel_title(scene: Scene, panel: Panel, plot: Box) -> str:
    """The text right above the plot of a panel, in its middle."""
    tall = scene.text_height
    for line in sorted(scene.snug, key=lambda line: -line.box[3]):
        x0, y0, x1, y1 = line.box
        above = panel.top - panel.step - 2.5 * tall < y0 and y1 < panel.top + 0.3 * tall
        aside = abs((x0 + x1) / 2 - (plot[0] + plot[2]) / 2)
        inside = _within(line.box, panel.region) and not parse_number(line.text)
        if line.upright and above and inside and aside < 0.12 * (plot[2] - plot[0]):
            return line.text
    return ""


def _within(box: Box, region: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return region[0] <= x < region[2] and region[1] <= y < region[3]
