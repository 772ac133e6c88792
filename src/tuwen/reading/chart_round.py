"""Charts without axes: pies, funnels, and others (radar) that only their legend gives away.

A pie is looked for in a small copy first, so that pictures without one cost little.
"""

import cv2
import numpy as np

from tuwen.reading.chart_colour import (
    Colour,
    chroma,
    distance,
    mask_of,
    paper_of,
    solid_colours,
)
from tuwen.reading.chart_funnel import Funnel, find_funnel
from tuwen.reading.chart_legend import Entry, find_legend
from tuwen.reading.chart_numbers import printed_numbers
from tuwen.reading.chart_pie import Pie, disc, enlarged, find_pie, large_parts
from tuwen.reading.components import components
from tuwen.reading.scene import Scene

_GLANCE, _LOOK = 450, 640  # px: longest side of the copies


Shape = Pie | Funnel


def round_chart(scene: Scene) -> tuple[Shape, list[Colour], list[Entry]] | None:
    """The pie or the funnel of the picture with its colours and legend."""
    if not any(_not_a_box(scene, k) for k in range(min(40, len(scene.regions)))):
        return None
    paper = paper_of(scene, (0, 0, scene.width, scene.height))
    seen = _shape(scene, paper, _GLANCE, single=True)
    if seen is None:
        return None
    legend = find_legend(scene, [], paper)
    shape = seen[0]
    if isinstance(shape, Funnel) or len(shape.sectors) > 1:
        seen = _shape(scene, paper, _LOOK, single=False) or seen
    elif not legend or not all(printed_numbers(entry.name) for entry in legend):
        return None  # one circle is a chart only where a legend prints numbers
    return (*seen, legend)


def _not_a_box(scene: Scene, k: int) -> bool:
    region = scene.regions[k]
    filled = region.area / (region.width * region.height)
    return (
        region is not scene.paper
        and region.area > 0.02 * scene.gray.size
        and 0.25 < filled < 0.93
        and region.height > 0.1 * scene.height
    )


def _shape(
    scene: Scene, paper: Colour, side: int, *, single: bool
) -> tuple[Shape, list[Colour]] | None:
    shrink = min(1.0, side / max(scene.gray.shape))
    small = cv2.resize(scene.pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_NEAREST)
    small = small.astype(np.uint8, copy=False)
    words = np.zeros(small.shape[:2], np.uint8)
    for line in scene.snug:
        x0, y0, x1, y1 = (round(v * shrink) for v in line.box)
        words[y0 : y1 + 1, x0 : x1 + 1] = 255
    everywhere = np.full(small.shape[:2], 255, np.uint8)
    colours = solid_colours(small, everywhere, paper, least=20, thick=3)
    parts = large_parts(small, colours)
    pie = find_pie(parts, words)
    if pie is None and single:
        pie = disc(parts)
    funnel = find_funnel(parts, 1 / shrink) if pie is None else None
    if funnel:
        return funnel, colours
    return (enlarged(pie, 1 / shrink), colours) if pie else None


def legend_alone(scene: Scene) -> bool:
    """Whether a legend names colours that draw large things without words in them."""
    paper = paper_of(scene, (0, 0, scene.width, scene.height))
    legend = find_legend(scene, [], paper)
    named = [entry for entry in legend if any(c.isalpha() for c in entry.name)]
    vivid = [entry for entry in named if chroma(entry.colour) > 40]
    if len(vivid) < 2 or any(
        distance(a.colour, b.colour) < 40 for a in vivid for b in vivid if a is not b
    ):
        return False
    worded = np.zeros(scene.gray.shape, bool)
    for line in scene.snug:
        x0, y0, x1, y1 = line.box
        worded[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4] = True
    for entry in vivid:
        mask = mask_of(scene.pixels, entry.colour) > 0
        x0, y0, x1, y1 = entry.marker
        mask[y0:y1, x0:x1] = False
        least = 3 * (x1 - x0) * (y1 - y0)
        if np.count_nonzero(mask) < least:
            return False
        count, _, stats, _ = components(mask.astype(np.uint8))
        x, y, w, h, _ = (int(v) for v in stats[1 + int(stats[1:count, 4].argmax())])
        if w * h < least:  # the pictograms that the legend explains
            return False
        if worded[y : y + h, x : x + w].mean() > 0.12:
            return False
    return True
