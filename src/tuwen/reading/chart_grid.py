"""Tick labels moved onto the tick marks and grid lines they belong to.

A label's centre is a pixel or two off its mark (and far off at the ends of an axis whose
outermost labels are pushed inwards); marks and grid lines are exact.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.chart_axes import Axes
from tuwen.reading.chart_scale import Axis, Tick, fit_scale
from tuwen.reading.scene import Scene

_FAINT = 5  # gray levels by which the faintest grid line differs from its paper


def snap_axes(scene: Scene, axes: Axes) -> Axes:
    """The axes with scales fitted through marks where marks are there."""
    return replace(
        axes,
        left=axes.left and _snapped(scene, axes, axes.left),
        right=axes.right and _snapped(scene, axes, axes.right),
        bottom=axes.bottom and _snapped(scene, axes, axes.bottom),
    )


def _snapped(scene: Scene, axes: Axes, axis: Axis) -> Axis:
    if axis.dates is not None:
        marked = _snapped(scene, axes, replace(axis, dates=None, scale=axis.dates))
        return replace(axis, dates=marked.scale)
    if axis.scale is None:
        return axis
    tall = scene.text_height
    strength = line_strength(scene, axes, axis)
    reach = max(2, round(0.8 * tall))
    moved: list[Tick] = []
    for tick in axis.ticks:
        low = max(0, round(tick.at) - reach)
        window = strength[low : round(tick.at) + reach + 1]
        if len(window) == 0 or window.max() < 4:
            moved.append(tick)
            continue
        # Of equally strong marks the nearest counts. Drawing libraries push a line of odd
        # thickness down and right by half of it to keep it crisp, so its first row is the place.
        best = low + np.flatnonzero(window >= 0.8 * window.max())
        near = best[np.argmin(np.abs(best - tick.at))]
        same = best[np.abs(best - near) <= max(2, tall / 6)]
        moved.append(replace(tick, at=float(same.min())))
    fitted = fit_scale(moved, tall, slack=max(1.0, tall / 20))
    least = max(min(3, axis.agreeing), axis.agreeing - 1)
    if fitted is None or fitted.agreeing < least:
        return axis
    return replace(fitted, side=axis.side)


def line_strength(scene: Scene, axes: Axes, axis: Axis) -> NDArray[np.float64]:
    """For each row (left, right) or column (bottom): how many px of thin line lie in it."""
    x0, y0, x1, y1 = axes.plot
    gray = scene.gray.astype(np.int16)
    paper = int(np.median(gray[y0:y1, x0:x1])) if scene.paper is None else _gray(scene.paper.colour)
    if axis.side == "bottom":
        area = gray[y0 : axis.box[1]].T.copy()
        area[: max(0, x0 - 2)] = paper  # the letters of the column are no marks
    else:
        area = gray[:, x0:x1]
    thick = max(2, round(scene.text_height / 6))
    padded = np.pad(area, ((thick, thick), (0, 0)), mode="edge")
    before = area - padded[: -2 * thick]
    after = area - padded[2 * thick :]
    thin = ((before > _FAINT) & (after > _FAINT)) | ((before < -_FAINT) & (after < -_FAINT))
    thin &= np.abs(area - paper) > _FAINT  # a gap between bars is no line
    return thin.sum(axis=1).astype(np.float64)


def _gray(colour: tuple[int, int, int]) -> int:
    red, green, blue = colour
    return round(0.299 * red + 0.587 * green + 0.114 * blue)
