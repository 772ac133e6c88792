"""Axes of a chart: the columns and rows of tick labels that frame a plot.

A chart is where a row of labels stands below and right of a column of labels, and at least
one of the two is a scale. Knows nothing of bars or lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tuwen.reading.chart_scale import MAX_TICKS, Axis, Tick, dated, fit_scale, named
from tuwen.reading.chart_ticks import column_ticks, split_row
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_SURE = 5  # agreeing labels
_OTHER = 3  # agreeing labels of another chart in the same column


@dataclass(frozen=True, slots=True)
class Axes:
    left: Axis | None
    bottom: Axis | None
    right: Axis | None
    plot: Box
    panels: int = 1  # how many rows of labels are scales: charts one below the other

    def all(self) -> list[Axis]:
        return [axis for axis in (self.left, self.bottom, self.right) if axis]


def find_axes(scene: Scene, row: Sequence[Tick] = ()) -> Axes | None:
    """The axes of the picture's (largest) chart, or None where no tick labels line up.

    `row`: labels that stand below an axis and are no level lines of text.
    """
    columns = columns_of(scene)
    rows = _rows(scene, scene.text_height)
    if len(row) >= 2:
        rows += _row_axes(list(row), scene.text_height)
    best: tuple[float, Axes] | None = None
    for bottom in rows:
        for left in [*columns, None]:
            if left is not None and not _meet(left, bottom, scene):
                continue
            if left is None and bottom.scale is None:
                continue
            if len(bottom.ticks) < 3 and not _sure(left):
                continue  # before and after: two labels, where the other axis is beyond doubt
            score = _worth(left, bottom, scene)
            if best is None or score > best[0]:
                best = (score, _assemble(scene, left, bottom, columns))
    if best is None or best[0] < 4:
        return None
    axes = best[1]
    bottom = axes.bottom
    left = axes.left and (named(axes.left) if bottom and bottom.scale else axes.left)
    return replace(axes, left=left, panels=_panels(rows, scene.text_height))


def columns_of(scene: Scene) -> list[Axis]:
    """All columns of labels of the picture."""
    items = [tick for line in scene.snug for tick in column_ticks(scene, line)]
    items = [item for item in items if item.box[2] > item.box[0]]
    return _columns(items, scene.text_height)


def _panels(rows: list[Axis], tall: float) -> int:
    """Levels on which long scales of like extent stand."""
    long = [row for row in rows if row.agreeing >= 6]
    levels: list[Axis] = []
    for row in sorted(long, key=lambda row: row.box[1]):
        if not levels or row.box[1] - levels[-1].box[1] > 4 * tall:
            levels.append(row)
    most = max((row.ticks[-1].at - row.ticks[0].at for row in levels), default=0.0)
    return max(1, sum(row.ticks[-1].at - row.ticks[0].at > 0.8 * most for row in levels))


def _sure(left: Axis | None) -> bool:
    """A long scale that grows upwards: numbers of lines of code grow downwards."""
    return (
        left is not None
        and left.agreeing >= _SURE
        and left.scale is not None
        and (left.scale.slope < 0)
    )


def _worth(left: Axis | None, bottom: Axis, scene: Scene) -> float:
    score = float(bottom.agreeing * 2 or len(bottom.ticks))
    extent = bottom.ticks[-1].at - bottom.ticks[0].at
    score *= min(1.0, 0.3 + extent / (0.6 * scene.width))
    if left:
        extent = left.ticks[-1].at - left.ticks[0].at
        score += (left.agreeing * 2 or len(left.ticks)) * min(
            1.0, 0.3 + extent / (0.5 * scene.height)
        )
    elif bottom.agreeing < 4:
        score *= 0.4
    return score


def _meet(left: Axis, bottom: Axis, scene: Scene) -> bool:
    """Whether the column ends above the row and the row starts right of the column."""
    tall = scene.text_height
    below = bottom.box[1] - left.ticks[-1].at
    reach = max(2.5 * left.step, 4 * tall)
    # The outermost label of a row is centred at the axis and may reach over the column.
    beside = bottom.ticks[0].at >= left.box[2] - 0.5 * tall
    return beside and -0.6 * tall <= below <= reach and bool(left.scale or bottom.scale)


def _assemble(scene: Scene, left: Axis | None, bottom: Axis, columns: list[Axis]) -> Axes:
    right: Axis | None = None
    bottom = dated(bottom, scene.text_height)
    if left:
        above = tuple(tick for tick in left.ticks if tick.at < bottom.box[1])
        left = replace(left, ticks=above) if len(above) >= 2 else left
        for axis in columns:
            beyond = axis.box[0] > bottom.ticks[-1].at
            level = abs(axis.ticks[-1].at - left.ticks[-1].at) < 1.2 * scene.text_height
            if axis.scale and beyond and level and len(axis.ticks) >= 3:
                right = axis
    return Axes(left, bottom, right, _plot_of(scene, left, bottom, right))


def _plot_of(scene: Scene, left: Axis | None, bottom: Axis, right: Axis | None) -> Box:
    """Where marks may lie: half a category, or one tick of a scale, beyond the outermost labels."""

    def margin(axis: Axis) -> float:
        return axis.step * (1.0 if axis.scale or axis.dates else 0.6)

    x0 = left.box[2] if left else bottom.ticks[0].at - margin(bottom)
    x1 = right.box[0] if right else bottom.ticks[-1].at + margin(bottom)
    y0 = left.ticks[0].at - margin(left) if left else 0
    y1 = bottom.box[1] - 1
    x0, y0 = max(0, round(x0)), max(0, round(y0))
    return (x0, y0, max(x0 + 1, min(scene.width, round(x1))), max(y0 + 1, y1))


def _columns(items: list[Tick], tall: float) -> list[Axis]:
    """Columns of labels aligned at their right (else left) edges, as left axes."""
    found: list[Axis] = []
    for edge in (2, 0):
        for group in _aligned(items, edge, 0.55 * tall):
            numbers = [tick for tick in group if tick.value is not None]
            fitted = fit_scale(numbers, tall) if len(numbers) >= 2 else None
            if fitted and fitted.agreeing >= 2:
                found.append(replace(fitted, side="left"))
                found += _rest(numbers, fitted, tall)
            if len(group) >= 3 and (not fitted or fitted.agreeing < len(group)):
                found.append(Axis("left", tuple(sorted(group, key=lambda t: t.at)), None))
    return found


def _rest(numbers: list[Tick], fitted: Axis, tall: float) -> list[Axis]:
    """The scales of other charts, above or below the one whose labels are known."""
    first, last = fitted.ticks[0].at, fitted.ticks[-1].at
    out: list[Axis] = []
    for part in ([t for t in numbers if t.at < first], [t for t in numbers if t.at > last]):
        other = fit_scale(part, tall) if len(part) >= _OTHER else None
        if other and other.agreeing >= _OTHER:
            out += [replace(other, side="left"), *_rest(part, other, tall)]
    return out


def _aligned(items: list[Tick], edge: int, slack: float) -> Iterable[list[Tick]]:
    ordered = sorted(items, key=lambda tick: tick.box[edge])
    start = 0
    for i in range(1, len(ordered) + 1):
        if i == len(ordered) or ordered[i].box[edge] - ordered[i - 1].box[edge] > slack:
            if 2 <= i - start <= MAX_TICKS:
                yield ordered[start:i]
            start = i


def _rows(scene: Scene, tall: float) -> list[Axis]:
    """Rows of labels whose centres (or tops, for turned labels) lie on one level."""
    pieces = [tick for line in scene.snug for tick in split_row(scene, line) if tick.text.strip()]
    found: list[Axis] = []
    for key in (_middle, _top):
        ordered = sorted(pieces, key=key)
        start = 0
        for i in range(1, len(ordered) + 1):
            gap = key(ordered[i]) - key(ordered[i - 1]) if i < len(ordered) else tall
            if gap <= 0.3 * tall:
                continue
            group = sorted(ordered[start:i], key=lambda tick: tick.at)
            start = i
            if 2 <= len(group) <= MAX_TICKS:
                found += _row_axes(group, tall)
    return found


def _middle(tick: Tick) -> float:
    return (tick.box[1] + tick.box[3]) / 2


def _top(tick: Tick) -> float:
    return float(tick.box[1])


def _row_axes(group: list[Tick], tall: float) -> list[Axis]:
    numbers = [tick for tick in group if tick.value is not None]
    fitted = fit_scale(numbers, tall) if len(numbers) >= 2 else None
    if fitted and fitted.agreeing < len(numbers) == len(group) and _names_by_size(group):
        fitted = None
    out: list[Axis] = []
    if fitted and fitted.agreeing >= 3:
        out.append(replace(fitted, side="bottom"))
    if len(group) >= 3 and (not fitted or fitted.agreeing < len(group)):
        out.append(Axis("bottom", tuple(_even_run(group)), None))
    if len(group) == 2:
        out.append(Axis("bottom", tuple(group), None))
    return out


def _names_by_size(group: list[Tick]) -> bool:
    """Whether numbers that rise unevenly stand evenly: 3, 4, 5, 6, 8 are categories."""
    values = np.diff([tick.value or 0.0 for tick in group])
    gaps = np.diff([tick.at for tick in group])
    return len(group) >= 4 and bool(values.min() > 0 and np.ptp(gaps) < 0.1 * gaps.mean())


def _even_run(group: list[Tick]) -> list[Tick]:
    """The longest run of labels whose distances are alike: drops a legend on the same level."""
    gaps = [b.at - a.at for a, b in pairwise(group)]
    typical = float(np.median(gaps))
    best: list[Tick] = []
    run = [group[0]]
    for tick, gap in zip(group[1:], gaps, strict=True):
        if gap > 2.6 * typical:
            run = []
        run.append(tick)
        if len(run) > len(best):
            best = list(run)
    return best
