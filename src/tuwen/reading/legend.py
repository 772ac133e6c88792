"""The legend of a diagram: samples of boxes, colours or lines, each with its meaning beside it.

A sample stands alone, left of one short text; two or more of them stand in a column or in a
row apart from the diagram. Charts have legends of their own kind (chart_legend.py).
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.furniture import ground_of
from tuwen.reading.line import Line
from tuwen.reading.scene import Region, Scene
from tuwen.reading.types import Box

_HEADING = re.compile(r"^(图例|说明|图标说明|legend|key|notation)s?\s*[:：]?$", re.I)
_MOST = 12  # entries; longer lists are content


@dataclass(frozen=True, slots=True)
class Sample:
    """A mark and the text that says what it means."""

    mark: Box
    line: Line

    @property
    def box(self) -> Box:
        a, b = self.mark, self.line.box
        return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])

    @property
    def middle(self) -> float:
        return (self.line.box[1] + self.line.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Legend:
    samples: tuple[Sample, ...]  # from top to bottom, or from left to right
    lines: tuple[Line, ...]  # their texts, and the heading if there is one
    boxes: tuple[Box, ...]  # what else to clear away: the marks, and the frame around all


def find_legend(scene: Scene) -> Legend | None:
    """The legend, on the paper or in a frame of its own; None where there is none."""
    if scene.paper is None or len(scene.lines) < 4:
        return None
    on: defaultdict[int, list[Line]] = defaultdict(list)
    for line in scene.snug:
        on[ground_of(scene, line.box)].append(line)
    best: Legend | None = None
    for region in scene.regions[:60]:
        lines = on.get(region.label, [])
        if len(lines) < 2:
            continue
        drawn = scene.labels != region.label
        found = [s for line in lines if (s := _sample(scene, drawn, line)) is not None]
        for group in (*_columns(scene, found), *_rows(scene, found)):
            if len(group) > _MOST or not _alike(group):
                continue
            legend = (
                _on_paper(scene, group) if region is scene.paper else _framed(scene, group, region)
            )
            if legend and (best is None or len(legend.samples) > len(best.samples)):
                best = legend
    return best


def _on_paper(scene: Scene, group: list[Sample]) -> Legend | None:
    if not _aside(scene, group):
        return None
    return Legend(tuple(group), tuple(s.line for s in group), tuple(s.mark for s in group))


def _framed(scene: Scene, group: list[Sample], region: Region) -> Legend | None:
    """A frame that holds nothing but samples and a heading is cleared away with them."""
    x0, y0, x1, y1 = region.box
    inside = [
        line
        for line in scene.snug
        if x0 < (line.box[0] + line.box[2]) / 2 < x1 and y0 < (line.box[1] + line.box[3]) / 2 < y1
    ]
    headings = [line for line in inside if line not in {s.line for s in group}]
    named = [line for line in headings if _HEADING.match(line.text.strip())]
    if len(headings) > 1 or (len(group) < 3 and not named):
        return None
    if region.area > 0.15 * scene.gray.size:
        return None
    return Legend(tuple(group), tuple(inside), ((x0 - 4, y0 - 4, x1 + 4, y1 + 4),))


def _sample(scene: Scene, drawn: NDArray[np.bool_], line: Line) -> Sample | None:
    """The mark left of a short text, if both stand alone on their ground."""
    x0, y0, x1, y1 = line.box
    tall = 1.3 * (y1 - y0)
    if not line.upright or x1 - x0 < tall or len(line.text) > 30 or not _bare(drawn, line.box):
        return None
    top, bottom = max(0, round(y0 - 1.8 * tall)), min(scene.height, round(y1 + 1.8 * tall))
    left = max(0, round(x0 - 10 * tall))
    window = drawn[top:bottom, left : max(left, x0 - 2)]
    columns = np.flatnonzero(window[y0 - top : y1 - top].any(axis=0))
    if not len(columns):
        return None
    runs = np.split(columns, np.flatnonzero(np.diff(columns) > 0.6 * tall) + 1)
    a, b = int(runs[-1][0]), int(runs[-1][-1]) + 1
    if not 0.7 * tall <= b - a <= 8 * tall or window.shape[1] - b > 1.6 * tall:
        return None
    if left + a > 2 and a < 0.4 * tall:  # it comes from further off
        return None
    rows = np.flatnonzero(window[:, a:b].any(axis=1))
    pieces = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    middle = (y0 + y1) / 2 - top
    rows = min(pieces, key=lambda piece: abs((piece[0] + piece[-1]) / 2 - middle))
    mark = (left + a, top + int(rows[0]), left + b, top + int(rows[-1]) + 1)
    alone = mark[1] > top and mark[3] < bottom and mark[3] - mark[1] <= 3.2 * tall
    centred = abs((rows[0] + rows[-1]) / 2 - middle) < 0.45 * tall
    return Sample(mark, line) if alone and centred and not _lettered(scene, mark) else None


def _bare(drawn: NDArray[np.bool_], box: Box) -> bool:
    """Whether a text stands in no box, with nothing right of it."""
    pad = max(2, round(0.25 * (box[3] - box[1])))
    x0, y0, x1, y1 = box[0], max(0, box[1] - pad), box[2] + 2 * pad, box[3] + pad
    rims = drawn[y0, x0:x1], drawn[y1 : y1 + 1, x0:x1], drawn[y0:y1, x1 - 1 : x1]
    return not any(rim.any() for rim in rims)


def _lettered(scene: Scene, mark: Box) -> bool:
    """Whether words stand in the mark; a single letter may be the mark itself, misread."""
    return any(
        len(line.text) > 1
        and mark[0] < (line.box[0] + line.box[2]) / 2 < mark[2]
        and mark[1] < (line.box[1] + line.box[3]) / 2 < mark[3]
        for line in scene.snug
    )


def _columns(scene: Scene, found: list[Sample]) -> list[list[Sample]]:
    """Samples one below the other, their texts flush on the left."""
    tall = scene.text_height
    groups: list[list[Sample]] = []
    for first in found:
        column = sorted(
            (s for s in found if abs(s.line.box[0] - first.line.box[0]) < 0.6 * tall),
            key=lambda s: s.middle,
        )
        start = 0
        for i in range(1, len(column) + 1):
            near = i < len(column) and column[i].middle - column[i - 1].middle < 3.2 * tall
            if not near:
                groups.append(column[start:i])
                start = i
    return [group for group in groups if len(group) >= 2]


def _rows(scene: Scene, found: list[Sample]) -> list[list[Sample]]:
    """Three samples and more on one level."""
    tall = scene.text_height
    groups: list[list[Sample]] = []
    for first in found:
        row = sorted(
            (s for s in found if abs(s.middle - first.middle) < 0.4 * tall),
            key=lambda s: s.box[0],
        )
        gaps = [b.box[0] - a.box[2] for a, b in pairwise(row)]
        if len(row) >= 3 and max(gaps) < 6 * tall:
            groups.append(row)
    return groups


def _alike(group: list[Sample]) -> bool:
    """Samples of one size, or on one axis."""
    wide = [s.mark[2] - s.mark[0] for s in group]
    centres = [(s.mark[0] + s.mark[2]) / 2 for s in group]
    axis = max(centres) - min(centres) < 0.15 * min(wide)
    return min(wide) > (0.4 if axis else 0.6) * max(wide)


def _aside(scene: Scene, group: list[Sample]) -> bool:
    """Whether nothing is drawn around the group, and nothing written between it and a rim."""
    tall = scene.text_height
    x0, y0 = min(s.box[0] for s in group), min(s.box[1] for s in group)
    x1, y1 = max(s.box[2] for s in group), max(s.box[3] for s in group)
    own = {s.line for s in group}
    others = [line.box for line in scene.snug if line not in own]
    if any(b[0] < x1 + tall and b[2] > x0 - 0.4 * tall and b[1] < y1 and b[3] > y0 for b in others):
        return False
    level = [b for b in others if b[1] < y1 and b[3] > y0]
    stacked = [b for b in others if b[0] < x1 and b[2] > x0]
    left, right = all(b[0] > x0 for b in level), all(b[2] < x1 for b in level)
    above = all(b[1] > y0 - 2.5 * tall for b in stacked)  # a heading may stand over it
    below = all(b[3] < y1 for b in stacked)
    return (left or right) and (above or below)
