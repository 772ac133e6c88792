"""What the rim of the picture cuts through: words and lines that go on beyond it.

A picture that is whole has bare ground along its rim, or a border that runs along it. What
stands on the rim and goes straight inwards was cut. Knows no kinds and no nodes.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.line import Line
from tuwen.reading.runs import Run, runs

SIDES = ("上", "右", "下", "左")
_OFF = 70  # levels off the ground: ink
_GROUND = 0.4  # share of the side that is of one level: a ground
_BARE = 0.1  # share of the side that is paper, where it has no ground of its own
_WIDE = 2.5  # glyph heights: what is wider runs along the rim
_FEW = 3  # strokes: one or two may be lines that touch the rim
_NEAR = 3  # px from the rim to a word that it cuts


def cut_sides(gray: NDArray[np.uint8], tall: float) -> dict[str, list[Run]]:
    """The sides at which several strokes end, with where along the side (from its start)."""
    depth = int(np.clip(0.35 * tall, 4, 8))
    paper = int(np.bincount(gray[::3, ::3].ravel(), minlength=256).argmax())
    found: dict[str, list[Run]] = {}
    for turn, side in enumerate(SIDES):
        strip = np.rot90(gray, turn)[:depth]
        cuts = list(_cuts(strip, _WIDE * tall, paper))
        if len(cuts) >= _FEW:
            long = strip.shape[1]  # the last two sides run backwards once they are on top
            found[side] = [(long - b, long - a) if turn > 1 else (a, b) for a, b in cuts]
    return found


def through_words(
    sides: dict[str, list[Run]], size: tuple[int, int], lines: Iterable[Line]
) -> dict[str, list[Run]]:
    """Of cut sides those where strokes of words that were read end."""
    height, width = size
    kept: dict[str, list[Run]] = {}
    for side, cuts in sides.items():
        spans: list[Run] = []
        for x0, y0, x1, y1 in (line.box for line in lines):
            gap = {"上": y0, "右": width - x1, "下": height - y1, "左": x0}[side]
            if gap <= _NEAR:
                spans.append((x0, x1) if side in "上下" else (y0, y1))
        inside = [c for c in cuts if any(a - 2 <= c[0] and c[1] <= b + 2 for a, b in spans)]
        if len(inside) >= 2:
            kept[side] = inside
    return kept


def _cuts(strip: NDArray[np.uint8], wide: float, paper: int) -> Iterator[Run]:
    """Runs of ink on the outermost row that go on straight to the innermost of a strip."""
    levels = np.bincount(strip[0], minlength=256)
    around = np.convolve(levels, np.ones(13), "same")
    usual = int(levels.argmax())
    ground = paper if around[paper] >= _GROUND * strip.shape[1] else usual
    if around[ground] < _GROUND * strip.shape[1]:
        ground = paper
        if around[ground] < _BARE * strip.shape[1]:
            return
    ink = np.abs(strip.astype(np.int16) - ground) > _OFF
    for start, stop in runs(ink[0]):
        stroke = ink[:, max(0, start - 1) : stop + 1]
        straight = stroke.any(axis=1).all() and stroke[-1].sum() <= 1.6 * (stop - start) + 1
        if straight and stop - start <= wide:
            yield start, stop
