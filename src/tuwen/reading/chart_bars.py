"""Bars of a chart: rectangles of one colour that stand on a common base or on each other.

Works in a frame in which bars are upright; horizontal bars are read from the transposed
picture. Knows nothing of labels or values.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.chart_colour import Colour, mask_of
from tuwen.reading.scene import Mask
from tuwen.reading.types import Box

_FULL = 0.88  # share of its bounding box that a bar fills
_LINE = 3  # px that bars are thicker than lines
_OUTLINE = 4  # px that an outline is broad at most
_FLAT = 6  # levels between two rows of one colour
_FOREIGN = 60.0  # RGB distance from which a row is no blend of a bar and what lies beyond
_ACROSS = 8  # px of another colour side by side that count as a line drawn over a bar


@dataclass(frozen=True, slots=True)
class Bar:
    """`low`..`high` across, `top`..`foot` along the value axis (px, upright frame)."""

    colour: int  # index of the colour
    low: int
    high: int
    top: int
    foot: int
    over: float = 0.0  # px by which the bar reaches beyond `top`
    under: float = 0.0  # and below `foot`

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    @property
    def wide(self) -> int:
        return self.high - self.low

    @property
    def tall(self) -> int:
        return self.foot - self.top


@dataclass(frozen=True, slots=True)
class Bars:
    bars: tuple[Bar, ...]
    base: float  # where the bars stand, px
    stacked: bool
    trust: float  # 0..1: how well widths and feet agree


def rectangles(pixels: Pixels, mask: Mask, colours: list[Colour], paper: Colour) -> list[Bar]:
    """All filled rectangles of the colours; holes (printed values) are filled."""
    out: list[Bar] = []
    behind = np.ones((15, 1), np.uint8)
    for i, colour in enumerate(colours):
        own = mask_of(pixels, colour) & mask
        # Where a line of another colour was drawn over a bar, the bar goes on behind it.
        through = cv2.morphologyEx(own, cv2.MORPH_CLOSE, behind).astype(np.uint8) & mask & ~own
        if through.any():
            own = own | (through & _foreign(pixels, colour, paper, through))
        for x, y, w, h in _boxes(own):
            over = _beyond(pixels, colour, y - 1, -1, x, x + w)
            under = _beyond(pixels, colour, y + h, 1, x, x + w)
            out.append(Bar(i, x, x + w, y, y + h, over, under))
    return out


def _boxes(own: Mask, *, thin: bool = True) -> list[Box]:
    """Left, top, width, height of each filled rectangle; `thin` lines may join some."""
    contours, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    out: list[Box] = []
    for contour in contours:
        x, y, w, h = (int(v) for v in cv2.boundingRect(contour))
        if w < 3 or h < 1 or w * h < 6:
            continue
        filled = np.zeros((h, w), np.uint8)
        cv2.drawContours(filled, [contour], -1, 1, cv2.FILLED, offset=(-x, -y))
        if filled.sum() >= _FULL * w * h and _is_level(filled):
            out.append((x, y, w, h))
        elif thin and min(w, h) > 2 * _LINE:  # an axis of nearly their colour joins bars
            cut = cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((_LINE, _LINE), np.uint8))
            parts = _boxes(np.asarray(cut, np.uint8), thin=False)
            out += [(x + a, y + b, c, d) for a, b, c, d in parts]
    return out


def _is_level(filled: Mask) -> bool:
    """Whether the upper end goes straight across: an area may fill its box, but it slopes."""
    high, wide = filled.shape
    return int(filled[min(high - 1, max(2, high // 16))].sum()) >= 0.65 * wide


def _foreign(pixels: Pixels, colour: Colour, paper: Colour, where: Mask) -> Mask:
    """255 where a pixel of `where` is no blend of the bar's colour and the paper."""
    ys, xs = np.nonzero(where)
    way = np.array(colour, np.float32) - np.array(paper, np.float32)
    diff = pixels[ys, xs].astype(np.float32) - np.array(paper, np.float32)
    rest = np.linalg.norm(diff - (diff @ way / float(way @ way + 1))[:, None] * way, axis=1)
    out = np.zeros_like(where)
    out[ys[rest > 40], xs[rest > 40]] = 255
    across = np.ones((1, _ACROSS), np.uint8)  # an axis line at the bars' feet is narrower
    return cv2.morphologyEx(out, cv2.MORPH_OPEN, across).astype(np.uint8)


def _beyond(pixels: Pixels, colour: Colour, row: int, step: int, low: int, high: int) -> float:
    """How far (px) a bar reaches beyond its flat part, of which `row` is the next one.

    A part of a smoothed row belongs to it; where an outline is drawn, half of the outline.
    """
    inner = slice(low + (high - low) // 4, max(low + 1, high - (high - low) // 4))
    rows = [row + step * k for k in range(_OUTLINE + 2)]
    if not all(0 <= r < pixels.shape[0] for r in rows):
        rows = rows[:2]
        if not all(0 <= r < pixels.shape[0] for r in rows):
            return 0.0
    seen = [np.median(pixels[r, inner].astype(np.float64), axis=0) for r in rows]
    own = np.array(colour, np.float64)
    flat = (k for k in range(len(seen) - 1) if np.abs(seen[k] - seen[k + 1]).max() <= _FLAT)
    end = next(flat, None)
    if end:
        off = np.array([_off_segment(part, own, seen[end]) for part in seen[:end]])
        if off[:2].max() > _FOREIGN and not np.abs(seen[end] - own).max() <= _FLAT:
            return float((off * (np.arange(end) + 0.5)).sum() / off.sum())
    way = own - seen[1]
    length = float(way @ way)
    return min(1.0, max(0.0, float((seen[0] - seen[1]) @ way) / length)) if length > 900 else 0.0


def _off_segment(
    part: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]
) -> float:
    """How far a colour is from all blends of two others."""
    way = other - one
    share = min(1.0, max(0.0, float((part - one) @ way) / max(1.0, float(way @ way))))
    return float(np.linalg.norm(part - one - share * way))


def odd_area(pixels: Pixels, mask: Mask, colours: list[Colour], bars: list[Bar]) -> float:
    """Share of the coloured area that lies in none of the bars."""
    total = 0
    for colour in colours:
        total += int(np.count_nonzero(mask_of(pixels, colour) & mask))
    inside = sum(bar.wide * bar.tall for bar in bars)
    return max(0.0, 1.0 - inside / total) if total else 1.0


def stand(found: list[Bar], base: float | None) -> Bars | None:
    """The rectangles as upright bars: one width, feet on a base or on the bar below."""
    if not found:
        return None
    widths = np.array([bar.wide for bar in found])
    weights = np.array([bar.wide * bar.tall for bar in found], float)
    typical = float(np.median(np.repeat(widths, np.maximum(1, np.sqrt(weights)).astype(int))))
    bars = [bar for bar in found if abs(bar.wide - typical) <= max(2.0, 0.15 * typical)]
    if not bars:
        return None
    if base is None:
        base = _base_of(bars)
    slack = max(3.0, 0.012 * max(bar.foot for bar in bars))
    good = [bar for bar in bars if _stands(bar, bars, base, slack)]
    if not good:
        return None
    area = sum(bar.wide * bar.tall for bar in good)
    trust = area / max(1.0, float(weights.sum()))
    stacked = any(min(abs(bar.foot - base), abs(bar.top - base)) > slack for bar in good)
    return Bars(tuple(good), base, stacked, trust)


def _base_of(bars: list[Bar]) -> float:
    """The foot (or head, for negative bars) that the most bars share."""
    feet, heads = [bar.foot for bar in bars], [bar.top for bar in bars]
    counts = [
        (sum(abs(other - edge) <= 1 for other in edges), edge)
        for edges in (feet, heads)
        for edge in edges
    ]
    return float(max(counts)[1])


def _stands(bar: Bar, bars: list[Bar], base: float, slack: float) -> bool:
    if min(abs(bar.foot - base), abs(bar.top - base)) <= slack:
        return True
    return any(
        other is not bar
        and min(abs(other.top - bar.foot), abs(other.foot - bar.top)) <= slack
        and abs(other.middle - bar.middle) <= 0.3 * bar.wide
        for other in bars
    )


def is_heat_map(cells: Sequence[Bar]) -> bool:
    """Cells: alike in width and height, in several rows and many colours."""
    if len(cells) < 12:
        return False
    heights = np.array([cell.tall for cell in cells])
    usual = float(np.median(heights))
    alike = float((np.abs(heights - usual) <= 2).mean()) > 0.6
    rows = len({round(cell.top / max(1.0, usual)) for cell in cells})
    return alike and rows >= 3 and len({cell.colour for cell in cells}) >= 4


def transposed(pixels: Pixels, mask: Mask) -> tuple[Pixels, Mask]:
    """The picture turned so that bars growing to the right grow upwards."""
    turned = np.ascontiguousarray(pixels.transpose(1, 0, 2)[::-1])
    return turned, np.ascontiguousarray(mask.T[::-1])
