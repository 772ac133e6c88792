"""The words around a chart: title, axis labels, and lines that are no text at all.

Knows nothing of marks or values.
"""

from dataclasses import replace

from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_legend import Entry
from tuwen.reading.chart_numbers import parse_number
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box


def without_giants(scene: Scene) -> Scene:
    """The scene less the lines that a recogniser sees in a slice or a bar (「C」)."""
    tall = min(scene.text_height, 0.06 * min(scene.gray.shape))
    kept = tuple(line for line in scene.lines if not _giant(line, tall))
    return scene if len(kept) == len(scene.lines) else replace(scene, lines=kept)


def _giant(line: Line, tall: float) -> bool:
    x0, y0, x1, y1 = line.box
    return len(line.text) <= 3 and min(x1 - x0, y1 - y0) > 3.5 * tall


def used_boxes(axes: Axes | None, legend: list[Entry]) -> list[Box]:
    """Boxes of the texts that are ticks or names of a legend."""
    ticks = [tick.box for axis in axes.all() for tick in axis.ticks] if axes else []
    return ticks + [entry.box for entry in legend]


def find_title(scene: Scene, top: int, used: list[Box]) -> str:
    """The largest text above the marks; ties go to the higher one."""
    best: tuple[float, str] | None = None
    for line in scene.lines:
        x0, y0, x1, y1 = line.box
        if not line.upright or y1 > top + 0.5 * scene.text_height or len(line.text) < 2:
            continue
        if taken(line.box, used) or parse_number(line.text):
            continue
        wide = x1 - x0 >= 3 * (y1 - y0)
        central = abs((x0 + x1) / 2 - scene.width / 2) < 0.3 * scene.width
        tallness = (y1 - y0) / scene.text_height
        if not (wide and (tallness >= 1.1 or central or x0 < 0.1 * scene.width)):
            continue
        worth = tallness + (0.3 if central else 0) - 0.2 * y0 / scene.height
        if best is None or worth > best[0]:
            best = (worth, line.text)
    return best[1] if best else ""


def axis_labels(scene: Scene, axes: Axes, used: list[Box]) -> tuple[str, str]:
    """(x label, y label): below the bottom row; beside or above the left column."""
    tall = scene.text_height
    x_label = y_label = ""
    below = left_of = 1e9
    for line in scene.lines:
        if taken(line.box, used):
            continue
        x0, y0, x1, y1 = line.box
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        if axes.bottom and line.upright:
            gap = y0 - axes.bottom.box[3]
            inside = axes.plot[0] - 2 * tall < middle[0] < axes.plot[2] + 4 * tall
            if -0.5 * tall < gap < 3 * tall and inside and gap < below:
                below, x_label = gap, line.text
        if axes.left and not line.upright:
            gap = axes.left.box[0] - x1
            inside = axes.plot[1] - 2 * tall < middle[1] < axes.plot[3] + tall
            if -0.5 * tall < gap < 6 * tall and inside and gap < left_of:
                left_of, y_label = gap, line.text
    if axes.left and not y_label:
        y_label = _above(scene, axes.left.box, used)
    return _worded(x_label), _worded(y_label)


def _worded(text: str) -> str:
    return text if any(c.isalpha() for c in text) else ""


def _above(scene: Scene, column: Box, used: list[Box]) -> str:
    """A short text standing on the column of tick labels (ECharts puts the name there)."""
    tall = scene.text_height
    for line in scene.lines:
        x0, _, x1, y1 = line.box
        over = x0 < column[2] + tall and x1 > column[0] - tall
        if over and -0.3 * tall < column[1] - y1 < 1.6 * tall and not taken(line.box, used):
            return line.text
    return ""


def taken(box: Box, used: list[Box]) -> bool:
    """Whether the text is one of those used, or holds one (entries read as one line)."""
    return any(_within(box, other) or _within(other, box) for other in used)


def _within(box: Box, other: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] - 2 <= x <= other[2] + 2 and other[1] - 2 <= y <= other[3] + 2
