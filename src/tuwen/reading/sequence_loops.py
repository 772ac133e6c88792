"""Messages of a participant to itself: a small loop that leaves a lifeline and comes back."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.scene import Mask
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_lines import Run
from tuwen.reading.sequence_messages import beside_frames, frame_sides, reach
from tuwen.reading.sequence_sheet import Message, Sheet, ground
from tuwen.reading.types import Box, Style


def find_loops(
    sheet: Sheet, level: list[Run], lifelines: list[Lifeline], taken: list[Box]
) -> list[Message]:
    """The loops to the right of their lifelines, away from the places that are taken."""
    unit = sheet.unit
    found = _angular(sheet, [run for run in level if not _on(run, taken)], lifelines)
    strokes = _strokes(sheet, level)
    for x0, y0, x1, y1 in (*taken, *_discs(sheet, lifelines)):
        strokes[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3] = 0
    over = max(2, round(0.12 * unit))  # dashes of a line lie closer together than twice that
    side = 2 * over + 1
    fat = cv2.dilate(strokes, np.ones((side, side), np.uint8))
    count, labels, stats, _ = components(fat)
    for k in range(1, count):
        x, y, w, h = (int(v) for v in stats[k, :4])
        x, y, w, h = x + over, y + over, w - 2 * over, h - 2 * over
        if not (0.9 * unit <= w <= 6.5 * unit and 0.45 * unit <= h <= 4 * unit):
            continue
        if any(_touch((x, y, x + w, y + h), other) for other in found):
            continue
        home = _owner(sheet, lifelines, (x, y, x + w, y + h))
        if home is None:
            continue
        owner, edge = home
        left = max(x, edge)  # the disc of a number lies on both sides
        shape = labels[y : y + h, left : x + w] == k
        _add_fills(sheet, shape, left, y)
        if not _loops_back(shape, over) or _filled(sheet, (left, y, x + w, y + h)):
            continue
        inked = ((sheet.scene.ink[y : y + h, left : x + w] > 0) & shape)[:, (x + w - left) // 2 :]
        pieces = cv2.connectedComponents(inked.astype(np.uint8), connectivity=8)[0] - 1
        style: Style = "dashed" if pieces >= 3 else "solid"
        path = ((left, y), (x + w, y + h))
        found.append(Message(owner, owner, "end", style, path, y + h, 0.85))
    return found


def _on(run: Run, places: list[Box]) -> bool:
    return any(
        y0 <= run.at <= y1 and min(x1, run.end) - max(x0, run.start) > 0.5 * run.length
        for x0, y0, x1, y1 in places
    )


def _discs(sheet: Sheet, lifelines: list[Lifeline]) -> list[Box]:
    """Round spots on lifelines, with a piece of line perhaps: running numbers stand in them."""
    found: list[Box] = []
    for region in sheet.scene.regions:
        x0, y0, _, y1 = region.box
        high = region.height
        round_one = 0.6 * high**2 < region.area < 0.95 * high**2 and region.width < 1.8 * high
        if 0.8 * sheet.unit <= high <= 2.6 * sheet.unit and round_one:
            middle = x0 + high / 2
            if any(abs(line.x - middle) <= 0.6 * sheet.unit for line in lifelines):
                found.append((x0, y0, x0 + high, y1))
    return found


def _touch(box: Box, loop: Message) -> bool:
    (x0, y0), (x1, y1) = loop.path
    return box[0] <= x1 and box[2] >= x0 and box[1] <= y1 and box[3] >= y0


def _angular(sheet: Sheet, level: list[Run], lifelines: list[Lifeline]) -> list[Message]:
    """Loops of three straight lines: out, down, and back."""
    unit = sheet.unit
    frames = frame_sides(sheet, lifelines)
    sides = [r for r in level if 1.2 * unit <= r.length <= 10 * unit]
    sides = [r for r in sorted(sides, key=lambda r: r.at) if not _in_text(r, sheet.texts)]
    sides = [q for q in (beside_frames(sheet, r, frames) for r in sides) if q.length > unit]
    found: list[Message] = []
    for i, out in enumerate(sides):
        for back in sides[i + 1 :]:
            if back.at - out.at > 5 * unit:
                break
            if back.at - out.at < 0.4 * unit or abs(out.end - back.end) > 0.35 * unit:
                continue
            box = (min(out.start, back.start), out.at, max(out.end, back.end), back.at)
            home = _owner(sheet, lifelines, box)
            if home is None or out.start - home[1] > 0.8 * unit:
                continue
            if any(_at_line(sheet, line, box) for line in lifelines[home[0] + 1 :]):
                continue  # a call of another participant and its return
            if not _closed(sheet, box, home[1]) or _filled(sheet, box):
                continue
            style: Style = "dashed" if out.dashed else "solid"
            path = ((home[1], out.at), (box[2], back.at))
            message = Message(home[0], home[0], "end", style, path, back.at, 0.85)
            if not any(_touch(box, other) for other in found):
                found.append(message)
    return found


def _at_line(sheet: Sheet, line: Lifeline, box: Box) -> bool:
    at = reach(sheet, line, box[1])
    return at is not None and at[0] - 0.8 * sheet.unit <= box[2]


def _closed(sheet: Sheet, box: Box, side: int) -> bool:
    """Are two level lines joined at their right ends alone?"""
    x0, y0, x1, y1 = box
    over = round(0.6 * sheet.unit)

    def upright(x: int, top: int, low: int) -> float:
        rows = sheet.upright_mask[max(0, top) : low, max(0, x - 3) : x + 3].any(axis=1)
        return float(np.mean(rows)) if np.size(rows) else 0.0

    if upright(x1, y0 + 2, y1 - 1) < 0.3:
        return False
    if x0 - side > 3 and upright(x0, y0 + 2, y1 - 1) > 0.5:
        return False
    return upright(x1, y0 - over, y0 - 1) < 1 and upright(x1, y1 + 2, y1 + over) < 1


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
    return _on(run, [(x0, y0, x1, y1 - (y1 - y0) // 5) for x0, y0, x1, y1 in texts])


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
    inside = pixels[y0 + third : y1 - third, (x0 + x1) // 2 : x1 - 4]
    outside = pixels[y0 + third : y1 - third, x1 + 5 : x1 + 17]
    if inside.size == 0 or outside.size == 0:
        return False
    return bool(np.abs(ground(inside) - ground(outside)).max() > 12)


def _loops_back(shape: NDArray[np.bool_], over: int) -> bool:
    """Does the stroke leave on the upper left, turn on the right and return on the lower left?"""
    tall, wide = shape.shape
    third, half = max(1, wide // 3), max(1, wide // 2)
    upper, lower = shape[: round(0.4 * tall)], shape[round(0.6 * tall) :]
    middle = shape[round(0.42 * tall) : round(0.58 * tall) + 1]
    inside = slice(round(0.22 * wide), max(1 + round(0.22 * wide), half - over))
    between = shape[round(0.35 * tall) : round(0.75 * tall) + 1, inside]
    return bool(
        upper[:, :third].any(axis=0).mean() > 0.6
        and lower[:, :third].any(axis=0).mean() > 0.6
        and middle[:, -third:].any()
        and upper[:, :half].any(axis=0).mean() > 0.7
        and lower[:, :half].any(axis=0).mean() > 0.7
        and between.mean(axis=1).min() < 0.3
    )
