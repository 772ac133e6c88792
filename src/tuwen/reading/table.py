"""The table within a screen: texts that stand in rows and columns.

Rows are texts on one level; columns are found from the rows that have the most cells. What
fills a whole picture, with its rules, spans and wrapped cells, is read by `table_cells.py`.
"""

from collections.abc import Collection

from tuwen.reading.blocks import around, on_levels
from tuwen.reading.line import Line
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box, Table


def find_table(scene: Scene, skip: Collection[Box] = ()) -> Table | None:
    """The largest table of the picture: at least three rows of at least three cells."""
    tall = scene.text_height
    rows = on_levels((q for q in scene.snug if q.upright and q.box not in skip), 0.45 * tall)
    best: list[list[Line]] = []
    for i, first in enumerate(rows):
        if len(first) < 3:
            continue
        block = [first]
        for row in rows[i + 1 :]:
            if _apart(block[-1], row) > 4.5 * tall:
                break
            if _fits(first, row, tall):
                block.append(row)
        if len(block) >= 3 and sum(map(len, block)) > sum(map(len, best)):
            best = block
    return _table(best, tall) if best else None


def _apart(a: list[Line], b: list[Line]) -> float:
    return min(q.box[1] for q in b) - max(q.box[3] for q in a)


def _fits(head: list[Line], row: list[Line], tall: float) -> bool:
    """Most cells of the row stand under a cell of the head, two at least."""
    under = sum(any(_aligned(cell.box, top.box, tall) for top in head) for cell in row)
    return under >= 2 and under >= 0.6 * len(row) and len(row) <= len(head) + 1


def _aligned(a: Box, b: Box, tall: float) -> bool:
    """Left, right or middle on one line."""
    slack = 0.5 * tall
    return (
        abs(a[0] - b[0]) < slack
        or abs(a[2] - b[2]) < slack
        or abs(a[0] + a[2] - b[0] - b[2]) < 2 * slack
    )


def _table(block: list[list[Line]], tall: float) -> Table:
    head = block[0]
    edges = [cell.box[0] for cell in head]
    rows: list[tuple[str, ...]] = []
    for row in block:
        cells = ["" for _ in head]
        for line in row:
            middle = (line.box[0] + line.box[2]) / 2
            under = [k for k, top in enumerate(head) if _aligned(line.box, top.box, tall)]
            k = (
                under[0]
                if under
                else max((k for k, x in enumerate(edges) if x <= middle), default=0)
            )
            cells[k] = f"{cells[k]} {line.text}".strip()
        rows.append(tuple(cells))
    return Table(tuple(rows), around([line for row in block for line in row]))
