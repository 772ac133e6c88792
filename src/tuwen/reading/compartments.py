"""Boxes with compartments: what shares its sides is one box, as a class with its members."""

from dataclasses import replace

import numpy as np

from tuwen.reading.outline import Outline, bounds, corners, inside
from tuwen.reading.scene import Scene
from tuwen.reading.tabs import holds_shapes, is_tab
from tuwen.reading.types import Box, Shape

_BORDER = 6  # px: between a box and its compartments at most
_TALL = 80  # glyph heights: the tallest box


def join_compartments(scene: Scene, found: list[Outline]) -> list[Outline]:
    """Join boxes that share a whole side: class boxes, ER tables, a cylinder and its lid."""
    found = found + _dense(scene, found)
    size = len(found)
    root = list(range(size))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    for i in range(size):
        for j in range(i + 1, size):
            if _share_side(found[i], found[j]) and not _tabbed(scene, found, i, j):
                root[find(i)] = find(j)
    clusters: dict[int, list[Outline]] = {}
    for i, outline in enumerate(found):
        clusters.setdefault(find(i), []).append(outline)
    joined: list[Outline] = []
    for cluster in clusters.values():
        joined += cluster if _stack(scene, cluster) else _joined(cluster)
    return joined


def _dense(scene: Scene, found: list[Outline]) -> list[Outline]:
    """Compartments that are too flat, or too full of text, to be shapes of their own."""
    strips: list[Outline] = []
    for outline in found:
        if outline.shape not in ("rect", "rounded") or not scene.texts_in(outline.box):
            continue
        for box in _strips_below(scene, outline.box):
            if not any(_cut(box, outline.box, o.box) for o in (*found, *strips)):
                strips.append(replace(outline, polygon=corners(box), box=box, shape="rect"))
    return strips


def _strips_below(scene: Scene, box: Box) -> list[Box]:
    """The strips below a box between its sides, which run on, and rules across."""
    x0, _, x1, y1 = box
    reach = round(_TALL * scene.glyph_height)
    left, right = max(0, x0 - _BORDER), min(scene.width, x1 + _BORDER)
    window = scene.gray[y1 - 1 : y1 + reach, left:right].astype(np.int16)
    across = window[:, x0 - left + 3 : x1 - left - 3]
    if across.shape[1] < 8 or len(across) < 4:
        return []
    level = np.median(across, axis=1)
    even = (np.abs(across - level[:, None]) <= 16).mean(axis=1) > 0.9
    sides = [window[:, : x0 - left + 1], window[:, x1 - left - 1 :]]
    held = np.min([np.abs(side - level[:, None]).max(axis=1) for side in sides], axis=0) > 30
    contrast = np.abs(level - level[0])
    rule = int(contrast[: _BORDER + 1].argmax())
    if contrast[rule] < 40:
        return []
    drawn = even & (np.abs(level - level[rule]) < 0.4 * contrast[rule])
    ends = np.flatnonzero(~(held | drawn)[rule:])
    rows = np.flatnonzero(drawn[: rule + int(ends[0]) if len(ends) else None])
    breaks = np.flatnonzero(np.diff(rows) > 1)
    return [(x0, y1 + int(rows[k]), x1, y1 - 1 + int(rows[k + 1])) for k in breaks]


def _cut(strip: Box, start: Box, other: Box) -> bool:
    """The other lies in a strip or reaches into it; a frame around the whole box does not."""
    meet = all(max(strip[k], other[k]) < min(strip[k + 2], other[k + 2]) for k in (0, 1))
    return meet and not (inside(strip, other) and inside(start, other))


def _tabbed(scene: Scene, found: list[Outline], i: int, j: int) -> bool:
    """One of two boxes is the tab of the other, a frame."""
    pair = found[i], found[j]
    if not is_tab(pair[0].box, pair[1].box):
        return False
    return holds_shapes(scene, found, pair[0]) or holds_shapes(scene, found, pair[1])


def _stack(scene: Scene, cluster: list[Outline]) -> bool:
    """Boxes of one size set on one another, each with its own centred name: no compartments."""
    if len(cluster) < 2:
        return False
    sizes = np.array([(o.box[2] - o.box[0], o.box[3] - o.box[1]) for o in cluster])
    if (sizes.max(axis=0) > 1.25 * sizes.min(axis=0)).any():
        return False
    named = 0
    for outline in cluster:
        x0, y0, x1, y1 = outline.box
        own = scene.texts_in(outline.box)
        if not own:
            return False
        left, top, right, bottom = bounds(own)
        aside = abs(left + right - x0 - x1) / 2 > 0.05 * (x1 - x0)
        aslant = abs(top + bottom - y0 - y1) / 2 > 0.15 * (y1 - y0)
        named += not aside and not aslant
    return named == len(cluster)


def _share_side(a: Outline, b: Outline) -> bool:
    if {"diamond", "end", "cloud"} & {a.shape, b.shape}:
        return False
    if inside(a.box, b.box) or inside(b.box, a.box):
        return False
    lid = not {"stadium", "ellipse", "circle"}.isdisjoint((a.shape, b.shape))
    for along in (0, 1):
        wide = max(a.box[along + 2] - a.box[along], b.box[along + 2] - b.box[along])
        apart = max(abs(a.box[k] - b.box[k]) for k in (along, along + 2))
        even = apart <= max(_BORDER, 0.1 * wide)
        if (even or not lid) and _touch(a.box, b.box, along, 1 - along):
            return True
    return False


def _touch(a: Box, b: Box, along: int, across: int) -> bool:
    """The boxes meet across one axis (gap of a line's width) and line up along the other."""
    gap = max(a[across], b[across]) - min(a[across + 2], b[across + 2])
    overlap = min(a[along + 2], b[along + 2]) - max(a[along], b[along])
    shorter = min(a[along + 2] - a[along], b[along + 2] - b[along])
    return -8 <= gap <= 6 and overlap >= 0.94 * shorter and shorter >= 20


def _joined(cluster: list[Outline]) -> list[Outline]:
    """One box, or one and what only happens to touch it, or all as they were."""
    one = _join(cluster)
    for stray in cluster if one is None else ():
        rest = [o for o in cluster if o is not stray]
        if len(rest) > 1 and (most := _join(rest)):
            return [most, stray]
    return cluster if one is None else [one]


def _join(cluster: list[Outline]) -> Outline | None:
    if len(cluster) < 2:
        return cluster[0]
    boxes = [o.box for o in cluster]
    box = bounds(boxes)
    x0, y0, x1, y1 = box
    covered = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for left, top, right, bottom in boxes:  # with the lines between them
        covered[max(0, top - y0 - 4) : bottom - y0 + 4, max(0, left - x0 - 4) : right - x0 + 4] = 1
    if covered.mean() < 0.95:
        return None
    largest = max(cluster, key=lambda o: o.area)
    lid = min(cluster, key=lambda o: o.box[1])
    shape: Shape = "rect"
    if len(cluster) == 2 and lid.shape in ("ellipse", "circle", "stadium"):
        shape = "cylinder"
    parts = tuple(sorted(boxes, key=lambda b: (b[1], b[0])))
    joined = replace(largest, polygon=corners(box), box=box, shape=shape, parts=parts)
    return replace(joined, filled=any(o.filled for o in cluster))


def whole_boxes(outlines: list[Outline], frames: list[Outline]) -> list[Outline]:
    """The outlines and frames; a frame that boxes fill from side to side is one box of theirs."""
    found, rest = list(outlines), list(frames)
    for frame in frames:
        x0, y0, x1, y1 = frame.box
        held = [o for o in found if inside(o.box, frame.box)]
        rows = [o for o in held if o.box[0] - x0 <= _BORDER and x1 - o.box[2] <= _BORDER]
        tall = sum(o.box[3] - o.box[1] for o in rows)
        if len(rows) < 2 or tall < 0.7 * (y1 - y0) or any(_apart(o, rows) for o in held):
            continue
        parts = tuple(sorted((o.box for o in rows), key=lambda box: box[1]))
        found = [o for o in found if all(o is not row for row in rows)]
        found.append(replace(rows[0], polygon=corners(frame.box), box=frame.box, parts=parts))
        rest = [o for o in rest if o is not frame]
    return _without_badges(_without_strays(found)) + rest


def _without_strays(found: list[Outline]) -> list[Outline]:
    """Without what runs over the border of a box with compartments."""
    divided = [o for o in found if len(o.parts) > 1]
    return [
        o for o in found if not any(_straddles(o.box, box.box) for box in divided if box is not o)
    ]


def _straddles(box: Box, other: Box) -> bool:
    wide = min(box[2], other[2]) - max(box[0], other[0])
    tall = min(box[3], other[3]) - max(box[1], other[1])
    return min(wide, tall) > 12 and not inside(box, other, 6) and not inside(other, box, 6)


def _without_badges(found: list[Outline]) -> list[Outline]:
    """Without the discs beside the names of classes, a letter on each."""
    heads = [o.parts[0] for o in found if o.compartments]
    return [o for o in found if o.shape != "circle" or not any(inside(o.box, h) for h in heads)]


def _apart(outline: Outline, rows: list[Outline]) -> bool:
    return not any(inside(outline.box, row.box) for row in rows)
