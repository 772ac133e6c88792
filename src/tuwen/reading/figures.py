"""Stick figures: a small ring, a stroke down from it, arms across and two legs apart.

Knows nothing of captions or lines; a connector may touch the drawing anywhere.
"""

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.outline import Outline, inside
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_ROUND = 0.82  # width to height of a head, and the inverse
_HEAD = 0.5, 4.0  # glyph heights: its width
_ABOVE = 3.0  # of the widest head: how far above its name the figure's head is looked for
_RIM = 4  # px: thickest ring
_DISC = 0.66, 0.88  # of its box that a small disc fills
_WIDE, _TALL = 1.6, 4.6  # heads: arms and legs reach so far aside, the body so far down


def find_figures(scene: Scene, outlines: list[Outline]) -> list[Box]:
    """The boxes of stick figures, without what is written beside or below."""
    heads = _heads(scene, outlines)
    if not heads:
        return []
    ink = scene.ink & ~scene.text_mask
    return [box for head in heads if (box := _figure(ink, head)) is not None]


def _heads(scene: Scene, outlines: list[Outline]) -> list[Box]:
    """Small empty rings: those that are shapes, and near words those too small for one."""
    least, most = (share * scene.glyph_height for share in _HEAD)
    rings = {o.box for o in outlines if o.shape == "circle"}
    places = [_above(line.box, most) for line in scene.snug]
    rings |= {
        box for box in _round_places(scene, least, most)
        if any(inside(box, place, 0) for place in places)
    }  # fmt: skip
    words = [((q.box[0] + q.box[2]) / 2, (q.box[1] + q.box[3]) / 2) for q in scene.snug]
    return [
        (x0, y0, x1, y1) for x0, y0, x1, y1 in sorted(rings)
        if least <= x1 - x0 <= most and not any(x0 < x < x1 and y0 < y < y1 for x, y in words)
        and _ringed(scene, (x0, y0, x1, y1))
    ]  # fmt: skip


def _above(words: Box, most: float) -> Box:
    """The part of the picture where a figure with these words below it has its head."""
    x0, y0, x1, y1 = words
    up, aside = round(_ABOVE * most), round(most)
    return x0 - aside, y0 - up, x1 + aside, y1 + aside


def _round_places(scene: Scene, least: float, most: float) -> list[Box]:
    """The boxes of all round enclosed places of the size of a head."""
    areas = np.bincount(scene.labels.ravel())
    sized = (areas >= _DISC[0] * least**2) & (areas <= _DISC[1] * most**2)
    sized[0] = False
    ys, xs = np.nonzero(sized.take(scene.labels))
    label = scene.labels[ys, xs]
    order = np.argsort(label, kind="stable")
    names, first = np.unique(label[order], return_index=True)
    if not len(names):
        return []
    xs, ys = xs[order], ys[order]
    x0, y0 = np.minimum.reduceat(xs, first), np.minimum.reduceat(ys, first)
    w, h = np.maximum.reduceat(xs, first) + 1 - x0, np.maximum.reduceat(ys, first) + 1 - y0
    full = areas[names] / (w * h)
    round_ = (w >= least) & (w >= _ROUND * h) & (h >= _ROUND * w)
    round_ &= (full > _DISC[0]) & (full < _DISC[1])
    boxes = np.stack([x0, y0, x0 + w, y0 + h], axis=1)[round_].tolist()
    return [(a, b, c, d) for a, b, c, d in boxes]


def _ringed(scene: Scene, head: Box) -> bool:
    """What is around the head stands out more than what is in it."""
    x0, y0, x1, y1 = head
    if x0 < _RIM or y0 < _RIM or x1 + _RIM > scene.width:
        return False
    x, y = (x0 + x1) // 2, (y0 + y1) // 2
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    around = (scene.pixels[y, x0 - _RIM : x0], scene.pixels[y, x1 : x1 + _RIM],
              scene.pixels[y0 - _RIM : y0, x])  # fmt: skip
    off = sorted(int(np.abs(side.astype(int) - paper).max()) for side in around)
    return off[0] > int(np.abs(scene.pixels[y, x].astype(int) - paper).max()) + 30


def _figure(ink: NDArray[np.uint8], head: Box) -> Box | None:
    """The figure below a ring, if there is one."""
    x0, y0, x1, y1 = head
    size = x1 - x0 + 3
    middle = (x0 + x1) // 2
    left, top = max(0, middle - round(_WIDE * size)), y1
    window = ink[top : top + round(_TALL * size), left : middle + round(_WIDE * size) + 1] > 0
    centre = middle - left
    if window.shape[0] < 2 * size or centre < size or window.shape[1] - centre < size:
        return None
    slim = max(1, round(0.12 * size))
    neck = window[:, centre - slim : centre + slim + 1]
    trunk = _run(np.asarray(neck.any(axis=1)), 2)
    if not 0.7 * size <= trunk <= 3.4 * size:
        return None
    aside = window[:trunk].copy()
    aside[:, centre - slim : centre + slim + 1] = False
    arms = [aside[:, :centre], aside[:, centre:][:, ::-1]]
    if not all(0.4 * size <= int(side.any(axis=0).sum()) for side in arms):
        return None
    steps = [trunk + round(share * size) for share in (0.45, 0.7)]
    if steps[-1] >= len(window):
        return None
    for row in steps:  # legs: something on both sides, nothing between
        near = np.asarray(window[row - 1 : row + 2].any(axis=0))
        gap = near[centre - slim : centre + slim + 1].any()
        if gap or not near[:centre].any() or not near[centre:].any():
            return None
    sides = window[trunk:, : centre - slim], window[trunk:, centre + slim + 1 :]
    legs = np.logical_and(*(np.asarray(side.any(axis=1)) for side in sides))
    bottom = trunk + _run(legs, slim + 1)  # a line may run down between them
    across = np.flatnonzero(window[:bottom].any(axis=0))
    return left + int(across[0]), y0 - 3, left + int(across[-1]) + 1, top + bottom


def _run(filled: NDArray[np.bool_], late: int) -> int:
    """Length of the run of filled places from the start, which may come some places late."""
    begin = next((i for i in range(late + 3) if i < len(filled) and filled[i]), None)
    if begin is None:
        return 0
    empty = np.flatnonzero(~filled[begin:])
    return begin + (int(empty[0]) if len(empty) else len(filled) - begin)
