"""Tabs and bars: the title of a frame on its upper left corner, as packages and folders have
it, or along its whole upper side, as swimlanes do."""

from dataclasses import replace

import cv2
import numpy as np

from tuwen.reading.outline import Outline, bounds, inside
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_TALL = 3.5  # glyph heights: the tallest tab
_NEAR = 6  # px: between the borders of a tab and of its frame
_NARROW = 0.94  # of the frame's width that a tab covers at most
_BORDERED = 0.9  # of a side with ink on it


def with_tabs(scene: Scene, outlines: list[Outline]) -> list[Outline]:
    """The outlines; the tab of a frame, which bears its title, is part of it."""
    flat = [
        o for o in outlines
        if o.box[3] - o.box[1] < _TALL * scene.glyph_height and scene.texts_in(o.box)
    ]  # fmt: skip
    found: list[Outline] = []
    bars: list[Outline] = []
    for outline in outlines:
        if holds_shapes(scene, outlines, outline):
            tab = next((o for o in flat if _titles(o, outline, outlines)), None)
            box = tab.box if tab else _drawn_above(scene, outline.box)
            bar = next((o for o in flat if _tops(o, outline)), None) if not box else None
            if box:
                outline = _tabbed(outline, box)
            elif bar and holds_shapes(scene, [o for o in outlines if o is not bar], outline):
                x0, _, x1, y1 = outline.box
                outline = replace(outline, parts=(bar.box, (x0, bar.box[3] + 1, x1, y1)))
                bars.append(bar)
        found.append(outline)
    tabs = [o.tab for o in found if o.tab is not None]
    found = [o for o in found if all(o is not bar for bar in bars)]
    return [o for o in found if not any(inside(o.box, tab, _NEAR) for tab in tabs)]


def _tops(bar: Outline, frame: Outline) -> bool:
    """A strip within a frame along its upper side, from one corner to the other."""
    (x0, y0, x1, _), (left, top, right, _) = bar.box, frame.box
    return bar is not frame and max(abs(x0 - left), abs(y0 - top), abs(x1 - right)) <= _NEAR


def holds_shapes(scene: Scene, outlines: list[Outline], frame: Outline) -> bool:
    """There are shapes in it, and not only the marks that text has."""
    least = 2 * scene.glyph_height
    return any(
        inside(o.box, frame.box) and min(o.box[2] - o.box[0], o.box[3] - o.box[1]) > least
        for o in outlines if o is not frame
    )  # fmt: skip


def is_tab(a: Box, b: Box) -> bool:
    """One of two boxes sits on the upper left corner of the other."""
    tab, frame = (a, b) if a[3] - a[1] < b[3] - b[1] else (b, a)
    aligned = abs(tab[0] - frame[0]) <= _NEAR and abs(tab[3] - frame[1]) <= _NEAR
    return aligned and tab[2] - tab[0] < _NARROW * (frame[2] - frame[0])


def _titles(tab: Outline, frame: Outline, outlines: list[Outline]) -> bool:
    """A tab on a frame, or flush in its corner with no shape beside it."""
    if tab is frame or is_tab(tab.box, frame.box):
        return tab is not frame
    (x0, y0, x1, y1), (left, top, right, _) = tab.box, frame.box
    flush = -2 <= x0 - left <= _NEAR and -2 <= y0 - top <= _NEAR
    beside = (o.box for o in outlines if o is not tab and inside(o.box, frame.box))
    narrow = x1 - x0 < _NARROW * (right - left)
    return flush and narrow and not any(box[1] < y1 and box[3] > y0 for box in beside)


def _drawn_above(scene: Scene, frame: Box) -> Box | None:
    """A tab that its title fills, so that it is no shape: a text with borders around it."""
    x0, y0, x1, _ = frame
    reach = round(_TALL * scene.glyph_height)
    for line in scene.snug:
        left, top, right, bottom = line.box
        if not (-_NEAR < left - x0 < 2 * scene.glyph_height and right < x1):
            continue
        if not (y0 - reach < top and bottom < y0 + _NEAR and line.upright):
            continue
        side = scene.ink[top : y0 - 2, max(0, x0 - _NEAR) : x0 + 2]
        above = scene.ink[max(0, y0 - reach) : top, left:right]
        if side.size == 0 or above.size == 0:
            continue
        rules = np.flatnonzero((cv2.dilate(above, np.ones((3, 1), np.uint8)) > 0).mean(axis=1)
                               > _BORDERED)  # fmt: skip
        if len(rules) and (side.max(axis=1) > 0).mean() > _BORDERED:
            upper = max(0, y0 - reach) + int(rules[-1])
            return x0, upper, right + round(0.5 * scene.glyph_height), y0 - 2
    return None


def _tabbed(frame: Outline, tab: Box) -> Outline:
    x0, y0, x1, y1 = frame.box
    left, top, right, low = tab
    y0 = low if y0 < top + _NEAR else y0  # the frame was found with its tab
    corner = [[left, top], [right, top], [right, y0], [x1 - 1, y0], [x1 - 1, y1 - 1], [x0, y1 - 1]]
    polygon = np.array(corner, np.int32).reshape(-1, 1, 2)
    return replace(frame, polygon=polygon, box=bounds([frame.box, tab]), tab=(left, top, right, y0))
