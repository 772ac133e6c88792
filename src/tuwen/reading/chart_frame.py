"""The lines along the axes of a chart: where the plot ends, whatever its labels say.

Labels say but roughly how far a plot reaches, and tick marks beyond an axis look like marks of
a gray series. Knows nothing of scales.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_colour import paper_of
from tuwen.reading.runs import runs
from tuwen.reading.scene import Scene

_SEEN = 8  # levels by which a line differs from the paper
_GRAY = 40  # chroma that the line of an axis has at most
_RIM = 5  # px beyond the end of the axis: half of a mark, and none of the frame
_GAP = 3  # px that a line may be hidden
_ABOUT = 0.9  # of the longest run: lines that begin at an axis cut it
_LONG = 0.9  # of the distance between the outermost labels


def framed(scene: Scene, axes: Axes) -> Axes:
    """The axes with the plot beginning and ending with the lines along them, if drawn."""
    left, bottom = axes.left, axes.bottom
    if left is None or bottom is None or len(bottom.ticks) < 2:
        return axes
    x0, y0, x1, y1 = axes.plot
    tall = scene.text_height
    paper = np.array(paper_of(scene, axes.plot), np.int16)
    least = _LONG * (bottom.ticks[-1].at - bottom.ticks[0].at)
    low = max(y0, round(left.ticks[-1].at - 0.7 * tall))
    row = longest_run(_inked(scene, paper, (x0, low, scene.width, bottom.box[1])), least)
    if row:
        at, _, end = row
        y1 = min(y1, low + at + 2)
        if x0 + end > bottom.ticks[-1].at - 3 and axes.right is None:
            x1 = min(scene.width, max(x1, x0 + end + _RIM))
    first = round(min(bottom.ticks[0].at, x1)) + 3
    least = _LONG * (left.ticks[-1].at - left.ticks[0].at)
    top = max(0, round(left.ticks[0].at - tall))
    x0 = max(0, x0 - round(0.3 * tall))  # a mark of the axis may have been read with a label
    columns = _inked(scene, paper, (x0, top, first, y1)).T[::-1]  # the axis comes before a grid
    column = longest_run(columns, least)
    x0 = first - 1 - column[0] if column else axes.plot[0]
    return replace(axes, plot=(x0, y0, max(x0 + 1, x1), max(y0 + 1, y1)))


def _inked(
    scene: Scene, paper: NDArray[np.int16], box: tuple[int, int, int, int]
) -> NDArray[np.bool_]:
    x0, y0, x1, y1 = box
    area = scene.pixels[y0:y1, x0:x1].astype(np.int16)
    if area.size == 0:
        return np.zeros(area.shape[:2], np.bool_)
    gray = area.max(axis=2) - area.min(axis=2) <= _GRAY
    return gray & (np.abs(area - paper).max(axis=2) > _SEEN)


def longest_run(lines: NDArray[np.bool_], least: float) -> tuple[int, int, int] | None:
    """Of the rows the last of those with about the longest run: its number, start and end."""
    best: tuple[int, int, int] | None = None
    longest = 0
    for i, line in enumerate(lines):
        if np.count_nonzero(line) < least:
            continue
        start, end = max(runs(line, _GAP), key=lambda run: run[1] - run[0], default=(0, 0))
        if end - start >= max(least, _ABOUT * longest):
            best = (i, start, end)
        longest = max(longest, end - start)
    return best
