"""The ink of lines and points in a plot, shared out among the colours that draw them.

Says which path is a line, and gives lines of one colour their own dashes. Knows no values.
"""

import numpy as np

from tuwen.figure.types import Pixels
from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_colour import Colour, chroma, distance, line_colours, same_hue
from tuwen.reading.chart_dashes import by_dashes
from tuwen.reading.chart_legend import MARK_LETTERS, Entry
from tuwen.reading.chart_lines import Trace
from tuwen.reading.chart_texts import taken, used_boxes
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box

_CLOSE_MARKS = MARK_LETTERS | frozenset("A8B口日百d")  # what marks that overlap are read as


def line_mask(scene: Scene, mask: Mask, axes: Axes) -> Mask:
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


def without_axes(own: Mask, plot: Box) -> Mask:
    """A gray mask without the rows and columns of ink that go through the whole plot."""
    x0, y0, x1, y1 = plot
    area = own[y0:y1, x0:x1] > 0
    out = own.copy()
    for axis, view in ((1, out[y0:y1, x0:x1]), (0, out[y0:y1, x0:x1].T)):
        long = area.sum(axis=axis) > 0.75 * area.shape[axis]
        if 0 < long.sum() < 0.2 * len(long):
            view[long] = 0
    return out


def thin_colours(scene: Scene, thin: Mask, paper: Colour) -> list[Colour]:
    colours = line_colours(scene.pixels, thin, paper, least=40)
    return [colour for colour in colours if chroma(colour) > 28]


def is_line(trace: Trace, own: Mask, axes: Axes, tall: float, *, dashed: bool = False) -> bool:
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


def share_out(masks: list[Mask], colours: list[Colour], legend: list[Entry]) -> None:
    """Give each line of one colour its own part of the mask, by the dashes of the legend."""
    for i, colour in enumerate(colours[: len(legend)]):
        same = [k for k in range(len(legend)) if distance(colours[k], colour) < 10]
        if len({legend[k].dash for k in same}) > 1 and same[0] == i:
            whole = np.bitwise_or.reduce([masks[k] for k in same])
            parts = by_dashes(whole, [legend[k].dash for k in same])
            for k, part in zip(same, parts, strict=True):
                masks[k] = part


def named_first(legend: list[Entry], found: list[Colour], paper: Colour) -> list[Colour]:
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
