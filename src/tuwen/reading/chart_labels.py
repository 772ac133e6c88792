"""Names of categories of which detection lost a part or all: they are read where they must stand.

A stroke like 一 is cut off as a line of its own, and short names are overlooked; the letters
stand beside the rest of a name, and below or beside their bars. Knows no scales.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_scale import Axis, Tick
from tuwen.reading.ocr import read_boxes
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_NARROW = 0.75  # of the usual width of a name
_NEAR = 0.75  # letter heights between the letters of one name
_INK = 60  # levels by which letters differ from the paper
_SURE = 0.6  # confidence of a name that is read in its place


def with_whole_names(scene: Scene, axes: Axes) -> Axes:
    """The axes with the names read again that are shorter than the ink that stands with them."""
    return replace(
        axes,
        left=_whole(scene, axes.left) if axes.left else None,
        bottom=_whole(scene, axes.bottom) if axes.bottom else None,
    )


def _whole(scene: Scene, axis: Axis) -> Axis:
    if axis.scale or axis.dates or len(axis.ticks) < 3:
        return axis
    usual = float(np.median([t.box[2] - t.box[0] for t in axis.ticks]))
    wider: dict[int, Box] = {}
    for i, tick in enumerate(axis.ticks):
        wide, high = tick.box[2] - tick.box[0], tick.box[3] - tick.box[1]
        if wide < _NARROW * usual and wide < 3 * high:
            box = _with_beside(scene, axis, tick, 1.2 * usual)
            if box[2] - box[0] > wide + 0.3 * high:
                wider[i] = box
    if not wider:
        return axis
    ticks = dict(enumerate(axis.ticks))
    for i, box in wider.items():
        if i not in ticks:
            continue
        name = _read(scene, [(box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2)])[0]
        if len(name) <= len(ticks[i].text):
            continue
        x0, y0, x1, y1 = box
        ticks[i] = Tick(name, (x0 + x1) / 2 if axis.side == "bottom" else (y0 + y1) / 2, None, box)
        for j in [j for j in ticks if j != i and x0 <= _middle(ticks[j])[0] <= x1]:
            if y0 <= _middle(ticks[j])[1] <= y1:  # the rest, taken for a name of its own
                del ticks[j]
    return replace(axis, ticks=tuple(sorted(ticks.values(), key=lambda tick: tick.at)))


def _with_beside(scene: Scene, axis: Axis, tick: Tick, most: float) -> Box:
    """The box of a name with the ink at both sides that stands as close as letters do."""
    x0, y0, x1, y1 = tick.box
    reach = round(most)
    low, high = max(0, x0 - reach), min(scene.width, x1 + reach)
    if axis.side == "left":  # beyond the names comes the axis
        high = min(high, axis.box[2])
    inked = _inked(scene, (low, y0, high, y1)).any(axis=0)
    near = _NEAR * (y1 - y0)
    columns = np.flatnonzero(inked) + low
    for column in columns[columns < x0][::-1].tolist():
        if x0 - column > near or x1 - column > most:
            break
        x0 = column
    for column in columns[columns >= x1].tolist():
        if column - x1 > near or column + 1 - x0 > most:
            break
        x1 = column + 1
    return (x0, y0, x1, y1)


def _inked(scene: Scene, box: Box) -> NDArray[np.bool_]:
    x0, y0, x1, y1 = box
    area = scene.gray[y0:y1, x0:x1].astype(np.int16)
    return np.abs(area - np.median(area)) > _INK if area.size else np.zeros(area.shape, np.bool_)


def names_in(scene: Scene, axis: Axis, spans: list[tuple[float, float]]) -> list[str]:
    """The names that stand beside an axis from one place to another; empty where none does."""
    x0, y0, x1, y1 = axis.box
    boxes: list[Box] = []
    for low, high in spans:
        a, b = round(low), round(high)
        boxes.append((x0, a, x1, b) if axis.side == "left" else (a, y0, b, y1))
    return _read(scene, [_fitted(scene, box) for box in boxes])


def _fitted(scene: Scene, box: Box) -> Box:
    """The part of a box that holds ink."""
    ink = _inked(scene, box)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) < 3 or len(columns) < 3:
        return (0, 0, 0, 0)
    x0, y0 = box[0] + int(columns[0]), box[1] + int(rows[0])
    return (x0 - 2, y0 - 2, box[0] + int(columns[-1]) + 3, box[1] + int(rows[-1]) + 3)


def _read(scene: Scene, boxes: list[Box]) -> list[str]:
    """What stands in each of some boxes."""
    out = ["" for _ in boxes]
    for k, (x0, y0, x1, y1) in enumerate(boxes):
        if x1 - x0 < 3:
            continue
        box = (max(0, x0), max(0, y0), min(scene.width, x1), min(scene.height, y1))
        lines = read_boxes(scene.pixels, gray=scene.gray, boxes=[box])
        sure = len(lines) == 1 and lines[0].confidence >= _SURE
        if sure and any(letter.isalnum() for letter in lines[0].text):
            out[k] = lines[0].text
    return out


def _middle(tick: Tick) -> tuple[float, float]:
    return (tick.box[0] + tick.box[2]) / 2, (tick.box[1] + tick.box[3]) / 2
