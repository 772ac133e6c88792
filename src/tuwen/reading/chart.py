"""Charts: the values of bars, lines, areas, points and slices, with the words around them.

Printed numbers win over geometry. A type of chart that this file does not know gets its
title and no series, never guessed bars.
"""

from dataclasses import replace

from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_bars import Bar
from tuwen.reading.chart_colour import Colour, distance
from tuwen.reading.chart_funnel import funnel_series
from tuwen.reading.chart_groups import categories, group_names, spans
from tuwen.reading.chart_labels import names_in
from tuwen.reading.chart_legend import Entry
from tuwen.reading.chart_marks import Survey, survey
from tuwen.reading.chart_samples import area_points, line_points
from tuwen.reading.chart_scale import Axis
from tuwen.reading.chart_slices import slices
from tuwen.reading.chart_texts import axis_labels, find_title, used_boxes, without_giants
from tuwen.reading.chart_values import (
    X,
    category_axis,
    mirrored,
    place,
    printed_values,
    rounded,
    value_axis,
)
from tuwen.reading.scene import Scene
from tuwen.reading.types import CHARTS, Box, Chart, Kind, Series

Points = list[tuple[X, float]]


def read_chart(scene: Scene, kind: Kind, found: Survey | None = None) -> Chart | None:
    """Read the chart of a picture that was classified as one, by the marks found with it."""
    if kind not in CHARTS:
        return None
    scene = without_giants(scene)
    found = found or survey(scene)
    if found is None:
        return Chart(title=find_title(scene, scene.height // 4, []))
    used = [box for one in found.all() for box in used_boxes(one.axes, list(one.legend))]
    titles = {one.title for one in found.all()} - {""}
    used += [line.box for line in scene.lines if line.text in titles]
    if found.pie:
        top = round(found.pie.centre[1] - found.pie.radius)
        title = find_title(scene, top, used)
        return Chart(title, series=slices(scene, found.pie, list(found.legend), title))
    if found.funnel:
        title = find_title(scene, round(found.funnel.top), used)
        return Chart(title, series=funnel_series(scene, found.funnel, list(found.legend)))
    if found.axes is None:
        return Chart(title=find_title(scene, scene.height // 4, used))
    x_label, y_label = axis_labels(scene, found.axes, used)
    title = find_title(scene, _top(found.axes), used)
    if y_label and y_label == title:  # one text above the axis: its name, unless it is large
        title, y_label = _title_or_name(scene, found.axes, used, title)
    series = _all_series(scene, found) if kind != "other_chart" else []
    return Chart(title, x_label, y_label, tuple(series), found.axes.panels)


def _title_or_name(scene: Scene, axes: Axes, used: list[Box], text: str) -> tuple[str, str]:
    own = [line.box for line in scene.lines if line.text == text]
    ticks = [b[3] - b[1] for b in used] or [1]
    if own and own[0][3] - own[0][1] > 1.5 * sorted(ticks)[len(ticks) // 2]:
        return text, ""
    return find_title(scene, _top(axes), [*used, *own]), text


def _top(axes: Axes) -> int:
    """Where the labels of the value axis begin: titles stand above."""
    return axes.left.box[1] if axes.left else axes.plot[1]


def _all_series(scene: Scene, found: Survey) -> list[Series]:
    """The series of all charts of the picture; where names would be alike, with their title."""
    parts = [(one, _series(scene, one, one.axes)) for one in found.all() if one.axes]
    names = [row.name for _, rows in parts for row in rows]
    out: list[Series] = []
    for one, rows in parts:
        for row in rows:
            name = row.name
            if one.title and names.count(name) > 1:
                name = f"{one.title} {name}" if name and len(rows) > 1 else one.title
            out.append(replace(row, id=f"s{len(out) + 1}", name=name))
    return out


def _series(scene: Scene, found: Survey, axes: Axes) -> list[Series]:
    out: list[Series] = []
    if found.bars:
        out += _bar_series(scene, found, axes)
    scale = axes.right if found.bars and axes.right else axes.left
    drawn: list[tuple[int, Points]] = []
    drawn += line_points(found.traces, axes.bottom, scale).items()
    upright = _upright(axes, scene, sideways=found.sideways)
    for i, points in area_points(found.bands, upright).items():
        drawn.append((i, points[::-1] if found.sideways else points))  # an axis begins below
    for i, dots in found.dots.items():
        points: Points = []
        for dot in dots:
            if axes.bottom and axes.left and axes.left.scale:
                x = place(axes.bottom, dot.x, 0.0 if axes.bottom.scale else 0.5 * axes.bottom.step)
                if x is not None:
                    points.append((x, rounded(axes.left.scale, dot.y)))
        drawn.append((i, sorted(points, key=_order)))
    for i, points in drawn:
        if points:
            name = found.names.get(i) or _name(found.colours[i], found.legend)
            unit = scale.unit if scale else ""
            out.append(Series("", name, tuple(points), axes.plot, unit, measured=True))
    return out


def _upright(axes: Axes, scene: Scene, *, sideways: bool) -> Axes:
    """The axes in the frame in which marks grow upwards."""
    if not sideways:
        return axes
    return replace(axes, left=mirrored(axes.bottom, scene.width), bottom=axes.left)


def _order(point: tuple[X, float]) -> tuple[int, float, str]:
    x = point[0]
    return (1, 0.0, x) if isinstance(x, str) else (0, x, "")


def _name(colour: Colour, legend: tuple[Entry, ...]) -> str:
    if not legend:
        return ""
    best = min(legend, key=lambda entry: distance(entry.colour, colour))
    return best.name if distance(best.colour, colour) < 45 else ""


def _bar_series(scene: Scene, found: Survey, axes: Axes) -> list[Series]:
    assert found.bars is not None
    sideways = found.sideways
    across = category_axis(axes, sideways)
    along = value_axis(axes, sideways)
    if sideways:
        along = mirrored(along, scene.width)
    groups = categories(found.bars, across)
    names = _named(scene, groups, across)
    used = used_boxes(axes, [])
    values = {bar: _bar_value(scene, found, bar, along, used) for group in groups for bar in group}
    one_row = _is_one_row(groups, found, names)
    rows: dict[int, Points] = {}
    boxes: dict[int, list[Box]] = {}
    measured: dict[int, bool] = {}
    unit = along.unit if along else ""
    for name, group in zip(names, groups, strict=True):
        for bar in group:
            value = values[bar]
            if value is not None and name is not None:
                key = 0 if one_row else bar.colour
                rows.setdefault(key, []).append((name, value[0]))
                measured[key] = measured.get(key, False) or value[1]
                boxes.setdefault(key, []).append(_box(bar, sideways, scene.width))
    return [
        Series(
            "",
            _name(found.colours[key], found.legend),
            tuple(points),
            _around(boxes[key]),
            unit,
            measured[key],
        )
        for key, points in rows.items()
    ]


def _named(scene: Scene, groups: list[list[Bar]], across: Axis | None) -> list[X | None]:
    """What the axis calls each group; names that were overlooked are read in their places."""
    names = group_names(groups, across)
    missing = [i for i, name in enumerate(names) if name is None]
    if across is None or across.scale or not missing or len(missing) == len(names):
        return names
    places = spans(groups)
    for i, name in zip(missing, names_in(scene, across, [places[i] for i in missing]), strict=True):
        names[i] = name or None
    return names


def _is_one_row(groups: list[list[Bar]], found: Survey, names: list[X | None]) -> bool:
    """One bar a category in colours that no legend explains: colours only adorn."""
    single = all(len(group) == 1 for group in groups)
    explained = {_name(found.colours[b.colour], found.legend) for g in groups for b in g} - {""}
    return single and (len(explained) < 2 or explained <= {str(name) for name in names})


def _bar_value(
    scene: Scene, found: Survey, bar: Bar, along: Axis | None, used: list[Box]
) -> tuple[float, bool] | None:
    """The bar's value, and whether it was measured."""
    assert found.bars is not None
    printed = printed_values(scene, _box(bar, found.sideways, scene.width), found.sideways, used)
    if along is None or along.scale is None:
        return (printed[0], False) if printed else None
    scale = along.scale
    upwards = abs(bar.foot - found.bars.base) <= abs(bar.top - found.bars.base)
    top, foot = bar.top - bar.over, bar.foot + bar.under
    end = top if upwards else foot
    foot_at_zero = abs((foot if upwards else top) - scale.at(0)) <= 2 if not scale.log else False
    if found.bars.stacked and not foot_at_zero:
        part = abs(scale.value(top) - scale.value(foot))
        value = rounded(scale, end, part if upwards else -part)
    else:
        value = rounded(scale, end)
    own = min(printed, key=lambda v: abs(v - value), default=None)
    if own is not None and abs(own - value) <= 0.12 * abs(value) + 3 * abs(scale.slope):
        return own, False
    return value, True


def _box(bar: Bar, sideways: bool, width: int) -> Box:
    if sideways:
        return (width - bar.foot, bar.low, width - bar.top, bar.high)
    return (bar.low, bar.top, bar.high, bar.foot)


def _around(boxes: list[Box]) -> Box:
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
