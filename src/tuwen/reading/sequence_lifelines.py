"""Participants of a sequence diagram: upright lines that hang from a header centred on them."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.blocks import around, blocks, joined
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Region, Scene
from tuwen.reading.sequence_lines import Run, merged
from tuwen.reading.types import Box, Shape


@dataclass(frozen=True, slots=True)
class Lifeline:
    """A participant. `head` and `foot` are its boxes at the line's ends."""

    x: int
    top: int
    bottom: int
    label: str
    shape: Shape
    head: Box
    foot: Box | None
    confidence: float
    lines: tuple[Line, ...]  # text lines of head and foot
    certain: bool  # has a box or a figure, not just a text

    def reach(self, y: int) -> tuple[int, int] | None:
        """Columns that belong to the participant at a height; None where it is not there."""
        for box in (self.head, self.foot):
            at_end = y < self.top + 2 or y > self.bottom - 2
            if box and at_end and box[1] - 4 <= y <= box[3] + 2 and box[2] - box[0] > 8:
                return box[0], box[2]
        return (self.x, self.x) if self.top - 6 <= y <= self.bottom + 6 else None


def find_lifelines(scene: Scene, upright: list[Run], unit: float) -> list[Lifeline]:
    """The participants from left to right; `unit` is the font size in px."""
    stacks = blocks([line for line in scene.snug if line.upright])
    hung = [_hang(scene, column, stacks, unit) for column in _columns(scene, upright, unit)]
    found: list[Lifeline] = []
    for line in sorted((line for line in hung if line), key=lambda q: _off_centre(q, unit)):
        if not any(abs(line.x - other.x) < unit for other in found):
            found.append(line)
    found = [line for line in found if not any(_in_head(line, other) for other in found)]
    return sorted(_of_one_picture(scene, found, unit), key=lambda line: line.x)


def _in_head(line: Lifeline, other: Lifeline) -> bool:
    """A letter's stem below a word in another's header is no lifeline."""
    head, outer = line.head, other.head
    inside = outer[0] <= head[0] and outer[1] <= head[1] and head[3] <= outer[3]
    return inside and head[2] <= outer[2] and head != outer


def _off_centre(line: Lifeline, unit: float) -> tuple[int, int]:
    off = abs((line.head[0] + line.head[2]) / 2 - line.x)
    return int(
        off / max(2.0, 0.12 * unit)
    ), line.top - line.bottom  # a side of an activation bar is off


def _columns(scene: Scene, upright: list[Run], unit: float) -> list[list[Run]]:
    """Pieces of upright line on one x, the columns with most line first."""
    texts = [line.box for line in scene.snug]
    pieces = [run for run in upright if not _within(run, texts)]
    pieces += _bars(pieces, unit)
    pieces = merged(pieces, near=max(3, round(0.12 * unit)), gap=round(0.8 * unit))
    columns: list[list[Run]] = []
    for run in sorted(pieces, key=lambda r: -r.length):
        for column in columns:
            if abs(column[0].at - run.at) <= max(2, 0.15 * unit):
                column.append(run)
                break
        else:
            columns.append([run])
    for column in columns:
        column.sort(key=lambda r: r.start)
    return [c for c in columns if sum(r.length for r in c) >= 3.5 * unit]


def _bars(pieces: list[Run], unit: float) -> list[Run]:
    """The middles of activation bars: the lifeline goes on behind them."""
    sides = sorted((r for r in pieces if r.ink > 0.85), key=lambda r: r.at)
    found: list[Run] = []
    for i, a in enumerate(sides):
        for b in sides[i + 1 :]:
            start, end = max(a.start, b.start), min(a.end, b.end)
            alike = end - start >= max(1.2 * unit, 0.6 * min(a.length, b.length))
            if alike and 0.4 * unit <= b.at - a.at <= 0.95 * unit:
                found.append(Run((a.at + b.at) // 2, start, end, 1.0))
    return found


def _within(run: Run, texts: list[Box]) -> bool:
    """Strokes of one or two lines of text."""
    return any(
        x0 <= run.at <= x1 and min(run.end, y1) - max(run.start, y0) > 0.55 * run.length
        for x0, y0, x1, y1 in texts
    )


def _hang(
    scene: Scene, column: list[Run], stacks: list[list[Line]], unit: float
) -> Lifeline | None:
    """The participant of a column, when a header is centred above its first long piece."""
    x = max(column, key=lambda r: r.length).at
    pieces = [r for r in column if r.length >= 1.4 * unit]
    for first in pieces:
        head = _header(scene, stacks, x, first.start, unit, below=False)
        if head is None:
            continue
        rest = [r for r in column if r.start >= first.start]
        bottom = rest[-1].end
        if sum(r.length for r in rest) < 3 * unit or bottom - first.start < 4 * unit:
            return None
        top = max(first.start, max(line.box[3] for line in head[0]))
        foot = _header(scene, stacks, x, bottom, unit, below=True)
        lines, box, shape = head
        certain = 0.7 if shape == "text" else 0.9
        if foot:
            certain += 0.08
        confidence = certain * min(line.confidence for line in lines)
        return Lifeline(
            x, top, bottom, joined(lines), "rect" if shape == "text" else shape, box,
            foot[1] if foot else None, round(confidence, 3),
            (*lines, *(foot[0] if foot else ())), shape != "text",
        )  # fmt: skip
    return None


def _header(
    scene: Scene, stacks: list[list[Line]], x: int, y: int, unit: float, *, below: bool
) -> tuple[list[Line], Box, Shape] | None:
    """Text centred on x next to the end of a line at y, with the box or figure around it."""
    best: tuple[float, float, list[Line]] | None = None
    for stack in stacks:
        x0, y0, x1, y1 = around(stack)
        gap = y0 - y if below else y - y1
        off = abs((x0 + x1) / 2 - x)
        centred = off <= max(5, 0.45 * unit) or (
            off <= 1.2 * unit and gap <= 3 * unit and _box_around(scene, (x0, y0, x1, y1), x, unit)
        )
        if centred and -3 * unit <= gap <= 8 * unit:
            cost = abs(gap) + 2 * off
            if best is None or cost < best[0]:
                best = cost, gap, stack
    if best is None:
        return None
    _, gap, stack = best
    if not below:
        stack, y = _above_notes(scene, stacks, stack, x, y, unit)
        gap = y - around(stack)[3]
    text = around(stack)
    region = _box_around(scene, text, x, unit)
    if region:
        x0, y0, x1, y1 = region.box
        box = (x0 - 1, y0 - 1, x1 + 1, y1 + 1)
        near = abs((box[1] - y) if below else (y - box[3])) <= 4.8 * unit
        if near:
            held = [
                line for line in scene.snug
                if box[0] <= _mid(line.box)[0] <= box[2] and box[1] <= _mid(line.box)[1] <= box[3]
            ]  # fmt: skip
            return held or stack, box, "rect"
    figure = None if below else _figure(scene, text, x, unit)
    if figure and gap <= 3.2 * unit:
        return stack, figure, "actor"
    return (stack, text, "text") if -0.5 * unit <= gap <= 3.2 * unit else None


def _above_notes(
    scene: Scene, stacks: list[list[Line]], stack: list[Line], x: int, y: int, unit: float
) -> tuple[list[Line], int]:
    """Past notes right below the header that hide the lifeline: the header, and where it ends."""
    for _ in range(8):
        note = _box_around(scene, around(stack), x, unit)
        if note is None:
            break
        upper = [
            other for other in stacks
            if (box := _box_around(scene, around(other), x, unit))
            and 0.1 * unit < note.box[1] - box.box[3] <= 1.6 * unit
        ]  # fmt: skip
        if not upper:
            break
        stack = max(upper, key=lambda other: around(other)[3])
        y = min(y, note.box[1])
    return stack, y


def _mid(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def region_around(scene: Scene, text: Box) -> Region | None:
    """The flat region that a text lies in."""
    x0, y0, x1, y1 = text
    x0, y0 = max(0, x0 - 3), max(0, y0 - 3)
    x1, y1 = min(scene.width, x1 + 3), min(scene.height, y1 + 3)
    window = scene.labels[y0:y1, x0:x1]
    rim = np.concatenate([window[:2].ravel(), window[-2:].ravel(), window[:, 0], window[:, -1]])
    rim = rim[rim > 0]
    if len(rim) == 0:
        return None
    label = int(np.bincount(rim).argmax())
    return scene.by_label.get(label)


def _box_around(scene: Scene, text: Box, x: int, unit: float) -> Region | None:
    """The header box of a text: a region around it, centred on the line, not too large."""
    region = region_around(scene, text)
    if region is None or (scene.paper and region.label == scene.paper.label):
        return None
    x0, y0, x1, y1 = region.box
    fits = (
        abs((x0 + x1) / 2 - x) <= 0.7 * unit
        and x0 <= text[0] + 3
        and x1 >= text[2] - 3
        and y1 - y0 <= max(9 * unit, 0.2 * scene.height)
        and x1 - x0 <= max(0.6 * scene.width, 2.2 * (text[2] - text[0]))
    )
    return region if fits else None


def _figure(scene: Scene, text: Box, x: int, unit: float) -> Box | None:
    """Box around a drawn figure (a stick man, an icon) that stands on the text, and the text."""
    half, top = round(2.4 * unit), max(0, round(text[1] - 5 * unit))
    left = max(0, x - half)
    window = scene.ink[top : text[1], left : x + half]
    count, _, stats, _ = cv2.connectedComponentsWithStats(window, connectivity=8)
    parts = [
        (int(px) + left, int(py) + top, int(px + w) + left, int(py + h) + top)
        for px, py, w, h, _ in stats[1:count].tolist()
        if px + left <= x + 0.5 * unit and px + w + left >= x - 0.5 * unit
    ]
    if not parts:
        return None
    x0, y0 = min(p[0] for p in parts), min(p[1] for p in parts)
    x1, y1 = max(p[2] for p in parts), max(p[3] for p in parts)
    stands = text[1] - y1 <= 0.9 * unit and text[1] - y0 >= 1.6 * unit
    if not stands or min(x - x0, x1 - x) < 0.3 * unit or _worded(scene, (x0, y0, x1, y1)):
        return None
    return min(text[0], x0), y0, max(text[2], x1), text[3]


def _worded(scene: Scene, box: Box) -> bool:
    """Does a longer text stand in the box?"""
    return any(
        len(line.text) > 1
        and box[0] <= _mid(line.box)[0] <= box[2]
        and box[1] <= _mid(line.box)[1] <= box[3]
        for line in scene.snug
    )


def _of_one_picture(scene: Scene, found: list[Lifeline], unit: float) -> list[Lifeline]:
    """Leave out lines that share no height with the others, and late ones without a like header."""
    if len(found) < 2:
        return []
    low = float(np.median([line.bottom for line in found]))
    high = float(np.median([line.top for line in found]))
    last = max(line.bottom for line in found)
    tall = float(np.median([line.head[3] - line.head[1] for line in found]))
    fill = np.median([_fill(scene, line.head) for line in found], axis=0)
    kept: list[Lifeline] = []
    for line in found:
        if line.top >= low or line.bottom <= high:
            continue
        like = 0.6 < (line.head[3] - line.head[1]) / tall < 1.6 and (
            line.shape == "actor" or np.abs(_fill(scene, line.head) - fill).max() < 30
        )
        if abs(line.top - high) < 4 * unit or (like and line.certain):
            kept.append(line if line.foot else replace(line, bottom=last))
    return kept


def _fill(scene: Scene, box: Box) -> NDArray[np.float64]:
    """Colour of a header next to its left border."""
    x, y = min(box[0] + 6, scene.width - 1), (box[1] + box[3]) // 2
    return scene.pixels[y, x].astype(float)
