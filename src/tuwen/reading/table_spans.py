"""Cells of a table that cover several places: a rule is left out, or a text stands between rows.

Knows the sides of rows and columns; nothing of what is written.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.line import Line
from tuwen.reading.rules import NEAR, Rules, covered
from tuwen.reading.table_extent import Level, middle_of
from tuwen.reading.types import Span

_LEFT_OUT = 0.3  # of the side of a cell: with less of a rule, the cells are joined
_MIDWAY = 0.3  # of the way from level to level, at least, a text between them stands
_APART = 0.9  # heights of a letter between the texts of two cells


def hanging(levels: list[Level]) -> list[tuple[Line, Level, Level]]:
    """Texts alone between two levels neither of which has a text in their column: names of two
    rows, each with the levels above and below."""
    several = [k for k, level in enumerate(levels) if len(level) > 1]
    found: list[tuple[Line, Level, Level]] = []
    for a, b in pairwise(several):
        lone = [q for level in levels[a + 1 : b] for q in level]
        for line in lone:
            others = [q for q in (*levels[a], *lone, *levels[b]) if q is not line]
            high, low = middle_of(levels[a]), middle_of(levels[b])
            share = (middle_of([line]) - high) / max(1.0, low - high)
            if _MIDWAY <= share <= 1 - _MIDWAY and not any(
                q.box[0] < line.box[2] and line.box[0] < q.box[2] for q in others
            ):
                found.append((line, levels[a], levels[b]))
    return found


def without(levels: list[Level], hung: list[tuple[Line, Level, Level]]) -> list[Level]:
    """The levels less the texts that hang between them."""
    gone = {id(line) for line, _, _ in hung}
    left = [[q for q in level if id(q) not in gone] for level in levels]
    return [level for level in left if level]


def between(hung: list[tuple[Line, Level, Level]], sides: "Sides", known: list[Span]) -> list[Span]:
    """The places that texts between two rows cover."""
    found: list[Span] = []
    for line, above, below in hung:
        i, k = (
            int(np.searchsorted(sides.ys, middle_of(q), side="right")) - 1 for q in (above, below)
        )
        j = int(np.searchsorted(sides.xs, (line.box[0] + line.box[2]) / 2, side="right")) - 1
        taken = any(
            s.row <= k and i < s.row + s.rows and s.column <= j < s.column + s.columns
            for s in (*known, *found)
        )
        if (
            k == i + 1
            and sides.ys[k] not in sides.ruled_ys
            and 0 <= j < len(sides.xs) - 1
            and not taken
        ):
            found.append(Span(i, j, 2, 1))
    return found


@dataclass(frozen=True, slots=True)
class Sides:
    """Sides of rows and of columns, and those of them that are drawn."""

    ys: list[int]
    xs: list[int]
    ruled_ys: set[int]
    ruled_xs: set[int]


def left_out(rules: Rules, sides: Sides, lines: list[Line], tall: float) -> list[Span]:
    """Cells over several places: the rule that parts the others is left out between them."""
    return [
        part for span in _joined(rules, sides) for part in _parted(span, sides, lines, tall)
    ]  # fmt: skip


def _joined(rules: Rules, sides: Sides) -> list[Span]:
    ys, xs = sides.ys, sides.xs
    rows, columns = len(ys) - 1, len(xs) - 1
    right = np.zeros((rows, columns), bool)  # joined with what is right of it
    below = np.zeros((rows, columns), bool)
    for j in range(columns):
        a, b = xs[j] + NEAR, xs[j + 1] - NEAR
        for i in range(rows):
            c, d = ys[i] + NEAR, ys[i + 1] - NEAR
            if i + 1 < rows and ys[i + 1] in sides.ruled_ys and b > a:
                share = covered(rules.level, ys[i + 1], a, b, NEAR) / (b - a)
                below[i, j] = share < _LEFT_OUT
            if j + 1 < columns and xs[j + 1] in sides.ruled_xs and d > c:
                share = covered(rules.upright, xs[j + 1], c, d, NEAR) / (d - c)
                right[i, j] = share < _LEFT_OUT
    return _spans(right, below)


def _parted(span: Span, sides: Sides, lines: list[Line], tall: float) -> list[Span]:
    """The span cut where texts far from one another stand on both sides of a missing rule."""
    ys, xs = sides.ys, sides.xs
    x0, x1 = xs[span.column], xs[span.column + span.columns]
    y0, y1 = ys[span.row], ys[span.row + span.rows]
    held = [
        q.box for q in lines
        if x0 < (q.box[0] + q.box[2]) / 2 < x1 and y0 < (q.box[1] + q.box[3]) / 2 < y1
    ]  # fmt: skip
    down = _cuts([(b[1], b[3]) for b in held], ys, span.row, span.rows, _APART * tall)
    across = _cuts([(b[0], b[2]) for b in held], xs, span.column, span.columns, 2 * _APART * tall)
    parts = [
        Span(a, c, b - a, d - c) for a, b in pairwise(down) for c, d in pairwise(across)
    ]  # fmt: skip
    return [part for part in parts if part.rows * part.columns > 1]


def _cuts(
    held: list[tuple[int, int]], sides: list[int], first: int, count: int, least: float
) -> list[int]:
    """The sides of a span, and those within it that lie in a wide gap between its texts."""
    gaps = [(a[1], b[0]) for a, b in pairwise(sorted(held)) if b[0] - a[1] > least]
    inner = [
        k for k in range(first + 1, first + count)
        if any(a <= sides[k] + 2 and sides[k] - 2 <= b for a, b in gaps)
    ]  # fmt: skip
    return [first, *inner, first + count]


def _spans(right: NDArray[np.bool_], below: NDArray[np.bool_]) -> list[Span]:
    """Rectangles of joined places."""
    rows, columns = right.shape
    taken = np.zeros((rows, columns), bool)
    found: list[Span] = []
    for i in range(rows):
        for j in range(columns):
            if taken[i, j]:
                continue
            wide = 1
            while j + wide < columns and right[i, j + wide - 1] and not taken[i, j + wide]:
                wide += 1
            high = 1
            while i + high < rows and below[i + high - 1, j : j + wide].all():
                high += 1
            taken[i : i + high, j : j + wide] = True
            if wide * high > 1:
                found.append(Span(i, j, high, wide))
    return found
