"""Points of a scatter or bubble chart: small marks of one colour, overlapping ones apart.

Marks that stand alone show the form that all have; where marks overlap, that form is laid
over them until their ink is used up. Knows nothing of axes.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.scene import Mask
from tuwen.reading.types import Box

_MOST = 600
_COVERED = 0.75  # share of a form's ink that must be there
_OWN = 0.3  # and share of it that no mark found before explains
_ALONE = 30  # marks alone that are enough to know the form


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    size: float  # diameter in px


@dataclass(frozen=True, slots=True)
class _Mark:
    """One connected piece of ink: its box, its ink, and its outline filled."""

    x: int
    y: int
    ink: Mask
    filled: Mask

    @property
    def wide(self) -> int:
        return self.ink.shape[1]

    @property
    def tall(self) -> int:
        return self.ink.shape[0]

    @property
    def compact(self) -> float:
        return np.count_nonzero(self.filled) / (self.wide * self.tall)

    @property
    def even(self) -> bool:
        longer, shorter = max(self.wide, self.tall), min(self.wide, self.tall)
        return longer <= 1.4 * shorter and self.compact > 0.45


def find_dots(mask: Mask, plot: Box, tall: float) -> list[Dot]:
    """The marks inside the plot; hollow ones are filled first."""
    x0, y0, _, _ = plot
    marks = _marks(mask, plot)
    sizes = np.array([max(m.wide, m.tall) for m in marks if min(m.wide, m.tall) >= 3])
    if len(sizes) < 2:
        return []
    usual = _usual(sizes)
    form = _hollow_form(marks, usual)
    out: list[Dot] = []
    for mark in marks:
        size = max(mark.wide, mark.tall)
        if min(mark.wide, mark.tall) < max(3.0, 0.35 * usual) or len(out) >= _MOST:
            continue
        at: list[tuple[float, float]] = []
        if mark.even and (size <= 1.4 * usual or (mark.compact > 0.72 and form is None)):
            ys, xs = np.nonzero(mark.filled)
            at = [(float(xs.mean()), float(ys.mean()))]
            usual_size = float(size)
        elif size >= 30 * tall or mark.compact <= 0.2:
            continue
        elif form is not None:
            at, usual_size = _laid_over(mark.ink, form), usual
        else:
            at, usual_size = _peaks(mark.filled, usual), usual
        out += [Dot(x0 + mark.x + px + 0.5, y0 + mark.y + py + 0.5, usual_size) for px, py in at]
    return out[:_MOST]


def _usual(sizes: NDArray[np.int64]) -> float:
    """The size that most marks have, by their ink, if it is that of a good part of them."""
    alike = np.abs(sizes[:, None] - sizes) <= np.maximum(1.0, 0.08 * sizes[:, None])
    best = int((alike.sum(axis=1) * sizes).argmax())
    if alike[best].mean() < 0.3:
        return float(np.percentile(sizes, 30))
    return float(np.median(sizes[alike[best]]))


def stand_alone(mask: Mask, plot: Box) -> bool:
    """Whether much of the ink is small marks of one size apart from each other: no line."""
    marks = [m for m in _marks(mask, plot) if m.even and min(m.wide, m.tall) >= 4]
    if len(marks) < 6:
        return False
    sizes = np.array([max(m.wide, m.tall) for m in marks], float)
    usual = float(np.median(sizes))
    alike = [m for m, size in zip(marks, sizes, strict=True) if abs(size - usual) <= 0.2 * usual]
    x0, y0, x1, y1 = plot
    total = np.count_nonzero(mask[y0:y1, x0:x1])
    ink = sum(int(np.count_nonzero(m.ink)) for m in alike)
    return bool(len(alike) >= 6 and ink > 0.25 * total)


def _marks(mask: Mask, plot: Box) -> list[_Mark]:
    x0, y0, x1, y1 = plot
    area = mask[y0:y1, x0:x1]
    contours, _ = cv2.findContours(area, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    out: list[_Mark] = []
    for contour in contours[: 4 * _MOST]:
        x, y, w, h = (int(v) for v in cv2.boundingRect(contour))
        filled = np.zeros((h, w), np.uint8)
        cv2.drawContours(filled, [contour], -1, 255, cv2.FILLED, offset=(-x, -y))
        out.append(_Mark(x, y, area[y : y + h, x : x + w] & filled, filled))
    return out


def _hollow_form(marks: list[_Mark], usual: float) -> NDArray[np.float32] | None:
    """The ink that hollow marks share, where marks are hollow."""
    alone = [
        m for m in marks if m.even and abs(max(m.wide, m.tall) - usual) <= max(1.5, 0.15 * usual)
    ][:_ALONE]
    if len(alone) < 3:
        return None
    side = max(max(m.wide, m.tall) for m in alone)
    total = np.zeros((side, side), np.float32)
    for m in alone:
        top, left = (side - m.tall) // 2, (side - m.wide) // 2
        total[top : top + m.tall, left : left + m.wide] += m.ink > 0
    form = (total >= 0.6 * len(alone)).astype(np.float32)
    middle = form[side // 3 : side - side // 3, side // 3 : side - side // 3]
    hollow = bool(side >= 7 and float(middle.mean()) < 0.35 and float(form.sum()) > 8)
    # Triangles and diamonds fill but half of their box: the rim says little of where they lie.
    pointed = bool(side >= 7 and float(form.mean()) < 0.62)
    return form if hollow or pointed else None


def _laid_over(ink: Mask, form: NDArray[np.float32]) -> list[tuple[float, float]]:
    """Places of the form in overlapping hollow marks: the best covered first, each with ink
    of its own."""
    side = form.shape[0]
    padded = cv2.copyMakeBorder(ink, side, side, side, side, cv2.BORDER_CONSTANT, value=(0,))
    there = (padded > 0).astype(np.float32)
    covered = cv2.matchTemplate(there, form, cv2.TM_CCORR) / float(form.sum())
    ys, xs = np.nonzero(covered >= _COVERED)
    order = np.argsort(-covered[ys, xs])[: 20 * _MOST]
    free = there.copy()
    broad = cv2.dilate(form, np.ones((3, 3), np.uint8)) > 0
    least = _OWN * float(form.sum())
    out: list[tuple[float, float]] = []
    for k in order:
        y, x = int(ys[k]), int(xs[k])
        spot = free[y : y + side, x : x + side]
        if float((spot * form).sum()) < least:
            continue
        spot[broad] = 0.0
        out.append((x - side + (side - 1) / 2, y - side + (side - 1) / 2))
    return out


def _peaks(filled: Mask, usual: float) -> list[tuple[float, float]]:
    """Centres of overlapping discs: tops of the distance from the rim, kept apart."""
    padded = cv2.copyMakeBorder(filled, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 5)
    reach = max(1, round(0.4 * usual))
    high = cv2.dilate(depth, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    tops = ((depth >= high - 1e-3) & (depth >= 0.32 * usual)).astype(np.uint8)
    count, _, _, centres = cv2.connectedComponentsWithStats(tops, connectivity=8)
    return [(float(x) - 1, float(y) - 1) for x, y in centres[1:count]]
