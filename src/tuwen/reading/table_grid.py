"""The grid of a table: where rows and columns part, and which cells are joined.

Rules and stripes part them where there are some, the white between the texts elsewhere. A cell
covers several places where the rule between them is left out. Knows nothing of what is written.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.line import Line
from tuwen.reading.rules import NEAR, Rules, covered, find_rules, gathered
from tuwen.reading.runs import runs
from tuwen.reading.scene import Scene
from tuwen.reading.table_extent import Level, extent, flat, middle_of, opened
from tuwen.reading.table_spans import Sides, between, hanging, left_out, without
from tuwen.reading.types import Box, Span

_WIDE, _HIGH = 0.15, 0.4  # of the table that a rule between rows, between columns covers
_SPREAD = 1.5  # margins within which two lines stand in one cell
_CLOSE = 0.72  # of the distance between rows: so close stand the lines of one cell
_GAP = 0.7  # heights of a letter between two columns


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
    least = max(20, round(2.2 * tall))
    rules = find_rules(scene.pixels, least, [flat(line.box, tall) for line in lines])
    lines = opened(scene.gray, lines, tall)
    box, levels = extent(rules, lines, tall)
    if len(levels) < 2:
        return None
    level = [q for q in gathered(rules.level, NEAR) if box[1] - 3 <= q[0] <= box[3] + 3]
    upright = [q for q in gathered(rules.upright, NEAR) if box[0] - 3 <= q[0] <= box[2] + 3]
    wide, high = box[2] - box[0], box[3] - box[1]
    ruled_ys = _spaced([q[0] for q in level if q[3] >= _WIDE * wide], 0.9 * tall)
    ruled_xs = _spaced([q[0] for q in upright if q[3] >= _HIGH * high], 0.9 * tall)
    hung = hanging(levels)
    ys = _rows(box, ruled_ys, without(levels, hung), rules, tall)
    inner = [x for x in ruled_xs if box[0] + tall < x < box[2] - tall]
    if len(inner) < 2:
        inner = sorted([*_gaps(box, levels, tall, inner), *inner])
    xs = [box[0], *inner, box[2]]
    if len(ys) < 2 or len(xs) < 3:
        return None
    sides = Sides(ys, xs, set(ruled_ys), set(ruled_xs))
    spans = [*left_out(rules, sides, lines, tall)]
    return Grid(tuple(ys), tuple(xs), (*spans, *between(hung, sides, spans)))


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
            for level in levels if top < middle_of(level) < bottom
        ]  # fmt: skip
        held = [level for level in held if level]
        sides += _within(top, bottom, held, free=not inner)
        sides.append(bottom)
    return sides


def _ends(rules: Rules, line: Line, y: int, box: Box) -> bool:
    """The row of a line ends at a rule: it runs over the line, too."""
    x0, _, x1, _ = line.box
    return y in (box[1], box[3]) or covered(rules.level, y, x0, x1, NEAR) >= 0.5 * (x1 - x0)


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
    least = _SPREAD * max(2.0, (edges[0][0] - top + bottom - edges[-1][1]) / 2)
    apart = [gap for gap in gaps if gap > least]
    least = min(least, _CLOSE * float(np.median(apart))) if apart else least
    return [
        round((a[1] + b[0]) / 2)
        for (a, b), gap in zip(pairwise(edges), gaps, strict=True)
        if gap > least
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
    """Places in the white stripes that run down between the texts of the rows."""
    body = levels[1:] if len(levels) > 3 else levels
    body = [level for level in body if len(level) > 1] or levels
    held = np.zeros(max(1, box[2] - box[0]), np.int32)
    for level in body:
        mine = np.zeros(len(held), bool)
        for line in level:
            mine[max(0, line.box[0] - box[0]) : max(0, line.box[2] - box[0])] = True
        held += mine
    free = held <= (len(body) // 9)
    found = [
        (box[0] + start, box[0] + end)
        for start, end in runs(free)
        if start > 0 and end < len(held) and end - start >= _GAP * tall
    ]
    found = [_emptiest(held, box[0], *stripe) for stripe in found]
    heads = [(line.box[0], line.box[2]) for line in levels[0]]
    one_each = len(heads) == len(found) + 1  # a name over each column
    places: list[int] = []
    for k, (start, end) in enumerate(found):
        if any(start - 2 <= x <= end + 2 for x in known):
            continue
        between = (heads[k][1], heads[k + 1][0]) if one_each else (start, end)
        a, b = max(start, between[0]), min(end, between[1])
        a, b = (a, b) if a < b else _longest(start, end, heads)
        places.append((a + b) // 2)
    return places


def _emptiest(held: NDArray[np.int32], left: int, start: int, end: int) -> tuple[int, int]:
    """The longest part of a stripe into which the fewest texts reach."""
    part = held[start - left : end - left]
    a, b = max(runs(part == part.min()), key=lambda q: q[1] - q[0])
    return start + a, start + b


def _longest(start: int, end: int, heads: list[tuple[int, int]]) -> tuple[int, int]:
    """The longest part of a stripe over which no name of a column hangs."""
    at, parts = start, [(start, start)]
    for a, b in sorted(heads):
        if a < end and b > start:
            parts.append((at, max(at, a)))
            at = max(at, b)
    parts.append((at, max(at, end)))
    return max(parts, key=lambda q: q[1] - q[0])
