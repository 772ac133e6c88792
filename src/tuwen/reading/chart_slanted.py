"""Labels below an axis that were set aslant: what stands there is turned level and read again.

Recognition reads but level lines and lines on end. The slant is that at which the ink falls
into bands with gaps between them; each band is a label. Knows no scales.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.chart_axes import columns_of
from tuwen.reading.chart_scale import MAX_TICKS, Tick
from tuwen.reading.chart_ticks import number_of
from tuwen.reading.chart_turned import axis_line
from tuwen.reading.ocr import read_boxes
from tuwen.reading.runs import runs
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_SLANTS = tuple(k * side for side in (1, -1) for k in range(20, 75, 5))  # degrees, rising first
_HIGH = 1.35  # heights of a level label that a slanted one is high at least
_LEVEL = 1  # level text among slanted labels, at most
_ASIDE = 5.0  # of such heights that the first label may begin left of the axis
_DEEP = 12.0  # of such heights that the longest reaches down
_INK = 60  # levels by which letters differ from the paper
_LEAST = 3  # labels
_FEW = 60  # pixels of ink that are no labels
_BANDS = 1.3  # times as unevenly as chance that ink falls into bands,
_CLEARLY = 1.15  # and as into rows or columns
_TICK = 3  # px between a mark of the axis and the label that it belongs to
_LARGER = 2  # times as large as in the picture: small letters are read better so


@dataclass(frozen=True, slots=True)
class _Band:
    """A label in the frame in which it is level."""

    box: Box
    begins: float  # column of the picture at which its letters begin,
    ends: float  # and end
    middle: float


def slanted_labels(scene: Scene) -> tuple[Scene, list[Tick]]:
    """The slanted labels below the largest column of numbers, and the scene without them."""
    columns = [c for c in columns_of(scene) if c.agreeing >= 3 and c.scale and c.scale.slope < 0]
    if not columns:
        return scene, []
    left = max(columns, key=lambda axis: axis.agreeing)
    tall = float(np.median([tick.box[3] - tick.box[1] for tick in left.ticks]))
    line = axis_line(scene, left)
    if line is None:
        return scene, []
    top, start, end = line
    start = max(0, start - round(_ASIDE * tall))  # the first label begins left of the axis
    if _level(scene, (start, top, end), tall) > _LEVEL:
        return scene, []
    block = _block(scene, (start, top, end, min(scene.height, round(top + _DEEP * tall))))
    for tick in left.ticks:  # the lowest one stands beside the axis
        a0, _, a1, b1 = tick.box
        block[: max(0, b1 - top + 1), max(0, a0 - start) : max(0, a1 - start)] = False
    slant = _slant(block)
    if slant is None:
        return scene, []
    first, foot = top + _head(block), top + len(block)
    bands = _bands(block, slant, tall)
    if not _LEAST <= len(bands) <= MAX_TICKS:
        return scene, []
    texts = _read(scene, (start, top, end, foot), slant, bands)
    at = _places(bands, _marks(scene, (start, top, end), first), rising=slant > 0)
    half = max(2.0, tall / 2)
    found = [
        Tick(text, x, number_of(text), (round(x - half), first, round(x + half), foot))
        for x, text in zip((start + place for place in at), texts, strict=True)
        if text
    ]
    if len(found) < 0.7 * len(bands):
        return scene, []
    rest = tuple(
        line
        for line, snug in zip(scene.lines, scene.snug, strict=True)
        if not (start <= (snug.box[0] + snug.box[2]) / 2 <= end and top - 2 <= snug.box[1] < foot)
    )
    return replace(scene, lines=rest), found


def _level(scene: Scene, line: tuple[int, int, int], tall: float) -> int:
    """How many level texts stand right below the line of an axis."""
    start, top, end = line
    return sum(
        bool(q.text.strip())
        and start <= (q.box[0] + q.box[2]) / 2 <= end
        and -2 <= q.box[1] - top < 2 * tall
        and q.box[3] - q.box[1] <= _HIGH * tall
        for q in scene.snug
    )


def _block(scene: Scene, box: Box) -> NDArray[np.bool_]:
    """The ink below an axis as far as the rows are filled without a gap."""
    x0, y0, x1, y1 = box
    area = scene.gray[y0:y1, x0:x1].astype(np.int16)
    paper = int(np.bincount(area.ravel().astype(np.int64)).argmax()) if area.size else 255
    ink = np.abs(area - paper) > _INK
    stretches = runs(ink.any(axis=1), 3)
    return ink[: max(stretches, key=lambda s: s[1] - s[0])[1]] if stretches else ink[:0]


def _head(block: NDArray[np.bool_]) -> int:
    """The rows before the labels, which hold but marks of the axis."""
    filled = np.count_nonzero(block, axis=1)
    full = np.flatnonzero(filled > 0.25 * np.percentile(filled, 90)) if len(filled) else filled
    return int(full[0]) if len(full) else 0


def _slant(block: NDArray[np.bool_]) -> int | None:
    """Degrees by which the labels rise; None where no slant makes bands of the ink."""
    ys, xs = np.nonzero(block)
    if len(xs) < _FEW:
        return None

    def banded(slant: int) -> float:
        across = xs * sin(radians(slant)) + ys * cos(radians(slant))
        counts = np.bincount(np.rint(across - across.min()).astype(np.int64)).astype(float)
        return float((counts**2).sum() * len(counts) / counts.sum() ** 2)

    best = max(_SLANTS, key=banded)
    flat = max(banded(0), banded(90))
    return best if banded(best) > max(_BANDS, _CLEARLY * flat) else None


def _bands(block: NDArray[np.bool_], slant: int, tall: float) -> list[_Band]:
    """The labels from left to right."""
    ys, xs = np.nonzero(block[_head(block) :])
    ys = ys + _head(block)
    turn = radians(slant)
    across = np.rint(xs * sin(turn) + ys * cos(turn)).astype(np.int64)
    along = xs * cos(turn) - ys * sin(turn)
    low = int(across.min())
    counts = np.bincount(across - low)
    out: list[_Band] = []
    for a, b in runs(counts > 0, 1):
        own = (across >= low + a) & (across < low + b)
        if b - a < 0.5 * tall or np.count_nonzero(own) < 8:
            continue
        u0, u1 = float(along[own].min()), float(along[own].max()) + 1
        middle = low + (a + b) / 2
        box = (round(u0), low + a, round(u1), low + b)
        begins, ends = (u * cos(turn) + middle * sin(turn) for u in (u0, u1))
        out.append(_Band(box, begins, ends, float(xs[own].min() + xs[own].max()) / 2))
    return sorted(out, key=lambda band: band.ends)


def _read(scene: Scene, area: Box, slant: int, bands: Sequence[_Band]) -> list[str]:
    """What stands in each band; nothing where that cannot be read."""
    x0, y0, x1, y1 = area
    left, top = min(b.box[0] for b in bands) - 6, min(b.box[1] for b in bands) - 6
    right, foot = max(b.box[2] for b in bands) + 6, max(b.box[3] for b in bands) + 6
    turn = radians(slant)
    way = _LARGER * np.array(
        [[cos(turn), -sin(turn), -left], [sin(turn), cos(turn), -top]], np.float64
    )
    size = (_LARGER * (right - left), _LARGER * (foot - top))
    paper = [int(v) for v in np.median(scene.pixels[y0:y1, x0:x1].reshape(-1, 3), axis=0)]

    def turned_level(pixels: Pixels, ground: Sequence[int]) -> Pixels:
        crop = np.ascontiguousarray(pixels[y0:y1, x0:x1])
        turned = cv2.warpAffine(
            crop, way, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT,
            borderValue=[*map(float, ground)],
        )  # fmt: skip
        return turned.astype(np.uint8)

    pixels = turned_level(scene.pixels, paper)
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    out: list[str] = []
    for band in bands:
        a0, b0, a1, b1 = band.box
        box = (
            _LARGER * (a0 - left) - 4,
            _LARGER * (b0 - top) - 4,
            _LARGER * (a1 - left) + 4,
            _LARGER * (b1 - top) + 4,
        )
        lines = read_boxes(pixels, gray=gray, boxes=[box])
        out.append(lines[0].text if lines else "")
    return out


def _marks(scene: Scene, line: tuple[int, int, int], first: int) -> list[float]:
    """Columns of the marks between an axis and its labels."""
    start, top, end = line[0], line[1], line[2]
    rows = scene.gray[top : max(top + 1, min(first - 1, top + 3)), start:end].astype(np.int16)
    if rows.size == 0:
        return []
    seen = (np.abs(rows - int(np.median(rows))) > _INK // 2).all(axis=0)
    return [(a + b - 1) / 2 for a, b in runs(seen, 1) if b - a <= 4]


def _places(bands: list[_Band], marks: list[float], *, rising: bool) -> list[float]:
    """Where on the axis each label stands: with its end or its middle below the mark."""
    ends = [band.ends if rising else band.begins for band in bands]
    middles = [band.middle for band in bands]
    if len(marks) == len(bands):
        off = [np.abs(np.subtract(own, marks)).max() for own in (ends, middles)]
        return marks if min(off) < 4 * _TICK or len(marks) > 2 else ends
    return min((ends, middles), key=_uneven) if len(bands) > 2 else ends


def _uneven(places: list[float]) -> float:
    number = np.arange(len(places))
    step, first = np.polyfit(number, places, 1)
    return round(float(np.abs(np.array(places) - first - step * number).max()))
