"""Messages of a sequence diagram: level arrows from lifeline to lifeline, and loops beside one."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.sequence_lifelines import Lifeline
from tuwen.reading.sequence_lines import Run
from tuwen.reading.types import Box, Heads, Point, Style

_DASHED = 0.84  # share of ink below which a line is dashed


@dataclass(frozen=True, slots=True)
class Message:
    """An arrow; source and target are places in the list of lifelines."""

    source: int
    target: int
    heads: Heads
    style: Style
    path: tuple[Point, ...]
    low: int  # y where it ends: below `path` for a loop
    confidence: float

    @property
    def y(self) -> int:
        return self.path[0][1]


@dataclass(frozen=True)
class Sheet:
    """What messages are measured on."""

    scene: Scene
    level: Mask  # level ridges
    upright_mask: Mask
    upright: list[Run]
    texts: list[Box]
    unit: float


def find_messages(sheet: Sheet, level: list[Run], lifelines: list[Lifeline]) -> list[Message]:
    """The arrows between different lifelines."""
    offers = [
        message for run in level
        if run.length >= 1.5 * sheet.unit and not _rectangle(run, sheet, lifelines)
        and (message := _message(sheet, run, lifelines))
    ]  # fmt: skip
    found: list[Message] = []
    for message in sorted(offers, key=lambda m: -m.confidence):
        if not any(_doubles(message, other, sheet.unit) for other in found):
            found.append(message)
    return sorted(found, key=lambda m: m.y)


def _doubles(a: Message, b: Message, unit: float) -> bool:
    """Do two offers lie closer above one another than the messages of a diagram do?"""
    (a0, a1), (b0, b1) = sorted(x for x, _ in a.path), sorted(x for x, _ in b.path)
    return abs(a.y - b.y) <= 0.6 * unit and a0 < b1 and b0 < a1


def _rectangle(run: Run, sheet: Sheet, lifelines: list[Lifeline]) -> bool:
    """Is the run the upper or lower side of a rectangle (that is no activation bar)?"""
    near = 4

    def sides(x: int) -> list[Run]:
        return [
            r for r in sheet.upright
            if abs(r.at - x) <= near + 1
            and min(abs(r.start - run.at), abs(r.end - run.at)) <= near + 1
            and all(abs(r.at - line.x) > 0.42 * sheet.unit for line in lifelines)
        ]  # fmt: skip

    return any(
        abs(a.start - b.start) <= near and abs(a.end - b.end) <= near
        for a in sides(run.start) for b in sides(run.end)
    )  # fmt: skip


def _message(sheet: Sheet, run: Run, lifelines: list[Lifeline]) -> Message | None:
    unit = sheet.unit
    alive = [(i, at) for i, line in enumerate(lifelines) if (at := reach(sheet, line, run.at))]
    left = _nearest(run.start, alive, unit, 1)
    right = _nearest(run.end, alive, unit, 0)
    if left is None or right is None or left[0] == right[0]:
        return None
    (i, start), (j, end) = left, right
    if end - start < 2.2 * unit:
        return None
    row = _row(sheet.level, run.at)
    if _bounds_fill(sheet, run.at, start, end):
        return None
    past = [
        _runs_on(row, dict(alive)[i][0], lifelines[i].x, -unit),
        _runs_on(row, dict(alive)[j][1], lifelines[j].x, unit),
    ]
    if all(past):
        return None  # runs on beyond both lifelines: the side of a frame
    margin = min(round(1.3 * unit), (end - start) // 4)
    clear = np.ones(len(row), bool)
    for x0, y0, x1, y1 in sheet.texts:
        if y0 <= run.at <= y1:
            clear[max(0, x0 - 4) : x1 + 4] = False
    bare = clear[start + margin : end - margin]
    ink = float(row[start + margin : end - margin][bare].mean()) if bare.any() else 0.0
    if bare.mean() < 0.3:  # a line under or over a long label, or the label's own strokes
        ink = _inked(row, start + margin, end - margin)
        if ink < 0.97:
            return None
    if ink < 0.3:
        return None
    message = _directed(sheet, run.at, (i, start), (j, end), ink)
    if not any(past):
        return message
    if message.heads == "none":
        return None
    return replace(message, confidence=round(0.8 * message.confidence, 3))


def _bounds_fill(sheet: Sheet, y: int, start: int, end: int) -> bool:
    """Is the line the side of a filled box: another colour below it than above?"""
    pixels, far = sheet.scene.pixels, max(5, round(0.3 * sheet.unit))
    fifth = (end - start) // 5
    for away in (far, far + 4):  # at two heights: one may run along another line
        if not away <= y < len(pixels) - away:
            return False
        above, below = (
            np.median(pixels[at, start + fifth : end - fifth], axis=0)
            for at in (y - away, y + away)
        )
        if np.abs(above - below).max() <= 10:
            return False
    return True


def reach(sheet: Sheet, line: Lifeline, y: int) -> tuple[int, int] | None:
    """Columns of a participant at a height, its activation bars included."""
    columns = line.reach(y)
    if columns is None or columns[0] != columns[1]:
        return columns
    unit, (left, right) = sheet.unit, columns
    sides = sorted(
        run.at for run in sheet.upright
        if 0.2 * unit < abs(run.at - line.x) <= 1.5 * unit
        and run.start - 0.8 * unit <= y <= run.end + 0.8 * unit
        and run.ink > 0.85 and run.length > 0.8 * unit
    )  # fmt: skip
    for a in sides:
        for b in sides:
            if 0.4 * unit <= b - a <= 0.95 * unit and a <= right + 4 and b >= left - 4:
                left, right = min(left, a), max(right, b)
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


def _row(mask: Mask, y: int) -> NDArray[np.bool_]:
    return np.asarray(mask[max(0, y - 1) : y + 2].any(axis=0), bool)


def _inked(row: NDArray[np.bool_], start: int, end: int) -> float:
    part = row[max(0, start) : max(0, end)]
    return float(part.mean()) if len(part) else 0.0


def _directed(
    sheet: Sheet, y: int, left: tuple[int, int], right: tuple[int, int], ink: float
) -> Message:
    """Tell source from target by the heads at the two ends."""
    (i, start), (j, end) = left, right
    spread = (
        _spread(sheet, y, start, end, inward=1),
        _spread(sheet, y, end, start, inward=-1),
    )
    least = max(3.0, 0.2 * sheet.unit)
    at = [value >= least and value >= 0.45 * max(spread) for value in spread]
    heads: Heads = "both" if all(at) else "end" if any(at) else "none"
    style: Style = "dashed" if ink < _DASHED else "solid"
    clear = abs(spread[0] - spread[1]) / max(sum(spread), 1.0)
    confidence = {"end": 0.75 + 0.2 * clear, "both": 0.6, "none": 0.5}[heads]
    path = ((start, y), (end, y))
    if heads == "end" and at[0]:
        return Message(j, i, heads, style, path[::-1], y, round(confidence, 3))
    return Message(i, j, heads, style, path, y, round(confidence, 3))


def _spread(sheet: Sheet, y: int, x: int, far: int, *, inward: int) -> float:
    """How much wider than the line, in px, the ink of its colour grows next to its end at x."""
    unit = sheet.unit
    half, long = round(0.5 * unit) + 2, round(1.7 * unit)
    pixels = sheet.scene.pixels
    top, low = max(0, y - half), min(pixels.shape[0], y + half + 1)
    x0, x1 = (x, x + long) if inward > 0 else (x - long, x + 1)
    x0, x1 = max(0, x0), min(pixels.shape[1], x1)
    outer = (max(0, x - long), x) if inward > 0 else (x + 1, min(pixels.shape[1], x + 1 + long))
    colour, paper = _colour(sheet, y, x, far)
    same = _like(pixels[top:low], colour, paper)
    near = same[:, x0:x1] if inward > 0 else same[:, x0:x1][:, ::-1]
    inner = _connected(near[:, 3:], y - top)  # the first columns are the lifeline's own
    reach_of = max(3, round(1.25 * unit) - 3)
    spreads = _both_sides(inner, y - top)
    if len(spreads) < 3:
        return 0.0
    base = min(float(np.median(spreads[-max(3, long // 4) :])), 0.2 * unit)
    peak = float(np.sort(spreads[:reach_of])[-2:].min()) - base
    beyond = same[:, outer[0] : outer[1]]
    beyond = beyond[:, ::-1] if inward > 0 else beyond
    disc = beyond[:, 3 : max(4, round(0.5 * unit))].mean() if beyond.size else 0.0
    return 0.0 if disc > 0.4 else max(0.0, peak)  # a number's disc lies on both sides


def _both_sides(ink: NDArray[np.bool_], row: int) -> NDArray[np.float64]:
    """For each column, how far the ink reaches above and below a row, the lesser side twice."""
    any_ink = ink.any(axis=0)
    above = np.maximum(0, row - ink.argmax(axis=0)) * any_ink
    below = np.maximum(0, len(ink) - 1 - ink[::-1].argmax(axis=0) - row) * any_ink
    lesser, greater = np.minimum(above, below), np.maximum(above, below)
    return np.where(lesser >= 2, 2.0 * lesser, 0.6 * greater)  # half a head has one side


def _colour(
    sheet: Sheet, y: int, x: int, far: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Colour of the line in its inked middle part, and of what lies beside it."""
    a, b = sorted((x, far))
    margin = (b - a) // 4
    columns = np.flatnonzero(_row(sheet.level, y)[a + margin : b - margin]) + a + margin
    pixels = sheet.scene.pixels
    rows = pixels[max(0, y - 2) : y + 3][:, columns].astype(float)
    beside = pixels[[max(0, y - 6), min(sheet.scene.height - 1, y + 6)]][:, columns]
    paper = np.median(beside, axis=(0, 1))
    apart = np.abs(rows - paper).max(axis=2)
    strongest = rows[apart.argmax(axis=0), np.arange(rows.shape[1])]
    return np.median(strongest, axis=0), paper


def _like(
    pixels: Pixels, colour: NDArray[np.float64], paper: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Pixels that leave the paper's colour in the direction of the line's, at least half as far."""
    way = colour - paper
    size = max(float(way @ way), 1.0)
    off = pixels.astype(np.float32) - paper.astype(np.float32)
    along = off @ (way / size).astype(np.float32)
    aside = np.zeros_like(along)
    for channel in range(3):
        np.maximum(aside, np.abs(off[..., channel] - along * way[channel]), out=aside)
    return (along >= 0.5) & (aside <= 40 + 0.25 * np.sqrt(size))


def _connected(same: NDArray[np.bool_], row: int) -> NDArray[np.bool_]:
    """The ink that hangs together with the line on a row."""
    _, labels = cv2.connectedComponents(same.astype(np.uint8), connectivity=8)
    seeds = np.unique(labels[max(0, row - 2) : row + 3])
    return np.isin(labels, seeds[seeds > 0])
