"""What a chart draws its values with: bars, lines, areas, points or slices.

`survey` finds the axes, the legend and the marks and says which type of chart they make.
It turns nothing into values; chart.py does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np

from tuwen.figure.types import Pixels
from tuwen.reading.chart_areas import Band, find_bands
from tuwen.reading.chart_axes import Axes, find_axes
from tuwen.reading.chart_bars import Bar, Bars, odd_area, rectangles, stand, transposed
from tuwen.reading.chart_colour import (
    Colour,
    blend_masks,
    chroma,
    distance,
    line_colours,
    paper_of,
    same_hue,
    solid_colours,
)
from tuwen.reading.chart_dashes import by_dashes
from tuwen.reading.chart_frame import framed
from tuwen.reading.chart_funnel import Funnel
from tuwen.reading.chart_grid import snap_axes
from tuwen.reading.chart_legend import MARK_LETTERS, Entry, find_legend, name_of
from tuwen.reading.chart_lines import Trace, filled_rings, follow
from tuwen.reading.chart_pie import Pie
from tuwen.reading.chart_points import Dot, find_dots, stand_alone
from tuwen.reading.chart_round import round_chart
from tuwen.reading.chart_texts import taken, used_boxes
from tuwen.reading.chart_turned import with_turned_labels
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box, Kind

_GRAY = 45  # chroma below which a colour may be that of axes
_CLOSE_MARKS = MARK_LETTERS | frozenset("A8B口日百d")  # what marks that overlap are read as


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


def survey(scene: Scene) -> Survey | None:
    """The chart of the picture, or None where there is neither an axis nor a pie."""
    scene = with_turned_labels(scene)
    axes = find_axes(scene)
    if axes:
        return _with_axes(scene, framed(scene, snap_axes(scene, axes)))
    seen = round_chart(scene)
    if seen is None:
        return None
    shape, colours, legend = seen
    shared = (None, tuple(legend), tuple(colours))
    if isinstance(shape, Funnel):
        return Survey("other_chart", 0.9, *shared, funnel=shape)
    return Survey("pie_chart", shape.trust, *shared, pie=shape)


def _with_axes(scene: Scene, axes: Axes) -> Survey:
    paper = paper_of(scene, axes.plot)
    legend = find_legend(scene, used_boxes(axes, []), paper)
    mask = _plot_mask(scene, axes, legend)
    thick = max(3, round(scene.text_height / 6) | 1)
    solids = solid_colours(scene.pixels, mask, paper, least=60, thick=thick)[:24]
    found = _bars(scene, mask, solids, paper, axes)
    if found:
        bars, sideways = found
        if _is_heat_map(bars.bars):
            return Survey("other_chart", 0.7, axes, tuple(legend))
        filling = [solids[i] for i in sorted({bar.colour for bar in bars.bars})]
        traces, extra = ({}, []) if sideways else _lines_over(scene, mask, filling, paper, axes)
        shown = {len(solids) + i: trace for i, trace in traces.items()}
        return Survey(
            "bar_chart", bars.trust, axes, tuple(legend), (*solids, *extra), bars, sideways, shown
        )
    cells = rectangles(scene.pixels, mask, solids, paper) if len(solids) >= 4 else []
    if _is_heat_map(cells) and odd_area(scene.pixels, mask, solids, cells) < 0.4:
        return Survey("other_chart", 0.7, axes, tuple(legend))
    named = [entry.colour for entry in legend]
    solids = [*solids, *(c for c in named if all(distance(c, other) > 12 for other in solids))]
    solids = [_legend_colour(colour, named) for colour in solids]
    bands = find_bands(scene.pixels, mask, solids, named, paper, axes.plot, scene.text_height)
    if bands and axes.left and axes.left.scale:
        shared = (axes, tuple(legend), tuple(solids))
        names = {i: name_of(solids[i], legend, paper) for i in bands}
        return Survey("line_chart", 0.8, *shared, bands=bands, names=names)
    return _thin(scene, axes, legend, mask, paper)


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
        if bars and bars.trust > 0.85 and (best is None or bars.trust > best[0].trust + 0.02):
            best = (bars, sideways)
    return best


def _is_heat_map(cells: Sequence[Bar]) -> bool:
    """Cells: alike in width and height, in several rows and many colours."""
    if len(cells) < 12:
        return False
    heights = np.array([cell.tall for cell in cells])
    usual = float(np.median(heights))
    alike = float((np.abs(heights - usual) <= 2).mean()) > 0.6
    rows = len({round(cell.top / max(1.0, usual)) for cell in cells})
    return alike and rows >= 3 and len({cell.colour for cell in cells}) >= 4


def _line_mask(scene: Scene, mask: Mask, axes: Axes) -> Mask:
    """The plot without texts and without the axis lines at its rim."""
    words = scene.text_mask.copy()
    used = used_boxes(axes, [])
    for line in scene.lines:
        if taken(line.box, used):
            continue
        x0, y0, x1, y1 = line.box
        crop = scene.pixels[y0:y1, x0:x1]
        likely = _CLOSE_MARKS.issuperset(line.text) or (
            len(line.text) == 1 and not line.text.isdecimal()
        )
        if MARK_LETTERS.issuperset(line.text) or (likely and _is_vivid(crop)):
            words[y0:y1, x0:x1] = 0
    thin = mask & ~words
    x0, _, _, y1 = axes.plot
    edge = max(2, round(0.15 * scene.text_height))
    thin[:, x0 : x0 + edge] = 0
    thin[max(0, y1 - edge) : y1, :] = 0
    return thin


def _is_vivid(crop: Pixels) -> bool:
    """Whether the ink of a text is coloured, as marks are and letters seldom."""
    chromas = crop.max(axis=2).astype(np.int16) - crop.min(axis=2)
    return float((chromas > 28).mean()) > 0.15


def _without_axes(own: Mask, plot: Box) -> Mask:
    """A gray mask without the rows and columns of ink that go through the whole plot."""
    x0, y0, x1, y1 = plot
    area = own[y0:y1, x0:x1] > 0
    out = own.copy()
    for axis, view in ((1, out[y0:y1, x0:x1]), (0, out[y0:y1, x0:x1].T)):
        long = area.sum(axis=axis) > 0.75 * area.shape[axis]
        if 0 < long.sum() < 0.2 * len(long):
            view[long] = 0
    return out


def _lines_over(
    scene: Scene, mask: Mask, solids: list[Colour], paper: Colour, axes: Axes
) -> tuple[dict[int, Trace], list[Colour]]:
    """Lines of a colour that no bar has, drawn over the bars."""
    colours = _thin_colours(scene, _line_mask(scene, mask, axes), paper)
    colours = [c for c in colours if all(distance(c, solid) > 40 for solid in solids)]
    masks = blend_masks(scene.pixels, [*solids, *colours], paper)[len(solids) :] if colours else []
    traces: dict[int, Trace] = {}
    for i, own in enumerate(masks):
        own = filled_rings(own & mask, scene.text_height)
        trace = follow(own, axes.plot)
        if not trace or not _is_line(trace, own, axes, scene.text_height):
            continue
        level = float(np.nanpercentile(trace.y, 95) - np.nanpercentile(trace.y, 5)) < 3
        if trace.cover > 0.8 and not level:
            traces[i] = trace
    return traces, colours


def _thin_colours(scene: Scene, thin: Mask, paper: Colour) -> list[Colour]:
    colours = line_colours(scene.pixels, thin, paper, least=40)
    return [colour for colour in colours if chroma(colour) > 28]


def _is_line(trace: Trace, own: Mask, axes: Axes, tall: float, *, dashed: bool = False) -> bool:
    """A path seen in most of its columns, long, thin, and holding most of its colour."""
    x0, y0, x1, y1 = axes.plot
    long = len(trace.y) > 0.3 * (x1 - x0)
    ys = np.nan_to_num(np.diff(trace.y[~np.isnan(trace.y)]))
    near = np.full(len(trace.y), max(4.0, 3 * trace.thick))
    upright = np.nan_to_num(trace.tall) > 4 * trace.thick
    if upright.mean() < 0.1:  # a curve in steps
        near[upright] = np.maximum(near, trace.tall / 2 + 1)[upright]
    inside = 0
    for i in np.flatnonzero(~np.isnan(trace.y)):
        low, high = int(trace.y[i] - near[i]), int(trace.y[i] + near[i] + 1)
        inside += int(np.count_nonzero(own[max(0, low) : high, trace.start + i]))
    total = int(np.count_nonzero(own[y0:y1, x0:x1]))
    jumpy = float((np.abs(ys) > 6 * max(2.0, trace.thick)).mean()) if len(ys) else 1.0
    # Ink per length of path: how thick the stroke is, however steep it runs.
    stroke = inside / max(1.0, float(np.sqrt(1 + ys**2).sum()))
    thin = stroke <= max(5.5, 0.3 * tall)
    seen = trace.cover > (0.35 if dashed else 0.55)
    return long and thin and seen and inside > 0.4 * total and jumpy < 0.12


def _thin(scene: Scene, axes: Axes, legend: list[Entry], mask: Mask, paper: Colour) -> Survey:
    """Lines or points: each colour is one or the other."""
    thin = _line_mask(scene, mask, axes)
    colours = _named_first(legend, _thin_colours(scene, thin, paper), paper)
    if not colours:
        colours = line_colours(scene.pixels, thin, paper, least=40)[:1]
    names = {i: entry.name for i, entry in enumerate(legend)}
    masks = [
        _without_axes(own & thin, axes.plot) if chroma(colour) < _GRAY else own & thin
        for colour, own in zip(colours, blend_masks(scene.pixels, colours, paper), strict=True)
    ]
    _share_out(masks, colours, legend)
    has_scale = any(axis and axis.scale for axis in (axes.left, axes.right))
    traces: dict[int, Trace] = {}
    dots: dict[int, list[Dot]] = {}
    for i, own in enumerate(masks):
        alone = stand_alone(own, axes.plot)
        dash = legend[i].dash if i < len(legend) and legend[i].dash < inf else 0.0
        leap = 1.5 * dash
        trace = follow(own, axes.plot, leap) if not alone or leap else None
        if trace and has_scale and _is_line(trace, own, axes, scene.text_height, dashed=leap > 0):
            traces[i] = follow(filled_rings(own, scene.text_height), axes.plot, leap) or trace
            continue
        marks = find_dots(own, axes.plot, scene.text_height)
        if len(marks) >= 2:
            dots[i] = marks
    shared = (axes, tuple(legend), tuple(colours))
    if traces:
        return Survey("line_chart", 0.8, *shared, traces=traces, names=names)
    if sum(map(len, dots.values())) >= 5:
        return Survey("scatter_chart", 0.7, *shared, dots=dots, names=names)
    return Survey("other_chart", 0.4, *shared)


def _share_out(masks: list[Mask], colours: list[Colour], legend: list[Entry]) -> None:
    """Give each line of one colour its own part of the mask, by the dashes of the legend."""
    for i, colour in enumerate(colours[: len(legend)]):
        same = [k for k in range(len(legend)) if distance(colours[k], colour) < 10]
        if len(same) > 1 and same[0] == i:
            whole = np.bitwise_or.reduce([masks[k] for k in same])
            parts = by_dashes(whole, [legend[k].dash for k in same])
            for k, part in zip(same, parts, strict=True):
                masks[k] = part


def _named_first(legend: list[Entry], found: list[Colour], paper: Colour) -> list[Colour]:
    """The legend's colours, each in the strength it has in the plot, then unnamed ones."""
    out: list[Colour] = []
    rest = list(found)
    if len(legend) >= 2:  # a legend names all series; what is left over are blends
        found = []
    for entry in legend:
        alike = [c for c in rest if same_hue(c, entry.colour, paper, 0.996)]
        near = [e for e in legend if same_hue(e.colour, entry.colour, paper)]
        if alike and len(near) == 1:
            out.append(alike[0])
            rest.remove(alike[0])
        else:
            out.append(entry.colour)
    return [*out, *(c for c in found if not any(same_hue(c, d, paper) for d in out))]
