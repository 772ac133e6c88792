"""What a chart draws its values with: bars, lines, areas, points or slices.

`survey` finds the axes, the legend and the marks and says which type of chart they make.
It turns nothing into values; chart.py does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf

import numpy as np

from tuwen.reading.chart_areas import Band, find_bands
from tuwen.reading.chart_axes import Axes, find_axes
from tuwen.reading.chart_bars import Bars, is_heat_map, odd_area, rectangles, stand, transposed
from tuwen.reading.chart_colour import (
    Colour,
    blend_masks,
    chroma,
    distance,
    line_colours,
    paper_of,
    solid_colours,
)
from tuwen.reading.chart_frame import framed
from tuwen.reading.chart_funnel import Funnel
from tuwen.reading.chart_grid import snap_axes
from tuwen.reading.chart_labels import with_whole_names
from tuwen.reading.chart_legend import Entry, find_legend, name_of
from tuwen.reading.chart_lines import Trace, filled_rings, follow
from tuwen.reading.chart_panels import Panel, find_panels, panel_title
from tuwen.reading.chart_pie import Pie
from tuwen.reading.chart_points import Dot, find_dots, stand_alone
from tuwen.reading.chart_round import round_chart
from tuwen.reading.chart_slanted import slanted_labels
from tuwen.reading.chart_strokes import (
    is_line,
    line_mask,
    named_first,
    share_out,
    thin_colours,
    without_axes,
)
from tuwen.reading.chart_texts import used_boxes
from tuwen.reading.chart_turned import with_turned_labels
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Kind

_STANDS = 0.85  # share of the filled area that stands as bars do
_GRAY = 45  # chroma below which a colour may be that of axes
_DOTS = 5  # that make a scatter chart of what has a scale
_CLOUD = 40  # the same, without: fewer are knobs and bullets


@dataclass(frozen=True)
class Survey:
    """The marks of a chart. `colours` are indexed by bars, traces, bands and dots."""

    kind: Kind
    trust: float
    axes: Axes | None = None
    legend: tuple[Entry, ...] = ()
    colours: tuple[Colour, ...] = ()
    bars: Bars | None = None
    sideways: bool = False
    traces: dict[int, Trace] = field(default_factory=dict[int, Trace])
    bands: dict[int, Band] = field(default_factory=dict[int, Band])
    dots: dict[int, list[Dot]] = field(default_factory=dict[int, list[Dot]])
    pie: Pie | None = None
    funnel: Funnel | None = None
    names: dict[int, str] = field(default_factory=dict[int, str])  # of colours, by the legend
    title: str = ""  # of one of several charts
    others: tuple["Survey", ...] = ()  # the other charts of the picture

    def all(self) -> list["Survey"]:
        return [self, *self.others]


def survey(scene: Scene) -> Survey | None:
    """The chart of the picture, or None where there is neither an axis nor a pie."""
    several = _several(scene)
    if several:
        return several
    scene, axes = _axes_of(scene)
    if axes:
        # Where charts stand one below the other no legend says whose it is.
        legend = _shared_legend(scene, [axes]) if axes.panels == 1 else []
        return _with_axes(scene, axes, legend)
    seen = round_chart(scene)
    if seen is None:
        return None
    shape, colours, legend = seen
    shared = (None, tuple(legend), tuple(colours))
    if isinstance(shape, Funnel):
        return Survey("other_chart", 0.9, *shared, funnel=shape)
    return Survey("pie_chart", shape.trust, *shared, pie=shape)


def _several(scene: Scene) -> Survey | None:
    """The charts of a picture that holds more than one."""
    panels = find_panels(scene)
    whole = find_axes(scene) if panels else None
    if whole is None or whole.panels > 1:  # those of a monitor share their colours and names
        return None
    found = [(panel, *_axes_of(panel.scene)) for panel in panels]
    charts = [(panel, part, axes) for panel, part, axes in found if axes]
    if len(charts) >= 2:
        legend = _shared_legend(scene, [axes for _, _, axes in charts])
        ones = [
            replace(
                _with_axes(part, axes, _outside(legend, panel, panels)),
                title=panel_title(scene, panel, axes.plot),
            )
            for panel, part, axes in charts
        ]
        ones = [one for one in ones if one.kind != "other_chart"]
        if len(ones) >= 2:
            return replace(ones[0], others=tuple(ones[1:]))
    return None


def _axes_of(scene: Scene) -> tuple[Scene, Axes | None]:
    """The axes, and the scene with the labels that were overlooked."""
    scene, row = slanted_labels(with_turned_labels(scene))
    axes = find_axes(scene, row)
    if axes is None:
        return scene, None
    return scene, with_whole_names(scene, framed(scene, snap_axes(scene, axes)))


def _shared_legend(scene: Scene, charts: list[Axes]) -> list[Entry]:
    used = [box for axes in charts for box in used_boxes(axes, [])]
    return find_legend(scene, used, paper_of(scene, charts[0].plot))


def _outside(legend: list[Entry], panel: Panel, panels: list[Panel]) -> list[Entry]:
    """The entries of a legend that do not stand in the plot of another chart."""
    return [e for e in legend if not any(p.holds(e.box) for p in panels if p is not panel)]


def _with_axes(scene: Scene, axes: Axes, legend: list[Entry]) -> Survey:
    paper = paper_of(scene, axes.plot)
    mask = _plot_mask(scene, axes, legend)
    thick = max(3, round(scene.text_height / 6) | 1)
    solids = solid_colours(scene.pixels, mask, paper, least=60, thick=thick)[:24]
    found = _bars(scene, mask, solids, paper, axes)
    if found:
        bars, sideways = found
        if is_heat_map(bars.bars):
            return Survey("other_chart", 0.7, axes, tuple(legend))
        filling = [solids[i] for i in sorted({bar.colour for bar in bars.bars})]
        traces, extra = ({}, []) if sideways else _lines_over(scene, mask, filling, paper, axes)
        shown = {len(solids) + i: trace for i, trace in traces.items()}
        return Survey(
            "bar_chart", bars.trust, axes, tuple(legend), (*solids, *extra), bars, sideways, shown
        )
    cells = rectangles(scene.pixels, mask, solids, paper) if len(solids) >= 4 else []
    if is_heat_map(cells) and odd_area(scene.pixels, mask, solids, cells) < 0.4:
        return Survey("other_chart", 0.7, axes, tuple(legend))
    named = [entry.colour for entry in legend]
    solids = [*solids, *(c for c in named if all(distance(c, other) > 12 for other in solids))]
    solids = [_legend_colour(colour, named) for colour in solids]
    bands = find_bands(scene.pixels, mask, solids, named, paper, axes.plot, scene.text_height)
    if bands and axes.left and axes.left.scale:
        shared = (axes, tuple(legend), tuple(solids))
        names = {i: name_of(solids[i], legend, paper) for i in bands}
        return Survey("line_chart", 0.8, *shared, bands=bands, names=names)
    lying = _lying_bands(scene, mask, solids, named, paper, axes)
    if lying:
        shared = (axes, tuple(legend), tuple(solids))
        names = {i: name_of(solids[i], legend, paper) for i in lying}
        return Survey("line_chart", 0.7, *shared, bands=lying, sideways=True, names=names)
    return _thin(scene, axes, legend, mask, paper)


def _lying_bands(
    scene: Scene,
    mask: Mask,
    solids: list[Colour],
    named: list[Colour],
    paper: Colour,
    axes: Axes,
) -> dict[int, Band]:
    """Areas that grow to the right from the left axis, in the frame of `transposed`."""
    if axes.left is None or axes.bottom is None or axes.bottom.scale is None:
        return {}
    x0, y0, x1, y1 = axes.plot
    y0 = max(y0, round(axes.left.ticks[0].at - axes.left.step))
    plot = (y0, scene.width - x1, y1, scene.width - x0)
    pixels, turned = transposed(scene.pixels, mask)
    return find_bands(pixels, turned, solids, named, paper, plot, scene.text_height)


def _legend_colour(colour: Colour, named: Sequence[Colour]) -> Colour:
    """The colour as the legend has it, where it has it."""
    return next((other for other in named if distance(colour, other) <= 12), colour)


def _plot_mask(scene: Scene, axes: Axes, legend: list[Entry]) -> Mask:
    mask = np.zeros(scene.gray.shape, np.uint8)
    x0, y0, x1, y1 = axes.plot
    mask[y0:y1, x0:x1] = 255
    for entry in legend:
        for a0, b0, a1, b1 in (entry.marker, entry.box):
            mask[max(0, b0 - 2) : b1 + 2, max(0, a0 - 2) : a1 + 2] = 0
    return mask


def _bars(
    scene: Scene, mask: Mask, solids: list[Colour], paper: Colour, axes: Axes
) -> tuple[Bars, bool] | None:
    """Upright or sideways bars, whichever stand better; None where neither do."""
    upright = rectangles(scene.pixels, mask, solids, paper)
    boxy = {
        i
        for i, colour in enumerate(solids)
        if odd_area(scene.pixels, mask, [colour], [b for b in upright if b.colour == i]) < 0.3
    }
    upright = [bar for bar in upright if bar.colour in boxy]
    if not upright or odd_area(scene.pixels, mask, solids, upright) > 0.3:
        return None
    best: tuple[Bars, bool] | None = None
    for sideways in (False, True):
        scale = axes.bottom if sideways else axes.left
        if scale is None or (scale.scale is None and not sideways):
            continue
        turned = transposed(scene.pixels, mask)
        found = rectangles(*turned, solids, paper) if sideways else upright
        bars = stand([bar for bar in found if bar.colour in boxy], None)
        if bars is None or bars.trust <= _STANDS:
            continue
        if not sideways and _is_all(bars, axes):
            return None
        if best is None or bars.trust > best[0].trust + 0.02:
            best = (bars, sideways)
    return best


def _is_all(bars: Bars, axes: Axes) -> bool:
    """Whether a lone bar is as wide as the plot, over several labels: a level area."""
    wide = bars.bars[0].wide > 0.6 * (axes.plot[2] - axes.plot[0])
    return len(bars.bars) == 1 and wide and axes.bottom is not None and len(axes.bottom.ticks) > 2


def _lines_over(
    scene: Scene, mask: Mask, solids: list[Colour], paper: Colour, axes: Axes
) -> tuple[dict[int, Trace], list[Colour]]:
    """Lines of a colour that no bar has, drawn over the bars."""
    colours = thin_colours(scene, line_mask(scene, mask, axes), paper)
    colours = [c for c in colours if all(distance(c, solid) > 40 for solid in solids)]
    masks = blend_masks(scene.pixels, [*solids, *colours], paper)[len(solids) :] if colours else []
    traces: dict[int, Trace] = {}
    for i, own in enumerate(masks):
        own = filled_rings(own & mask, scene.text_height)
        trace = follow(own, axes.plot)
        if not trace or not is_line(trace, own, axes, scene.text_height):
            continue
        level = float(np.nanpercentile(trace.y, 95) - np.nanpercentile(trace.y, 5)) < 3
        if trace.cover > 0.8 and not level:
            traces[i] = trace
    return traces, colours


def _thin(scene: Scene, axes: Axes, legend: list[Entry], mask: Mask, paper: Colour) -> Survey:
    """Lines or points: each colour is one or the other."""
    thin = line_mask(scene, mask, axes)
    colours = named_first(legend, thin_colours(scene, thin, paper), paper)
    if not colours:
        colours = line_colours(scene.pixels, thin, paper, least=40)[:1]
    names = {i: entry.name for i, entry in enumerate(legend)}
    masks = [
        without_axes(own & thin, axes.plot) if chroma(colour) < _GRAY else own & thin
        for colour, own in zip(colours, blend_masks(scene.pixels, colours, paper), strict=True)
    ]
    share_out(masks, colours, legend)
    has_scale = any(axis and axis.scale for axis in (axes.left, axes.right))
    traces: dict[int, Trace] = {}
    dots: dict[int, list[Dot]] = {}
    for i, own in enumerate(masks):
        alone = stand_alone(own, axes.plot)
        dash = legend[i].dash if i < len(legend) and legend[i].dash < inf else 0.0
        leap = 1.5 * dash
        trace = follow(own, axes.plot, leap) if not alone or leap else None
        if trace and has_scale and is_line(trace, own, axes, scene.text_height, dashed=leap > 0):
            traces[i] = follow(filled_rings(own, scene.text_height), axes.plot, leap) or trace
            continue
        marks = find_dots(own, axes.plot, scene.text_height)
        if len(marks) >= 2:
            dots[i] = marks
    shared = (axes, tuple(legend), tuple(colours))
    if traces:
        return Survey("line_chart", 0.8, *shared, traces=traces, names=names)
    if sum(map(len, dots.values())) >= (_DOTS if has_scale else _CLOUD):
        return Survey("scatter_chart", 0.7, *shared, dots=dots, names=names)
    return Survey("other_chart", 0.4, *shared)
