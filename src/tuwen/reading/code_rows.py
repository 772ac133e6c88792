"""The rows of a picture of source text: where each stands, and which pixels are its letters.

Rows are as far apart as the recognised lines say, so that one that was not recognised, a lone
bracket, is found as well. Knows nothing of letters.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.line import Line
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_BUTTONS = re.compile(r"[\W_]{1,8}|[oOcC0@.,•●\s]{1,8}")  # of a window, recognised as letters
_INK = 28  # levels in one channel between a letter and its ground
_EVEN = 0.2  # of the distance between rows that a line may be off
_TIGHT, _WIDE = 0.9, 3.2  # distance between rows in heights of a line
_ABOVE, _BELOW = 1, 2  # rows looked for beyond those that were recognised
_LEFT = 12.0  # heights left of them that a lone bracket may stand


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts rows from the top, empty ones included."""

    number: int
    top: int
    bottom: int
    left: int
    ink: NDArray[np.float32]  # from `left`, `top` on: 0 ground … 1 letter; no column: empty row
    lines: tuple[Line, ...] = ()  # that were recognised in it

    @property
    def right(self) -> int:
        return self.left + self.ink.shape[1]

    def from_column(self, x: float) -> "Row":
        """The row without what stands left of a place."""
        gone = min(self.ink.shape[1], max(0, round(x - self.left)))
        ink = self.ink[:, gone:]
        filled = np.flatnonzero(ink.any(axis=0))
        first = int(filled[0]) if len(filled) else ink.shape[1]
        return replace(self, left=self.left + gone + first, ink=ink[:, first:])


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of one block, and the lines around it that stand on none."""

    rows: tuple[Row, ...]
    box: Box
    others: tuple[Line, ...]
    known: tuple[int, int]  # numbers of the first and the last row that were recognised


def find_rows(scene: Scene) -> Rows | None:
    """The block of rows that most lines of the picture stand in."""
    panel, lines = _panel(scene)
    tall = scene.glyph_height
    if not lines:
        return None
    middles = np.array([(q.box[1] + q.box[3]) / 2 for q in lines])
    start, pitch = _spacing(middles, tall)
    if pitch <= 0:
        numbers = _clusters(middles, tall)
        centres = {int(n): float(middles[numbers == n].mean()) for n in np.unique(numbers)}
        pitch, on = 1.5 * tall, np.ones(len(middles), bool)
    else:
        place = (middles - start) / pitch
        numbers = np.rint(place).astype(int)
        on = np.abs(place - numbers) < 1.5 * _EVEN
        kept = numbers[on]
        last = int(kept.max()) + _BELOW
        centres = {n: start + pitch * n for n in range(int(kept.min()) - _ABOVE, last + 1)}
    inside = [line for line, good in zip(lines, on, strict=True) if good]
    held: dict[int, list[Line]] = {n: [] for n in centres}
    for line, n in zip(inside, numbers[on].tolist(), strict=True):
        held[n].append(line)
    left = max(panel[0], min(q.box[0] for q in inside) - round(_LEFT * tall))
    right = min(panel[2], max(q.box[2] for q in inside) + round(2 * tall))
    half = max(0.5 * pitch, 0.5 * tall) if pitch < 1.7 * tall else 0.85 * tall
    rows = [
        replace(
            _row(scene.pixels, n - min(centres), centre, half, (left, right), panel),
            lines=tuple(held[n]),
        )
        for n, centre in sorted(centres.items())
    ]
    while rows and not rows[-1].ink.any():
        rows.pop()
    if not rows:
        return None
    others = tuple(q for q in scene.snug if q not in inside)
    levels = [n - min(centres) for n, y in centres.items()
              if min(q.box[1] for q in inside) < y < max(q.box[3] for q in inside)]  # fmt: skip
    known = min(levels, default=0), max(levels, default=0)
    return Rows(tuple(rows), (left, rows[0].top, right, rows[-1].bottom), others, known)


def _panel(scene: Scene) -> tuple[Box, list[Line]]:
    """The ground that most of the letters stand on, and the lines on it."""
    owners: Counter[int] = Counter()
    owner: list[int] = []
    lines = [q for q in scene.snug if q.upright]
    for line in lines:
        x0, y0, x1, y1 = line.box
        found = Counter(scene.labels[max(0, y0 - 2) : y1 + 2, x0:x1].ravel().tolist())
        del found[0]
        owner.append(found.most_common(1)[0][0] if found else 0)
        owners[owner[-1]] += len(line.text)
    whole = (0, 0, scene.width, scene.height)
    best = max(owners, key=lambda k: owners[k], default=0)
    region = scene.by_label.get(best)
    if region is None:
        return whole, lines
    x0, y0, x1, y1 = region.box
    highest = min(q.box[3] for q in lines)
    within = [
        q for q in lines
        if not (_BUTTONS.fullmatch(q.text) and q.box[1] < highest)
        and x0 <= q.box[0] and q.box[2] <= x1 and y0 <= q.box[1] and q.box[3] <= y1
    ]  # fmt: skip
    return region.box, within


def _clusters(middles: NDArray[np.float64], tall: float) -> NDArray[np.int64]:
    """A number for each line: those on one level share it."""
    order = np.argsort(middles)
    steps = np.diff(middles[order]) > 0.5 * tall
    numbers = np.zeros(len(middles), np.int64)
    numbers[order] = np.concatenate([[0], np.cumsum(steps)])
    return numbers


def _spacing(middles: NDArray[np.float64], tall: float) -> tuple[float, float]:
    """Middle of the first row and distance between rows; 0 where they are not even."""
    numbers = _clusters(middles, tall)
    levels = np.array([middles[numbers == n].mean() for n in range(numbers.max() + 1)])
    if len(levels) < 3:
        return 0.0, 0.0
    steps = np.diff(levels)
    best, start, pitch = 0.0, 0.0, 0.0
    for step in np.unique(np.round(steps[(steps > _TIGHT * tall) & (steps < _WIDE * tall)], 1)):
        for first in levels[:3]:
            place = (levels - first) / step
            near = np.abs(place - np.rint(place)) < _EVEN
            # Half the distance fits as well: what fits best is weighed with its length.
            score = float(near.sum()) + 0.3 * step / tall
            if score > best:
                line = np.polyfit(np.rint(place[near]), levels[near], 1) if near.sum() > 2 else None
                if line is None:
                    continue
                best, pitch, start = score, float(line[0]), float(line[1])
    if not pitch:
        return 0.0, 0.0
    place = (levels - start) / pitch
    if (np.abs(place - np.rint(place)) < _EVEN).mean() < 0.75:
        return 0.0, 0.0
    return start, pitch


def _row(
    pixels: Pixels, number: int, centre: float, half: float, across: tuple[int, int], panel: Box
) -> Row:
    top = max(panel[1], 0, round(centre - half))
    bottom = min(panel[3], len(pixels), round(centre + half))
    nothing = np.zeros((0, 0), np.float32)
    if bottom - top < 5:
        return Row(number, top, max(top, bottom), across[0], nothing)
    ink = ink_of(pixels[top:bottom, across[0] : across[1]])
    columns = np.flatnonzero(ink.any(axis=0))
    if len(columns) == 0:
        return Row(number, top, bottom, across[0], nothing)
    first, last = int(columns[0]), int(columns[-1]) + 1
    return Row(number, top, bottom, across[0] + first, ink[:, first:last])


def ink_of(crop: Pixels) -> NDArray[np.float32]:
    """How far each pixel of a row is from its ground (0 … 1), guides of indentation left out."""
    ground = np.median(crop.reshape(-1, 3), axis=0)
    off = np.abs(crop.astype(np.int16) - ground.astype(np.int16)).max(axis=2)
    strong = float(np.percentile(off.max(axis=0), 97))
    marks = (off > max(_INK, 0.22 * strong)).astype(np.uint8)
    upright = cv2.erode(marks, np.ones((len(marks), 1), np.uint8), anchor=(0, len(marks) - 1))
    full = upright.max(axis=0) > 0
    apart = full & ~np.roll(full, 2) & ~np.roll(full, -2)
    marks[:, apart] = 0
    return (off * marks / max(strong, 1.0)).clip(0, 1).astype(np.float32)
