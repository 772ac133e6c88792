"""A picture that is a table, as rows of cells.

What detection took for one line is parted where a column ends; what it overlooked, a lone
figure, is read where a cell has ink. Knows no tasks and no prose.
"""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.line import Line
from tuwen.reading.ocr import read_boxes
from tuwen.reading.outline import bounds
from tuwen.reading.runs import runs
from tuwen.reading.scene import Scene
from tuwen.reading.table_extent import opened
from tuwen.reading.table_grid import Grid, find_grid
from tuwen.reading.types import Box, Span, Table

_OVER = 0.6  # heights of a letter that a line reaches over the side of its cell
_INK = 60  # levels
_FEW = 3  # px of ink in a cell with a letter, at least
_SURE = 0.6  # confidence of what detection overlooked
_NUMBER = re.compile(r"[-+]?[¥$€]?\d[\d,]*(\.\d+)?\s?(%|ms|s|[KMG]B?)?")
_HAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_STROKES = frozenset("-一二_—–~")  # what a dash is recognised as
_FIGURES = {"O": "0", "o": "0", "〇": "0", "l": "1", "I": "1", "|": "1"}
_MOSTLY = 0.5  # share of the cells of a column of numbers
_ROWS, _FILLED, _INSIDE, _LINES = 3, 0.78, 0.88, 1.8  # of what nothing but a table is
_WHOLE, _WRAPPED = 0.93, 3.0  # so full, cells may have more lines
_COVERED = 0.25  # share of the places that are joined to others, at most
_SPILT = 0.03  # share of the lines that run over a side of a cell, at most
_MOST = 60  # texts read again of cells that seem to lack some
_EDGE = 4  # px: sides of a cell
_BROKEN, _TALLEST = 0.2, 1.3  # heights of a letter: gaps within one, and its height, at most
_LETTER = 0.6  # heights of a letter: what is lower in a cell with lines is a part of one

Place = tuple[int, int]  # row and column


def read_table(scene: Scene, *, proven: bool = False) -> Table | None:
    """The table that the picture shows; None where there are not two columns of two rows.

    `proven`: only if nothing but a table stands like that, cell by cell, all over the picture.
    """
    grid = find_grid(scene)
    if grid is None:
        return None
    whole, pieces, spilt = _divided(scene, grid)
    boxes = [*(line.box for line in whole), *pieces]
    if proven and (spilt > _SPILT * len(scene.lines) or not _full(scene, grid, boxes)):
        return None
    if pieces:
        whole += read_boxes(scene.pixels, gray=scene.gray, boxes=pieces)
    held: dict[Place, list[Line]] = {}
    for line in whole:
        place = _place(grid, line.box)
        if place is not None:
            held.setdefault(place, []).append(line)
    for place, line in _read(scene, grid, _overlooked(scene, grid, held)):
        held.setdefault(place, []).append(line)
    rows = [
        [_text(held.get((i, j), [])) for j in range(len(grid.xs) - 1)]
        for i in range(len(grid.ys) - 1)
    ]
    table = Table(
        tuple(map(tuple, rows)), (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]),
        spans=grid.spans,
    )  # fmt: skip
    table = _without_empty(replace(table, rows=_with_figures(table.rows)))
    if len(table.rows) < 2 or len(table.rows[0]) < 2:
        return None
    return replace(table, headers=_headers(table))


def _full(scene: Scene, grid: Grid, boxes: list[Box]) -> bool:
    """Nearly all texts stand in cells, a line or two in each, and next to no cell is empty."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    covered = sum(s.rows * s.columns - 1 for s in grid.spans)
    places = [place for place in (_place(grid, box) for box in boxes) if place]
    held = set(places)
    most = _WRAPPED if len(held) >= _WHOLE * (rows * columns - covered) else _LINES
    bare = columns - len({j for _, j in held}) + rows - len({i for i, _ in held})
    return (
        rows >= _ROWS and columns >= 2 and not bare
        and covered <= _COVERED * rows * columns
        and len(held) >= _FILLED * (rows * columns - covered)
        and len(places) >= _INSIDE * sum(line.upright for line in scene.lines)
        and len(places) <= most * len(held)
    )  # fmt: skip


def _divided(scene: Scene, grid: Grid) -> tuple[list[Line], list[Box], int]:
    """The lines; pieces of those that run over sides of cells, to be read again; and how many of
    these run over a side without a gap there."""
    tall = scene.glyph_height
    whole: list[Line] = []
    pieces: list[Box] = []
    spilt = 0
    for line in scene.snug:
        place = _place(grid, line.box)
        if not line.upright or place is None or line.text in _STROKES:
            continue  # what a stroke says, its ink tells
        if _fits(grid, line.box, tall):
            whole.append(line)
            continue
        parts = [part.box for part in opened(scene.gray, [line], tall)]
        if len(parts) > 1 and all(_fits(grid, part, tall) for part in parts):
            pieces += parts
            continue
        x0, y0, x1, y1 = line.box
        cuts = [x0, *(x for x in grid.xs if x0 + _OVER * tall < x < x1 - _OVER * tall), x1]
        crossed = any(s.row <= place[0] < s.row + s.rows and s.columns > 1 for s in grid.spans)
        if len(cuts) < 3 or crossed:
            whole.append(line)
            continue
        spilt += 1
        pieces += [(a, y0, b, y1) for a, b in pairwise(cuts)]
    return whole, pieces, spilt


def _fits(grid: Grid, box: Box, tall: float) -> bool:
    """The box runs over no side of its cell, left or right."""
    place = _place(grid, box)
    if place is None:
        return True
    left, right = grid.xs[place[1]], grid.xs[_end(grid, place)]
    return box[0] > left - _OVER * tall and box[2] < right + _OVER * tall


def _place(grid: Grid, box: Box) -> Place | None:
    """Row and column of the cell that holds the middle of a box."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if not (grid.xs[0] <= x < grid.xs[-1] and grid.ys[0] <= y < grid.ys[-1]):
        return None
    i = int(np.searchsorted(grid.ys, y, side="right")) - 1
    j = int(np.searchsorted(grid.xs, x, side="right")) - 1
    for s in grid.spans:
        if s.row <= i < s.row + s.rows and s.column <= j < s.column + s.columns:
            return s.row, s.column
    return i, j


def _end(grid: Grid, place: Place) -> int:
    """The column that follows a cell."""
    for s in grid.spans:
        if (s.row, s.column) == place:
            return s.column + s.columns
    return place[1] + 1


def _overlooked(scene: Scene, grid: Grid, held: dict[Place, list[Line]]) -> list[tuple[Place, Box]]:
    """Where a cell has ink that none of the lines covers, one below the other."""
    covered = np.zeros(scene.gray.shape, bool)
    for x0, y0, x1, y1 in (q.box for q in scene.snug if q.upright and q.text not in _STROKES):
        covered[max(0, y0 - 1) : y1 + 1, max(0, x0 - 1) : x1 + 1] = True
    found: list[tuple[Place, Box]] = []
    for place in _places(grid):
        lines = held.get(place, [])
        for box in _inked(scene, _side(grid, place), covered, lines):
            if not lines or box[3] - box[1] > _LETTER * scene.glyph_height:
                found.append((place, box))
    return found


def _read(
    scene: Scene, grid: Grid, overlooked: list[tuple[Place, Box]]
) -> list[tuple[Place, Line]]:
    """What stands in the boxes that were overlooked."""
    tall = scene.glyph_height
    found = [(place, Line("-", box, 0.9)) for place, box in overlooked if _dashed(box, tall)]
    boxes = [box for _, box in overlooked if not _dashed(box, tall)]
    if not boxes or len(boxes) > _MOST:
        return found
    for line in read_boxes(scene.pixels, gray=scene.gray, boxes=boxes):
        place = _place(grid, line.box)
        if place and line.confidence >= _SURE and re.search(r"[\w✓✗√×-]", line.text):
            found.append((place, line))
    return found


def _places(grid: Grid) -> list[Place]:
    """The cells; one over several places once, by its first."""
    whole = ((i, j) for i in range(len(grid.ys) - 1) for j in range(len(grid.xs) - 1))
    return [
        (i, j) for i, j in whole
        if not any(
            s.row <= i < s.row + s.rows and s.column <= j < s.column + s.columns
            and (i, j) != (s.row, s.column) for s in grid.spans
        )
    ]  # fmt: skip


def _side(grid: Grid, place: Place) -> Box:
    """The box of a cell, its sides left out."""
    i, j = place
    rows = next((s.rows for s in grid.spans if (s.row, s.column) == place), 1)
    return (
        max(0, grid.xs[j] + _EDGE), max(0, grid.ys[i] + _EDGE),
        grid.xs[_end(grid, place)] - _EDGE, grid.ys[i + rows] - _EDGE,
    )  # fmt: skip


def _dashed(box: Box, tall: float) -> bool:
    """A short flat stroke: what says that a cell is empty."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return high <= max(2, 0.25 * tall) and 1.5 * high <= wide <= 1.5 * tall


def _inked(scene: Scene, cell: Box, covered: NDArray[np.bool_], lines: list[Line]) -> list[Box]:
    """Boxes of the ink of a cell that lies on the height of none of its lines."""
    x0, y0, x1, y1 = cell
    crop = scene.gray[y0 : max(y0, y1), x0 : max(x0, x1)].astype(np.int16)
    if crop.size == 0:
        return []
    marks = np.abs(crop - np.median(crop)) > _INK
    marks &= ~covered[y0 : max(y0, y1), x0 : max(x0, x1)]
    for line in lines:
        marks[max(0, line.box[1] - y0 - 1) : max(0, line.box[3] - y0 + 1)] = False
    boxes: list[Box] = []
    for top, bottom in runs(marks.any(axis=1)):
        part = marks[top:bottom]
        columns = np.flatnonzero(part.any(axis=0))
        near = boxes and y0 + top - boxes[-1][3] <= _BROKEN * scene.glyph_height
        if part.sum() < _FEW and not near:
            continue
        box = (x0 + int(columns[0]), y0 + top, x0 + int(columns[-1]) + 1, y0 + bottom)
        if near and bottom + y0 - boxes[-1][1] <= _TALLEST * scene.glyph_height:
            boxes[-1] = bounds((boxes[-1], box))
        else:
            boxes.append(box)
    return [box for box in boxes if box[3] - box[1] <= 2.5 * scene.glyph_height]


def _text(lines: list[Line]) -> str:
    """The lines of a cell as one text; between Chinese characters stands no space."""
    ordered: list[list[Line]] = []
    for line in sorted(lines, key=lambda q: q.box[1] + q.box[3]):
        tall = line.box[3] - line.box[1]
        if (
            ordered
            and abs(line.box[1] + line.box[3] - ordered[-1][0].box[1] - ordered[-1][0].box[3])
            < tall
        ):
            ordered[-1].append(line)
        else:
            ordered.append([line])
    text = ""
    for line in (q for row in ordered for q in sorted(row, key=lambda q: q.box[0])):
        tight = text and (_HAN.match(text[-1]) or _HAN.match(line.text[0]) or text[-1] in "-/_.")
        text += line.text if tight or not text else f" {line.text}"
    return text


def _without_empty(table: Table) -> Table:
    """The table without rows and columns in which nothing stands."""
    rows = [i for i, row in enumerate(table.rows) if any(row)]
    columns = [j for j in range(len(table.rows[0])) if any(row[j] for row in table.rows)]
    spans = tuple(
        Span(
            rows.index(s.row), columns.index(s.column),
            sum(s.row <= i < s.row + s.rows for i in rows),
            sum(s.column <= j < s.column + s.columns for j in columns),
        )
        for s in table.spans if s.row in rows and s.column in columns
    )  # fmt: skip
    kept = tuple(tuple(table.rows[i][j] for j in columns) for i in rows)
    return replace(table, rows=kept, spans=tuple(s for s in spans if s.rows * s.columns > 1))


def _with_figures(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The rows, round and straight letters alone among numbers made figures."""
    columns = list(zip(*rows, strict=True))
    counted = [sum(bool(_NUMBER.fullmatch(c)) for c in column) for column in columns]
    known = [n >= _MOSTLY * sum(map(bool, c)) for n, c in zip(counted, columns, strict=True)]
    return tuple(
        tuple(_FIGURES.get(c, c) if k else c for c, k in zip(row, known, strict=True))
        for row in rows
    )  # fmt: skip


def _headers(table: Table) -> int:
    """How many rows name the columns: those that a cell of the first row reaches over."""
    if any(s.row == 0 and s.columns > 1 for s in table.spans) and len(table.rows) > 2:
        return max([1, *(s.rows for s in table.spans if s.row == 0)])
    columns = list(zip(*table.rows[:2], strict=True))
    hung = any(not top and low for top, low in columns)  # below a name over several columns
    if hung and columns[0][0] and not columns[0][1] and len(table.rows) > 2:
        return 1 if any(_NUMBER.fullmatch(low) for _, low in columns) else 2
    alike = sum(
        bool(_NUMBER.fullmatch(a) and _NUMBER.fullmatch(b) and ("." in a) == ("." in b))
        for a, b in columns
    )
    return 0 if alike and alike * 2 >= len(columns) - 1 else 1
