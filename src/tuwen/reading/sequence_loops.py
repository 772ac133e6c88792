"""Messages of a participant to itself: a small loop that leaves a lifeline and comes back."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.scene import Mask
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_lines import Run
from tuwen.reading.sequence_messages import Message, Sheet, reach
from tuwen.reading.types import Box, Style


def find_loops(sheet: Sheet, level: list[Run], lifelines: list[Lifeline]) -> list[Message]:
    """The loops to the right of their lifelines, from top to bottom."""
    unit = sheet.unit
    strokes = _strokes(sheet, level)
    close = max(5, round(0.3 * unit)) | 1
    closed = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((close, close), np.uint8))
    count, labels, stats, _ = components(closed)
    found: list[Message] = []
    for k in range(1, count):
        x, y, w, h = (int(v) for v in stats[k, :4])
        if not (0.9 * unit <= w <= 6.5 * unit and 0.45 * unit <= h <= 4 * unit):
            continue
        home = _owner(sheet, lifelines, (x, y, x + w, y + h))
        if home is None:
            continue
        owner, side = home
        left = max(x, side)  # the disc of a number lies on both sides
        shape = labels[y : y + h, left : x + w] == k
        _add_fills(sheet, shape, left, y)
        if not _loops_back(shape, close) or _filled(sheet, (left, y, x + w, y + h)):
            continue
        pieces = cv2.connectedComponents(strokes[y : y + h, left : x + w], connectivity=8)[0] - 1
        style: Style = "dashed" if pieces >= 5 else "solid"
        path = ((left, y), (x + w, y + h))
        found.append(Message(owner, owner, "end", style, path, y + h, 0.85))
    return sorted(found, key=lambda m: m.y)


def _strokes(sheet: Sheet, level: list[Run]) -> Mask:
    """All thin strokes, without letters and without the long straight lines."""
    strokes = sheet.level | sheet.upright_mask
    thick = max(2, round(0.12 * sheet.unit))
    for run in level:
        if run.length > 5 * sheet.unit and not _in_text(run, sheet.texts):
            strokes[max(0, run.at - thick) : run.at + thick + 1, run.start : run.end] = 0
    for run in sheet.upright:
        least = 1.6 if run.ink > 0.85 else 5  # strokes of letters line up by chance
        if run.length > least * sheet.unit:
            strokes[run.start : run.end, max(0, run.at - thick) : run.at + thick + 1] = 0
    count, labels, stats, _ = components(strokes)
    glyph = np.zeros(count, bool)
    left, top = stats[:, 0], stats[:, 1]
    right, low = left + stats[:, 2], top + stats[:, 3]
    for x0, y0, x1, y1 in sheet.texts:
        glyph |= (left >= x0 - 3) & (right <= x1 + 3) & (top >= y0 - 3) & (low <= y1 + 3)
    glyph[0] = False
    strokes[glyph[labels]] = 0
    return strokes


def _in_text(run: Run, texts: list[Box]) -> bool:
    return any(
        y0 <= run.at <= y1 and min(x1, run.end) - max(x0, run.start) > 0.6 * run.length
        for x0, y0, x1, y1 in texts
    )


def _owner(sheet: Sheet, lifelines: list[Lifeline], box: Box) -> tuple[int, int] | None:
    """The participant that the loop starts at, and the x of its right side."""
    for i, line in enumerate(lifelines):
        if not (line.top <= box[1] and box[3] <= line.bottom):
            continue
        sides = [at[1] for y in (box[1], box[3]) if (at := reach(sheet, line, y))]
        if not sides or box[2] - min(sides) < 0.9 * sheet.unit:
            continue
        if -1.2 * sheet.unit <= box[0] - min(sides) <= 0.8 * sheet.unit:
            return i, min(sides)
    return None


def _add_fills(sheet: Sheet, shape: NDArray[np.bool_], left: int, top: int) -> None:
    """Add what is no stroke at the two ends: the inside of a head, the disc of a number."""
    tall, wide = shape.shape
    third = max(1, wide // 3)
    pixels = sheet.scene.pixels[top : top + tall]
    paper = np.median(pixels[:, left + wide + 5 : left + wide + 9].reshape(-1, 3), axis=0)
    if np.isnan(paper).any():
        return
    marks = np.abs(pixels[:, left : left + third] - paper).max(axis=2) > 60
    marks[round(0.4 * tall) : round(0.6 * tall)] = False
    shape[:, :third] |= marks


def _filled(sheet: Sheet, box: Box) -> bool:
    """Is it another colour inside than to its right: a note?"""
    x0, y0, x1, y1 = box
    pixels = sheet.scene.pixels
    third = (y1 - y0) // 3
    inside = pixels[y0 + third : y1 - third, (x0 + x1) // 2 : x1 - 4].reshape(-1, 3)
    outside = pixels[y0 + third : y1 - third, x1 + 5 : x1 + 9].reshape(-1, 3)
    if len(inside) == 0 or len(outside) == 0:
        return False
    apart = np.abs(np.median(inside, axis=0) - np.median(outside, axis=0))
    return bool(apart.max() > 12)


def _loops_back(shape: NDArray[np.bool_], close: int) -> bool:
    """Does the stroke leave on the upper left, turn on the right and return on the lower left?"""
    tall, wide = shape.shape
    third, half = max(1, wide // 3), max(1, wide // 2)
    upper, lower = shape[: round(0.4 * tall)], shape[round(0.6 * tall) :]
    middle = shape[round(0.42 * tall) : round(0.58 * tall) + 1]
    return bool(
        upper[:, :third].any(axis=0).mean() > 0.6
        and lower[:, :third].any(axis=0).mean() > 0.6
        and middle[:, -third:].any()
        and upper[:, :half].any(axis=0).mean() > 0.7
        and lower[:, :half].any(axis=0).mean() > 0.7
        and middle[:, : max(1, third - close // 2)].mean() < 0.55
    )
