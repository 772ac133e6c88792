"""The grid of a table: where rows and columns part, and which cells are joined.

Rules and stripes part them where there are some, the white between the texts elsewhere. A cell
covers several places where the rule between them is left out. Knows nothing of what is written.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.blocks import on_levels
from tuwen.reading.line import Line
from tuwen.reading.rules import Rules, covered, find_rules, gathered
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box, Span

_NEAR = 4  # px: pieces of one rule are no farther off its line
_WIDE, _HIGH = 0.15, 0.4  # of the table that a rule between rows, between columns covers
_LEFT_OUT = 0.3  # of the side of a cell: with less of a rule, the cells are joined
_LONG = 0.6  # of the longest rule: those of the table, not of something in it
_SPREAD = 1.5  # margins within which two lines stand in one cell
_CLOSE = 0.72  # of the distance between rows: so close stand the lines of one cell
_APART = 0.9  # heights of a letter between the texts of two cells
_GAP = 0.7  # heights of a letter between two columns
_FAR = 5.0  # heights of a letter between rows of one table at most

Level = list[Line]


@dataclass(frozen=True, slots=True)
class Grid:
    """Sides of rows and columns, and what is joined; places count from 0."""

    ys: tuple[int, ...]
    xs: tuple[int, ...]
    spans: tuple[Span, ...]


def find_grid(scene: Scene) -> Grid | None:
    """The grid of the table that the picture is; None where the texts stand in none."""
    tall = scene.glyph_height
    lines = [line for line in scene.snug if line.upright]
    if len(lines) < 2:
        return None
    rules = find_rules(scene.pixels, max(20, round(2.2 * tall)), [line.box for line in lines])
    box, levels = _extent(rules, lines, tall)
    if len(levels) < 2:
        return None
    level = [q for q in gathered(rules.level, _NEAR) if box[1] - 3 <= q[0] <= box[3] + 3]
    upright = [q for q in gathered(rules.upright, _NEAR) if box[0] - 3 <= q[0] <= box[2] + 3]
    wide, high = box[2] - box[0], box[3] - box[1]
    ruled_ys = _spaced([q[0] for q in level if q[3] >= _WIDE * wide], 0.9 * tall)
    ruled_xs = _spaced([q[0] for q in upright if q[3] >= _HIGH * high], 0.9 * tall)
    ys = _rows(box, ruled_ys, levels, rules, tall)
    inner = [x for x in ruled_xs if box[0] + tall < x < box[2] - tall]
    if len(inner) < 2:
        inner = sorted([*_gaps(box, levels, tall, inner), *inner])
    xs = [box[0], *inner, box[2]]
    if len(ys) < 2 or len(xs) < 3:
        return None
    joined = _joined(rules, ys, xs, set(ruled_ys), set(ruled_xs))
    joined = tuple(q for span in joined for q in _parted(span, ys, xs, lines, tall))
    return Grid(tuple(ys), tuple(xs), joined)


def _extent(rules: Rules, lines: list[Line], tall: float) -> tuple[Box, list[Level]]:
    """The box of the table, and the levels of text in it: those with several pieces and between."""
    levels = on_levels(lines, 0.4 * tall)
    several = [k for k, level in enumerate(levels) if len(level) > 1]
    if not several:
        return (0, 0, 0, 0), []
    runs: list[list[int]] = [[several[0]]]
    for a, b in pairwise(several):
        far = min(q.box[1] for q in levels[b]) - max(q.box[3] for q in levels[a])
        if far > _FAR * tall and b - a > 1:
            runs.append([])
        runs[-1].append(b)
    best = max(runs, key=lambda run: sum(len(levels[k]) for k in run))
    inside = levels[best[0] : best[-1] + 1]
    texts = [line.box for level in inside for line in level]
    x0, x1 = min(b[0] for b in texts), max(b[2] for b in texts)
    y0, y1 = min(b[1] for b in texts), max(b[3] for b in texts)
    long = [q for q in gathered(rules.level, _NEAR) if y0 - 4 * tall < q[0] < y1 + 4 * tall]
    most = max((q[3] for q in long), default=0)
    long = [q for q in long if q[3] >= _LONG * most and q[3] >= 0.5 * (x1 - x0)]
    pad = round(0.5 * tall)
    left = min([x0 - pad, *(q[1] for q in long)])
    right = max([x1 + pad, *(q[2] for q in long)])
    top = max((q[0] for q in long if q[0] <= y0 + 2), default=y0 - pad)
    bottom = min((q[0] for q in long if q[0] >= y1 - 2), default=y1 + pad)
    if best[0]:
        top = _over(levels[best[0] - 1], levels[best[0]], rules, (left, right), top)
    below = [level for level in levels if top < _middle(level) < bottom]
    return (max(0, left), max(0, top), right, bottom), below


def _over(above: Level, first: Level, rules: Rules, across: tuple[int, int], top: int) -> int:
    """The top of the table with the level above it, if that is a name over several columns."""
    box = above[0].box
    low, high = box[3] - 1, max(q.box[3] for q in first)
    for y, a, b in rules.level:
        partly = b - a < 0.9 * (across[1] - across[0])
        if low <= y <= high and partly and a <= box[0] + 2 and box[2] - 2 <= b and box[1] < top:
            return min(top, box[1] - (y - box[3]))
    return top


def _middle(level: Level) -> float:
    return float(np.mean([(q.box[1] + q.box[3]) / 2 for q in level]))


def _spaced(places: list[int], least: float) -> list[int]:
    kept: list[int] = []
    for place in places:
        if not kept or place - kept[-1] >= least:
            kept.append(place)
    return kept


def _rows(box: Box, ruled: list[int], levels: list[Level], rules: Rules, tall: float) -> list[int]:
    """Sides of the rows: rules, and the white between levels where rules are missing."""
    inner = [y for y in ruled if box[1] + 0.9 * tall < y < box[3] - 0.9 * tall]
    ys = [box[1], *inner, box[3]]
    sides: list[int] = [box[1]]
    for top, bottom in pairwise(ys):
        held = [
            [q for q in level if _ends(rules, q, top, box) and _ends(rules, q, bottom, box)]
            for level in levels if top < _middle(level) < bottom
        ]  # fmt: skip
        held = [level for level in held if level]
        sides += _within(top, bottom, held, free=not inner)
        sides.append(bottom)
    return sides


def _ends(rules: Rules, line: Line, y: int, box: Box) -> bool:
    """The row of a line ends at a rule: it runs over the line, too."""
    x0, _, x1, _ = line.box
    return y in (box[1], box[3]) or covered(rules.level, y, x0, x1, _NEAR) >= 0.5 * (x1 - x0)


def _within(top: int, bottom: int, levels: list[Level], *, free: bool) -> list[int]:
    """Where rows part between two rules: lines of one cell stand closer than rows do."""
    if len(levels) < 2:
        return []
    edges = [(min(q.box[1] for q in v), max(q.box[3] for q in v)) for v in levels]
    gaps = [b[0] - a[1] for a, b in pairwise(edges)]
    if free and sum(gap < 0 for gap in gaps) > 1:
        return _white(levels)
    if free:
        likely = [g for g, level in zip(gaps, levels[1:], strict=True) if len(level) > 1]
        least = _CLOSE * float(np.median(likely)) if likely else 0.0
        alone = [len(level) == 1 for level in levels]
        return [
            round((a[1] + b[0]) / 2)
            for a, b, gap, one in zip(edges, edges[1:], gaps, alone[1:], strict=False)
            if gap > least or not one
        ]
    margin = max(2.0, (edges[0][0] - top + bottom - edges[-1][1]) / 2)
    return [
        round((a[1] + b[0]) / 2)
        for (a, b), gap in zip(pairwise(edges), gaps, strict=True)
        if gap > _SPREAD * margin
    ]


def _white(levels: list[Level]) -> list[int]:
    """Where rows part whose cells wrap: white from side to side, not just between two lines."""
    bands: list[tuple[int, int]] = []
    for _, top, _, bottom in sorted((q.box for v in levels for q in v), key=lambda b: b[1]):
        if bands and top < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], bottom))
        else:
            bands.append((top, bottom))
    gaps = [b[0] - a[1] for a, b in pairwise(bands)]
    least = _CLOSE * float(np.percentile(gaps, 75)) if gaps else 0.0
    return [
        round((a[1] + b[0]) / 2)
        for (a, b), gap in zip(pairwise(bands), gaps, strict=True) if gap >= least
    ]  # fmt: skip


def _gaps(box: Box, levels: list[Level], tall: float, known: list[int]) -> list[int]:
    """The middles of the white stripes that run down between the texts of the rows."""
    body = levels[1:] if len(levels) > 3 else levels
    body = [level for level in body if len(level) > 1] or levels
    held = np.zeros(max(1, box[2] - box[0]), np.int32)
    for level in body:
        mine = np.zeros(len(held), bool)
        for line in level:
            mine[max(0, line.box[0] - box[0]) : max(0, line.box[2] - box[0])] = True
        held += mine
    free = held <= (len(body) // 9)
    change = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(np.int8)))
    found: list[int] = []
    for start, end in zip(change[::2].tolist(), change[1::2].tolist(), strict=True):
        inside = start > 0 and end < len(held)
        place = box[0] + (start + end) // 2
        if (
            inside
            and end - start >= _GAP * tall
            and not any(box[0] + start - 2 <= x <= box[0] + end + 2 for x in known)
        ):
            found.append(place)
    return found


def _joined(
    rules: Rules, ys: list[int], xs: list[int], ruled_ys: set[int], ruled_xs: set[int]
) -> tuple[Span, ...]:
    """Cells over several places: the rule that parts the others is left out between them."""
    rows, columns = len(ys) - 1, len(xs) - 1
    right = np.zeros((rows, columns), bool)  # joined with what is right of it
    below = np.zeros((rows, columns), bool)
    for j in range(columns):
        a, b = xs[j] + _NEAR, xs[j + 1] - _NEAR
        for i in range(rows):
            c, d = ys[i] + _NEAR, ys[i + 1] - _NEAR
            if i + 1 < rows and ys[i + 1] in ruled_ys and b > a:
                share = covered(rules.level, ys[i + 1], a, b, _NEAR) / (b - a)
                below[i, j] = share < _LEFT_OUT
            if j + 1 < columns and xs[j + 1] in ruled_xs and d > c:
                share = covered(rules.upright, xs[j + 1], c, d, _NEAR) / (d - c)
                right[i, j] = share < _LEFT_OUT
    return tuple(_spans(right, below))


def _parted(span: Span, ys: list[int], xs: list[int], lines: list[Line], tall: float) -> list[Span]:
    """The span cut where texts far from one another stand on both sides of a missing rule."""
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
