"""Which part of a picture is its table: the texts that stand on one level with others, and between.

A line of text that fills a column alone belongs to the table, one that runs across columns ends
it. Knows nothing of cells.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.blocks import around, on_levels
from tuwen.reading.line import Line
from tuwen.reading.rules import NEAR, Rules, gathered
from tuwen.reading.types import Box

_LONG = 0.6  # of the longest rule: those of the table, not of something in it
_FAR = 5.0  # heights of a letter between rows of one table, but for cells that wrap
_WRAPPED = 0.8  # heights of a letter between the lines of one cell at most
_OPEN = 1.0  # heights of a letter: so wide a gap within a line parts two cells
_HIGH = 1.6  # heights of a letter: a higher box has run over a rule
_INK = 40  # levels between a letter and its ground

Level = list[Line]


def flat(box: Box, tall: float) -> Box:
    """The box of a line, cut down to the height of its letters where it runs over a rule."""
    x0, y0, x1, y1 = box
    if y1 - y0 <= _HIGH * tall:
        return box
    middle = (y0 + y1) / 2
    return x0, round(middle - 0.5 * tall), x1, round(middle + 0.5 * tall)


def opened(gray: NDArray[np.uint8], lines: list[Line], tall: float) -> list[Line]:
    """The lines, those that run over the white between two columns in pieces."""
    return [piece for line in lines for piece in _pieces(gray, line, tall)]


def _pieces(gray: NDArray[np.uint8], line: Line, tall: float) -> list[Line]:
    x0, y0, x1, y1 = flat(line.box, tall)
    crop = gray[y0:y1, x0:x1].astype(np.int16)
    if x1 - x0 < _OPEN * tall or not crop.size:
        return [line]
    inked = (np.abs(crop - np.median(crop)) > _INK).any(axis=0)
    at = np.flatnonzero(inked)
    wide = np.flatnonzero(np.diff(at) > _OPEN * tall)
    if not len(wide):
        return [line]
    starts = [x0, *(x0 + int(at[k + 1]) for k in wide)]
    ends = [*(x0 + int(at[k]) + 1 for k in wide), x1]
    return [
        replace(line, box=(a, line.box[1], b, line.box[3]))
        for a, b in zip(starts, ends, strict=True)
    ]  # fmt: skip


def extent(rules: Rules, lines: list[Line], tall: float) -> tuple[Box, list[Level]]:
    """The box of the table, and the levels of text in it: those with several pieces and between."""
    levels = on_levels(lines, 0.4 * tall)
    several = [k for k, level in enumerate(levels) if len(level) > 1]
    if not several:
        return (0, 0, 0, 0), []
    runs: list[list[int]] = [[several[0]]]
    for a, b in pairwise(several):
        if not _one_run(levels[a : b + 1], tall):
            runs.append([])
        runs[-1].append(b)
    best = max(runs, key=lambda run: sum(len(levels[k]) for k in run))
    first, last = best[0], best[-1]
    while last + 1 < len(levels) and _wraps(levels[last + 1], levels[last], levels[best[-1]], tall):
        last += 1
    while first and _wraps(levels[first - 1], levels[first], levels[best[0]], tall):
        first -= 1
    inside = levels[first : last + 1]
    texts = [line.box for level in inside for line in level]
    x0, x1 = min(b[0] for b in texts), max(b[2] for b in texts)
    y0, y1 = min(b[1] for b in texts), max(b[3] for b in texts)
    long = [q for q in gathered(rules.level, NEAR) if y0 - 4 * tall < q[0] < y1 + 4 * tall]
    most = max((q[3] for q in long), default=0)
    long = [q for q in long if q[3] >= _LONG * most and q[3] >= 0.5 * (x1 - x0)]
    pad = round(0.5 * tall)
    left = min([x0 - pad, *(q[1] for q in long)])
    right = max([x1 + pad, *(q[2] for q in long)])
    top = max((q[0] for q in long if q[0] <= y0 + 2), default=y0 - pad)
    bottom = min((q[0] for q in long if q[0] >= y1 - 2), default=y1 + pad)
    if first:
        top = _over(levels[first - 1], levels[first], rules, (left, right), top)
    below = [level for level in levels if top < middle_of(level) < bottom]
    return (max(0, left), max(0, top), right, bottom), below


def _one_run(levels: list[Level], tall: float) -> bool:
    """Two levels belong together: close, or all between them are lines of cells that wrap."""
    above, *lone, below = levels
    if min(q.box[1] for q in below) - max(q.box[3] for q in above) <= _FAR * tall:
        return True
    return (
        bool(lone)
        and all(around(b)[1] - around(a)[3] <= _FAR * tall for a, b in pairwise(levels))
        and all(_in_column(level[0], above) and _in_column(level[0], below) for level in lone)
    )


def _in_column(line: Line, level: Level) -> bool:
    """The line stands over or under one text of a level at most, not across columns."""
    x0, _, x1, _ = line.box
    return sum(q.box[0] < x1 and x0 < q.box[2] for q in level) <= 1


def _wraps(next_to: Level, beside: Level, whole: Level, tall: float) -> bool:
    """A level is a piece of a cell that wraps: close to the last one, alone in a column."""
    a, b = sorted((around(next_to), around(beside)), key=lambda box: box[1])
    return len(next_to) == 1 and b[1] - a[3] < _WRAPPED * tall and _in_column(next_to[0], whole)


def _over(above: Level, first: Level, rules: Rules, across: tuple[int, int], top: int) -> int:
    """The top of the table with the level above it, if that is a name over several columns."""
    box = above[0].box
    low, high = box[3] - 1, max(q.box[3] for q in first)
    for y, a, b in rules.level:
        partly = b - a < 0.9 * (across[1] - across[0])
        if low <= y <= high and partly and a <= box[0] + 2 and box[2] - 2 <= b and box[1] < top:
            return min(top, box[1] - (y - box[3]))
    return top


def middle_of(level: Level) -> float:
    """The height at which the texts of a level stand."""
    return float(np.mean([(q.box[1] + q.box[3]) / 2 for q in level]))
