"""Long level and upright lines of a picture, solid or dashed, over any background.

A line is a ridge: it differs from what lies on both of its sides, so a line over a filled
frame counts and the edge of a fill does not. Knows nothing of lifelines or messages.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.components import components, strongest
from tuwen.reading.scene import Mask
from tuwen.reading.types import Box

_STEP = 16  # colour difference between a line and each of its sides
_SOLID = 0.86  # share of a solid line's length that is inked


@dataclass(frozen=True, slots=True)
class Run:
    """A straight line along x (level) or y (upright): position across, extent along."""

    at: int  # y of a level line, x of an upright one
    start: int
    end: int  # one past the last pixel
    ink: float  # share of the extent that is inked

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def dashed(self) -> bool:
        return self.ink < _SOLID


class Ridges:
    """Lines up to `thickness` px thick, by difference to both sides.

    Dark lines, but not on a dark ground, and light lines, but not on a light one.
    """

    def __init__(self, pixels: Pixels, thickness: int) -> None:
        self._pixels, self._size = pixels, thickness + 2
        high, wide = pixels.shape[:2]
        small = cv2.resize(pixels, (-(-wide // 24), -(-high // 24)), interpolation=cv2.INTER_AREA)
        self._not_pale, self._not_deep = (
            cv2.resize(part.astype(np.uint8) * 255, (wide, high), interpolation=cv2.INTER_NEAREST)
            for part in (small.min(axis=2) <= 150, small.max(axis=2) >= 90)
        )

    def level(self) -> Mask:
        """255 on level lines."""
        return self._across(np.ones((self._size, 1), np.uint8))

    def upright(self) -> Mask:
        """255 on upright lines."""
        return self._across(np.ones((1, self._size), np.uint8))

    def _across(self, kernel: Mask) -> Mask:
        dark = strongest(cv2.morphologyEx(self._pixels, cv2.MORPH_BLACKHAT, kernel))
        light = strongest(cv2.morphologyEx(self._pixels, cv2.MORPH_TOPHAT, kernel))
        dark, light = cv2.min(dark, self._not_deep), cv2.min(light, self._not_pale)
        lines = cv2.threshold(cv2.max(dark, light), _STEP, 255, cv2.THRESH_BINARY)[1]
        return lines.astype(np.uint8, copy=False)


def level_runs(mask: Mask, *, gap: int, shortest: int, waver: int = 1) -> list[Run]:
    """Level lines in a ridge mask; dashes up to `gap` px apart are one line."""
    dots = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, 2), np.uint8))
    fat = cv2.dilate(dots, np.ones((2 * waver + 1, 1), np.uint8))
    padded = cv2.copyMakeBorder(fat, 0, 0, gap, gap, cv2.BORDER_CONSTANT, value=0)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    closed = np.ascontiguousarray(closed[:, gap:-gap])
    closed = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    count, labels, stats, _ = components(closed)
    runs: list[Run] = []
    for i in range(1, count):
        x, y, w, h = (int(v) for v in stats[i, :4])
        inside = (labels[y : y + h, x : x + w] == i) & (dots[y : y + h, x : x + w] > 0)
        runs += _lines_in(inside, x, y, shortest, 2 * waver, gap)
    return runs


def _lines_in(
    inside: NDArray[np.bool_], x: int, y: int, shortest: int, near: int, gap: int
) -> list[Run]:
    """The lines of one component, told apart by the rows with the most ink."""
    found: list[Run] = []
    rows = inside.sum(axis=1)
    while rows.max() >= 0.2 * shortest:
        peak = int(rows.argmax())
        low, high = peak, peak + 1
        while low > 0 and rows[low - 1] >= 0.6 * rows[peak]:
            low -= 1
        while high < len(rows) and rows[high] >= 0.6 * rows[peak]:
            high += 1
        at = y + (low + high - 1) // 2
        low, high = max(0, low - near), min(len(rows), high + near)
        columns = np.flatnonzero(inside[low:high].any(axis=0))
        for piece in np.split(columns, np.flatnonzero(np.diff(columns) > gap) + 1):
            start, end = int(piece[0]), int(piece[-1]) + 1
            if end - start >= shortest:
                found.append(Run(at, x + start, x + end, round(len(piece) / (end - start), 3)))
        rows[low:high] = 0
    return found


def merged(runs: list[Run], *, near: int, gap: int) -> list[Run]:
    """Join runs that follow one another, or double one another, on (nearly) one line."""
    out: list[Run] = []
    for run in sorted(runs, key=lambda r: (r.start, r.end)):
        for i, other in enumerate(out):
            if abs(other.at - run.at) <= near and run.start - other.end <= gap:
                start, end = min(other.start, run.start), max(other.end, run.end)
                both = max(0, min(other.end, run.end) - run.start)
                inked = (
                    other.ink * (other.length - both)
                    + max(other.ink, run.ink) * both
                    + run.ink * (run.length - both)
                )
                at = other.at if other.length >= run.length else run.at
                out[i] = Run(at, start, end, round(min(1.0, inked / (end - start)), 3))
                break
        else:
            out.append(run)
    return out


def bridge(mask: Mask, texts: list[Box], unit: float) -> None:
    """Draw in a level mask the lines on that pass behind a text, and clear the text's strokes."""
    far, least = round(2.2 * unit), max(4, round(0.4 * unit))
    for x0, y0, x1, y1 in texts:
        top, low = y0 + round(0.15 * (y1 - y0)), y1 - round(0.15 * (y1 - y0))
        before = mask[top:low, max(0, x0 - far) : max(0, x0 - 1)] > 0
        after = mask[top:low, x1 + 1 : x1 + far] > 0
        inked = np.minimum(before.sum(axis=1), after.sum(axis=1))
        if len(inked) == 0 or inked.max() < least:
            continue
        row = int(inked.argmax())
        start = max(0, x0 - far) + int(np.flatnonzero(before[row])[-1])
        end = x1 + 2 + int(np.flatnonzero(after[row])[0])
        mask[y0:y1, start + 1 : end - 1] = 0
        mask[top + row, start:end] = 255
