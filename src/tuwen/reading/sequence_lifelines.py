"""Participants of a sequence diagram: upright lines that hang from a header centred on them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tuwen.reading.blocks import joined
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Scene
from tuwen.reading.sequence_columns import find_columns
from tuwen.reading.sequence_headers import Header, Headers
from tuwen.reading.sequence_lines import Run
from tuwen.reading.types import Box, Shape

_DRAWN = 0.3  # of a lifeline is drawn at least: more than a few strokes above one another


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
    drawn: float  # share of its length where there is a line

    def reach(self, y: int) -> tuple[int, int] | None:
        """Columns that belong to the participant at a height; None where it is not there."""
        for box in (self.head, self.foot):
            at_end = y < self.top + 2 or y > self.bottom - 2
            if box and at_end and box[1] - 4 <= y <= box[3] + 2 and box[2] - box[0] > 8:
                return box[0], box[2]
        return (self.x, self.x) if self.top - 6 <= y <= self.bottom + 6 else None


def find_lifelines(
    scene: Scene, upright: list[Run], bars: list[Box], unit: float
) -> list[Lifeline]:
    """The participants from left to right; `unit` is the font size in px."""
    headers = Headers(scene, unit)
    columns = find_columns(scene, upright, bars, unit)
    found: list[Lifeline] = []
    hung = [line for column in columns if (line := _hang(headers, column))]
    hung = [line for line in hung if line.drawn > _DRAWN]
    for line in sorted(hung, key=lambda q: _off_centre(q, unit)):
        if not any(abs(line.x - other.x) < unit for other in found):
            found.append(line)
    found = _of_one_picture(scene, found, unit)
    found += _unnamed(headers, columns, found, unit)
    return sorted(found, key=lambda line: line.x)


def _off_centre(line: Lifeline, unit: float) -> tuple[int, int]:
    off = abs((line.head[0] + line.head[2]) / 2 - line.x)
    step = max(2.0, 0.12 * unit)  # a side of an activation bar is off by more
    return int(off / step), line.top - line.bottom


def _hang(headers: Headers, column: list[Run]) -> Lifeline | None:
    """The participant of a column, when a header is centred above it."""
    x = max(column, key=lambda r: r.length).at
    found = headers.above(column, x)
    return _lifeline(headers, column, *found) if found else None


def _lifeline(headers: Headers, column: list[Run], head: Header, start: int) -> Lifeline:
    x = max(column, key=lambda r: r.length).at
    bottom = max(r.end for r in column)
    foot = headers.below(x, bottom, head)
    if foot:
        bottom = foot.box[1]
    certain = 0.7 if head.shape == "text" else 0.9
    label, read = _name(head, foot)
    pieces = [(max(start, r.start), min(bottom, r.end), r.ink) for r in column]
    drawn = sum(ink * (end - begin) for begin, end, ink in pieces if end > begin)
    return Lifeline(
        x, start, bottom, label, "rect" if head.shape == "text" else head.shape, head.box,
        foot.box if foot else None, round((certain + (0.08 if foot else 0.0)) * read, 3),
        (*head.lines, *(foot.lines if foot else ())), head.shape != "text",
        drawn / max(1, bottom - start),
    )  # fmt: skip


def _name(head: Header, foot: Header | None) -> tuple[str, float]:
    """The name as it was read best, in the header or at the foot, and how surely."""
    names = [
        (min(line.confidence for line in part.lines), -i, joined(list(part.lines)))
        for i, part in enumerate((head, foot))
        if part and part.lines and len(part.lines) >= len(head.lines)
    ]
    if not names:
        return "", 0.5
    read, _, label = max(names)
    return label, read


def _unnamed(
    headers: Headers, columns: list[list[Run]], found: list[Lifeline], unit: float
) -> list[Lifeline]:
    """Lines with a box like those of the others, or a name at their foot: no name was read."""
    boxed = [line.head for line in found if line.shape == "rect" and line.certain]
    feet = [line.foot for line in found if line.foot]
    out: list[Lifeline] = []
    if not found:
        return out
    high = round(float(np.median([line.top for line in found])))
    low = round(float(np.median([line.bottom for line in found])))
    for column in columns:
        x = max(column, key=lambda r: r.length).at
        if any(
            abs(x - line.x) < unit or line.head[0] <= x <= line.head[2] for line in (*found, *out)
        ):
            continue
        head = headers.blank(column, x, boxed[len(boxed) // 2]) if boxed else None
        if head is None and feet:
            head = headers.footed(column, x, high, feet)
        if head is None:
            head = headers.lettered(column, x, high, low)
        if head:
            out.append(_lifeline(headers, column, head, head.box[3]))
    return out


def _of_one_picture(scene: Scene, found: list[Lifeline], unit: float) -> list[Lifeline]:
    """Leave out lines that share no height with the others, and late ones without a like header."""
    if len(found) < 2:
        return found
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
