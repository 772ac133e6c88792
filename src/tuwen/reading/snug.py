"""Boxes of text lines shrunk to their glyphs, without borders and strokes they ran into."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.line import Line
from tuwen.reading.types import Box

_STROKES = "-–—_~<>=·•←→◀▶"  # what a recogniser makes of the line that a label sits on
_LEVEL = 0.88  # of a row inked: the level border of a box
_NARROW = 1.1  # times as high as wide: a digit, or a line on end
_APART = 0.6  # heights between a word and what belongs to another
_BEYOND = 0.15  # of a height that is looked at above and below: a border goes on there


def snug_line(gray: NDArray[np.uint8], line: Line) -> Line:
    """The line with a tight box; strokes read as dashes at its ends are taken off both."""
    box = tight_box(gray, line.box)
    text = line.text.strip(_STROKES + " ")
    if not line.upright or text == line.text or not text or line.text.isascii():
        return replace(line, box=box)
    x0, y0, x1, y1 = box
    crop = gray[y0:y1, x0:x1].astype(np.int16)
    runs = _column_runs(np.abs(crop - np.median(crop)) > 40)
    first, last = 0, len(runs) - 1
    if line.text[0] in _STROKES:
        first = _first_tall(runs, y1 - y0)
    if line.text[-1] in _STROKES:
        last = len(runs) - 1 - _first_tall(runs[::-1], y1 - y0)
    if first > last:
        return replace(line, box=box)
    return replace(line, text=text, box=(x0 + runs[first][0], y0, x0 + runs[last][1], y1))


def _column_runs(marks: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Runs of inked columns as (start, end, height of the ink)."""
    filled = np.flatnonzero(marks.any(axis=0))
    if len(filled) == 0:
        return []
    cuts = np.flatnonzero(np.diff(filled) > 1)
    starts = np.concatenate([filled[:1], filled[cuts + 1]])
    ends = np.concatenate([filled[cuts], filled[-1:]]) + 1
    out: list[tuple[int, int, int]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        rows = np.flatnonzero(marks[:, start:end].any(axis=1))
        out.append((start, end, int(rows[-1] - rows[0]) + 1))
    return out


def _first_tall(runs: list[tuple[int, int, int]], tall: int) -> int:
    """Index of the first glyph after the dashes at this end; a head may stand before them."""
    low = [height < 0.35 * tall for _, _, height in runs]
    start = 1 if len(low) > 1 and not low[0] and low[1] else 0
    while start < len(low) and low[start]:
        start += 1
    return start


def tight_box(gray: NDArray[np.uint8], box: Box) -> Box:
    """The box shrunk to the glyphs near its middle; a border it runs into is left out."""
    x0, y0, x1, y1 = box
    if min(x1 - x0, y1 - y0) < 4:
        return box
    upright = y1 - y0 > x1 - x0  # the same with rows and columns exchanged
    beyond, top, tall = _marks(gray.T, (y0, x0, y1, x1)) if upright else _marks(gray, box)
    marks = beyond[top : top + tall]
    rows = _middle_run(_texty(marks if upright else _without_sides(marks, beyond)), 0.12 * tall)
    text = marks[rows[0] : rows[1]]
    # What is about as high as wide may be a mark read as a letter, with a base as full as a border.
    mark = upright and y1 - y0 < _NARROW * (x1 - x0)
    columns = _extent(text, text if mark else _around(beyond, top, rows), tall)
    if upright:
        return x0 + rows[0], y0 + columns[0], x0 + rows[1], y0 + columns[1]
    return x0 + columns[0], y0 + rows[0], x0 + columns[1], y0 + rows[1]


def _marks(gray: NDArray[np.uint8], box: Box) -> tuple[NDArray[np.bool_], int, int]:
    """What differs from the ground in and around a box; its first row there; its rows."""
    x0, y0, x1, y1 = box
    more = max(2, round(_BEYOND * (y1 - y0)))
    crop = gray[max(0, y0 - more) : y1 + more, x0:x1].astype(np.int16)
    top = min(y0, more)
    return np.abs(crop - np.median(crop[top : top + y1 - y0])) > 40, top, y1 - y0


def _around(beyond: NDArray[np.bool_], top: int, rows: tuple[int, int]) -> NDArray[np.bool_]:
    """The rows with some above and below them."""
    more = max(2, round(_BEYOND * (rows[1] - rows[0])))
    return beyond[max(0, top + rows[0] - more) : top + rows[1] + more]


def _without_sides(marks: NDArray[np.bool_], beyond: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The marks without the upright borders of a box that the crop reaches over."""
    tall, wide = marks.shape
    boxed = marks.mean(axis=1).max() >= _LEVEL
    # No stem is as tall as a box; without one, what goes on above and below the text is none.
    full = np.flatnonzero((marks if boxed else beyond).mean(axis=0) > 0.85)
    near = tall if boxed or wide > 2 * tall else 2
    inner = marks.copy()
    for ends in (full[full < near], full[full >= wide - near]):
        if 0 < len(ends) <= max(3, 0.12 * tall):  # broader, it is no line
            inner[:, max(0, ends[0] - 1) : ends[-1] + 2] = False
    return inner if inner.any() else marks


def _texty(marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows with marks that are not a level border."""
    share = marks.mean(axis=1)
    return (share > 0) & (share < _LEVEL)


def _middle_run(filled: NDArray[np.bool_], gap: float) -> tuple[int, int]:
    """The run of filled places nearest the middle, runs closer than `gap` joined."""
    places = np.flatnonzero(filled)
    if len(places) == 0:
        return 0, len(filled)
    cuts = np.flatnonzero(np.diff(places) > max(gap, 2))
    starts = np.concatenate([places[:1], places[cuts + 1]])
    ends = np.concatenate([places[cuts], places[-1:]]) + 1
    middle = len(filled) / 2
    miss = np.maximum(0, np.maximum(starts - middle, middle - ends))
    best = int(np.lexsort((starts - ends, miss))[0])
    return int(starts[best]), int(ends[best])


def _extent(marks: NDArray[np.bool_], beyond: NDArray[np.bool_], tall: int) -> tuple[int, int]:
    """First and last column with glyphs.

    A full column at either end is a border where it goes on above and below the glyphs, and
    where it stands far apart from them.
    """
    share = marks.mean(axis=0)
    if not share.any():
        return 0, len(share)
    full = share >= 0.95
    border = full & (beyond.mean(axis=0) >= 0.9)
    start = _start(share, full, border, tall)
    end = len(share) - _start(share[::-1], full[::-1], border[::-1], tall)
    return (start, end) if start < end else (0, len(share))


def _start(
    share: NDArray[np.float64], full: NDArray[np.bool_], border: NDArray[np.bool_], tall: int
) -> int:
    """The first column with glyphs, behind borders and what stands apart."""
    columns = np.flatnonzero(share > 0).tolist()
    for at, following in pairwise(columns[:9]):
        apart = full[at] and following - at > _APART * tall
        if not (border[at] or apart) or at > 0.6 * tall:
            return at
    return columns[min(8, len(columns) - 1)]
