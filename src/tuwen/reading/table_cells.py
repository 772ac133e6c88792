"""A picture that is a table, as rows of cells.

What detection took for one line is parted where a column ends; what it overlooked, a lone
figure, is read where a cell has ink. Knows no tasks and no prose.
"""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np

from tuwen.reading.line import Line
from tuwen.reading.ocr import read_boxes
from tuwen.reading.scene import Scene
from tuwen.reading.table_grid import Grid, find_grid
from tuwen.reading.types import Box, Span, Table

_OVER = 0.6  # heights of a letter that a line reaches over the side of its cell
_INK = 60  # levels
_FEW = 3  # px of ink in a cell with a letter, at least
_SURE = 0.6  # confidence of what detection overlooked
_NUMBER = re.compile(r"[-+]?[¥$€]?\d[\d,]*(\.\d+)?\s?(%|ms|s|[KMG]B?)?")
_HAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_STROKES = frozenset("-一二_—–~")  # what a dash is recognised as
_ROWS, _FILLED, _INSIDE, _LINES = 3, 0.78, 0.88, 1.8  # of what nothing but a table is
_MOST = 40  # cells looked into that seem empty


def read_table(scene: Scene, *, proven: bool = False) -> Table | None:
    """The table that the picture shows; None where there are not two columns of two rows.

    `proven`: only if nothing but a table stands like that, cell by cell, all over the picture.
    """
    grid = find_grid(scene)
    if grid is None:
        return None
    held: dict[tuple[int, int], list[Line]] = {}
    for line in _parted(scene, grid):
        if line.text in _STROKES and _dashed(line.box, scene.glyph_height):
            line = replace(line, text="-")
        place = _place(grid, line.box)
        if place is not None:
            held.setdefault(place, []).append(line)
    if proven and not _full(scene, grid, held):
        return None
    for place, line in _overlooked(scene, grid, held):
        held[place] = [line]
    rows = [
        [_text(held.get((i, j), [])) for j in range(len(grid.xs) - 1)]
        for i in range(len(grid.ys) - 1)
    ]
    table = Table(
        tuple(map(tuple, rows)), (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]),
        spans=grid.spans,
    )  # fmt: skip
    table = _without_empty(table)
    if len(table.rows) < 2 or len(table.rows[0]) < 2:
        return None
    return replace(table, headers=_headers(table))


def _full(scene: Scene, grid: Grid, held: dict[tuple[int, int], list[Line]]) -> bool:
    """Nearly all texts stand in cells, a line or two in each, and next to no cell is empty."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    covered = sum(s.rows * s.columns - 1 for s in grid.spans)
    texts = sum(map(len, held.values()))
    bare = columns - len({j for _, j in held}) + rows - len({i for i, _ in held})
    return (
        rows >= _ROWS and columns >= 2 and not bare
        and len(held) >= _FILLED * (rows * columns - covered)
        and texts >= _INSIDE * len(scene.lines)
        and texts <= _LINES * len(held)
    )  # fmt: skip


def _parted(scene: Scene, grid: Grid) -> list[Line]:
    """The lines; one that runs over the side of its cell is read again, piece by piece."""
    tall = scene.glyph_height
    whole: list[Line] = []
    pieces: list[Box] = []
    for line in scene.snug:
        x0, y0, x1, y1 = line.box
        place = _place(grid, line.box)
        if not line.upright or place is None:
            continue
        left, right = grid.xs[place[1]], grid.xs[_end(grid, place)]
        if x0 > left - _OVER * tall and x1 < right + _OVER * tall:
            whole.append(line)
            continue
        cuts = [x0, *(x for x in grid.xs if x0 + _OVER * tall < x < x1 - _OVER * tall), x1]
        crossed = any(s.row <= place[0] < s.row + s.rows and s.columns > 1 for s in grid.spans)
        if len(cuts) < 3 or crossed:
            whole.append(line)
            continue
        pieces += [(a, y0, b, y1) for a, b in pairwise(cuts)]
    return [*whole, *(read_boxes(scene.pixels, gray=scene.gray, boxes=pieces) if pieces else [])]


def _place(grid: Grid, box: Box) -> tuple[int, int] | None:
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


def _end(grid: Grid, place: tuple[int, int]) -> int:
    """The column that follows a cell."""
    for s in grid.spans:
        if (s.row, s.column) == place:
            return s.column + s.columns
    return place[1] + 1


def _overlooked(
    scene: Scene, grid: Grid, held: dict[tuple[int, int], list[Line]]
) -> list[tuple[tuple[int, int], Line]]:
    """Texts of cells that hold ink and none of the lines."""
    joined = {
        (i, j)
        for s in grid.spans
        for i in range(s.row, s.row + s.rows)
        for j in range(s.column, s.column + s.columns)
    }
    places: list[tuple[int, int]] = []
    boxes: list[Box] = []
    for i in range(len(grid.ys) - 1):
        for j in range(len(grid.xs) - 1):
            box = None if (i, j) in held or (i, j) in joined else _inked(scene, grid, i, j)
            if box is not None:
                places.append((i, j))
                boxes.append(box)
    found = [(place, Line("-", box, 0.9)) for place, box in zip(places, boxes, strict=True)
             if _dashed(box, scene.glyph_height)]  # fmt: skip
    known = {place for place, _ in found}
    boxes = [box for place, box in zip(places, boxes, strict=True) if place not in known]
    if not boxes or len(boxes) > _MOST:
        return found
    for line in read_boxes(scene.pixels, gray=scene.gray, boxes=boxes):
        place = _place(grid, line.box)
        if (
            place in places
            and place not in known
            and line.confidence >= _SURE
            and re.search(r"[\w✓✗√×-]", line.text)
        ):
            found.append((place, line))
    return found


def _dashed(box: Box, tall: float) -> bool:
    """A short flat stroke: what says that a cell is empty."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return high <= max(2, 0.25 * tall) and 1.5 * high <= wide <= 1.5 * tall


def _inked(scene: Scene, grid: Grid, i: int, j: int) -> Box | None:
    """The box of the ink of a cell, sides left out."""
    edge = 4
    x0, y0, x1, y1 = (
        grid.xs[j] + edge,
        grid.ys[i] + edge,
        grid.xs[j + 1] - edge,
        grid.ys[i + 1] - edge,
    )
    crop = scene.gray[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)].astype(np.int16)
    if crop.size == 0:
        return None
    marks = np.abs(crop - np.median(crop)) > _INK
    rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
    if marks.sum() < _FEW or len(rows) > 2.5 * scene.glyph_height:
        return None
    return (
        x0 + int(columns[0]),
        y0 + int(rows[0]),
        x0 + int(columns[-1]) + 1,
        y0 + int(rows[-1]) + 1,
    )


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
