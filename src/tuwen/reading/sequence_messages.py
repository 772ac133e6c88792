"""Messages of a sequence diagram: level arrows from lifeline to lifeline, and loops beside one."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.sequence_heads import directed, settled
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_lines import Run
from tuwen.reading.sequence_sheet import Message, Sheet, ground


def find_messages(sheet: Sheet, level: list[Run], lifelines: list[Lifeline]) -> list[Message]:
    """The arrows between different lifelines."""
    sides = frame_sides(sheet, lifelines)
    offers = [
        message for run in level
        if run.length >= 1.5 * sheet.unit and run.ink > 0.3
        and (message := _message(sheet, run, lifelines, sides))
    ]  # fmt: skip
    found: list[Message] = []
    for message in sorted(offers, key=lambda m: -m.confidence):
        if not any(_doubles(message, other, sheet.unit) for other in found):
            found.append(message)
    return sorted(settled(sheet, found), key=lambda m: m.y)


def _doubles(a: Message, b: Message, unit: float) -> bool:
    """Do two offers lie closer above one another than the messages of a diagram do?"""
    (a0, a1), (b0, b1) = sorted(x for x, _ in a.path), sorted(x for x, _ in b.path)
    return abs(a.y - b.y) <= 0.6 * unit and a0 < b1 and b0 < a1


def _message(sheet: Sheet, run: Run, lifelines: list[Lifeline], sides: list[Run]) -> Message | None:
    unit = sheet.unit
    run = beside_frames(sheet, run, sides)
    alive = [(i, at) for i, line in enumerate(lifelines) if (at := reach(sheet, line, run.at))]
    left = _nearest(run.start, alive, unit, 1)
    right = _nearest(run.end, alive, unit, 0)
    if left is None or right is None or left[0] == right[0]:
        return None
    (i, start), (j, end) = left, right
    if end - start < 2.2 * unit or all(_beyond(lifelines[k], run.at) for k in (i, j)):
        return None
    row = sheet.row(run.at)
    if _bounds_fill(sheet, run.at, start, end):
        return None
    past = [
        _runs_on(row, dict(alive)[i][0], lifelines[i].x, -unit),
        _runs_on(row, dict(alive)[j][1], lifelines[j].x, unit),
    ]
    if all(past):
        return None  # runs on beyond both lifelines: the side of a frame
    ink = _line_ink(sheet, row, run.at, start, end)
    if ink < 0.3:
        return None
    message = directed(sheet, run.at, (i, start), (j, end), ink)
    if not any(past):
        return message
    if message.heads == "none":
        return None
    return replace(message, confidence=round(0.8 * message.confidence, 3))


def _beyond(line: Lifeline, y: int) -> bool:
    """Is a height at a participant's header or foot?"""
    return y < line.top - 2 or y > line.bottom + 2


def frame_sides(sheet: Sheet, lifelines: list[Lifeline]) -> list[Run]:
    """Upright lines away from the lifelines, long enough to be the side of a frame."""
    return [
        r for r in sheet.upright
        if r.ink > 0.3 and r.length > 3 * sheet.unit
        and all(abs(r.at - line.x) > 3 for line in lifelines)
    ]  # fmt: skip


def beside_frames(sheet: Sheet, run: Run, sides: list[Run]) -> Run:
    """The run without the dots that it took over from the sides of frames beside it."""
    at = [side.at for side in sides if side.start <= run.at <= side.end]
    if not at:
        return run
    ink = np.flatnonzero(sheet.row(run.at)[run.start : run.end]) + run.start
    pieces = np.split(ink, np.flatnonzero(np.diff(ink) > 3) + 1)

    def dot(piece: NDArray[np.intp]) -> bool:
        short = len(piece) <= 0.4 * sheet.unit
        return short and any(piece[0] - 3 <= x <= piece[-1] + 3 for x in at)

    while len(pieces) > 1 and dot(pieces[-1]):
        pieces.pop()
    while len(pieces) > 1 and dot(pieces[0]):
        pieces.pop(0)
    if not len(ink):
        return run
    return replace(run, start=int(pieces[0][0]), end=int(pieces[-1][-1]) + 1)


def _line_ink(sheet: Sheet, row: NDArray[np.bool_], y: int, start: int, end: int) -> float:
    """Share of a line that is drawn, without its ends and the texts on it; 0 where it is none."""
    unit = sheet.unit
    clear = np.ones(len(row), bool)
    texts = [box for box in sheet.texts if box[1] - 2 <= y <= box[3] + 1]
    for x0, _, x1, _ in texts:
        clear[max(0, x0 - 4) : x1 + 4] = False
    for margin, share in ((min(round(1.3 * unit), (end - start) // 4), 0.3), (3, 0.3), (3, 0.0)):
        bare = clear[start + margin : end - margin]
        if bare.sum() >= max(share * len(bare), 0.6 * unit):
            return float(row[start + margin : end - margin][bare].mean())
    if any(y0 - 2 <= y < (y0 + 3 * y1) / 4 and x0 < end and start < x1 for x0, y0, x1, y1 in texts):
        return 0.0  # the strokes of a label
    under = row[start + 3 : end - 3]  # right under a long label
    ink = float(under.mean())
    return ink if ink >= 0.97 or _dashed(under) else 0.0


def _dashed(row: NDArray[np.bool_]) -> bool:
    """Are the inked pieces of a row dashes of one length, one gap apart, and no strokes?"""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    dashes, gaps = changes[1::2] - changes[::2], changes[2::2] - changes[1:-1:2]
    if len(dashes) < 8 or np.median(dashes) < 2:
        return False
    return all((np.abs(q - np.median(q)) <= 1).mean() > 0.85 for q in (dashes, gaps))


def _bounds_fill(sheet: Sheet, y: int, start: int, end: int) -> bool:
    """Is the line the side of a filled box: another colour below it than above?"""
    pixels, near = sheet.scene.pixels, max(3, round(0.2 * sheet.unit))
    fifth = (end - start) // 5
    rows = [y - near - 2, y - near, y + near, y + near + 2]
    if rows[0] < 0 or rows[-1] >= len(pixels):
        return False
    far, above, below, beyond = (ground(pixels[at, start + fifth : end - fifth]) for at in rows)
    flat = max(np.abs(far - above).max(), np.abs(below - beyond).max()) <= 10
    return bool(flat and np.abs(above - below).max() > 10)


def reach(sheet: Sheet, line: Lifeline, y: int) -> tuple[int, int] | None:
    """Columns of a participant at a height, its activation bars included."""
    columns = line.reach(y)
    if columns is None or columns[0] != columns[1]:
        return columns
    (left, right), near = columns, 0.8 * sheet.unit
    for x0, y0, x1, y1 in sorted(sheet.bars, key=lambda bar: abs(bar[0] + bar[2] - 2 * line.x)):
        beside = x0 <= right + 4 and x1 >= left - 4
        if beside and y0 - near <= y <= y1 + near and x1 - line.x <= 2.4 * sheet.unit:
            left, right = min(left, x0), max(right, x1)
    return left, right


def _runs_on(row: NDArray[np.bool_], edge: int, x: int, way: float) -> bool:
    """Does a level line continue outwards from the edge of a participant?"""
    if abs(edge - x) > 1.6 * abs(way):  # a box: what lies in it does not matter
        return False
    first = edge + (4 if way > 0 else -4)
    last = edge + round(0.48 * way)
    return _inked(row, min(first, last), max(first, last)) > 0.35


def _nearest(
    x: int, alive: list[tuple[int, tuple[int, int]]], unit: float, side: int
) -> tuple[int, int] | None:
    """The participant whose side (1: right, 0: left) is nearest an end of a line."""
    if not alive:
        return None

    def away(item: tuple[int, tuple[int, int]]) -> int:
        return max(item[1][0] - x, x - item[1][1], 0)

    i, columns = min(alive, key=away)
    return (i, columns[side]) if away((i, columns)) <= 1.6 * unit else None


def _inked(row: NDArray[np.bool_], start: int, end: int) -> float:
    part = row[max(0, start) : max(0, end)]
    return float(part.mean()) if len(part) else 0.0
