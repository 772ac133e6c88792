"""Headers and feet of lifelines: a box, a drawn figure or a bare name, centred on the line."""

from dataclasses import dataclass

import cv2
import numpy as np

from tuwen.reading.blocks import around, tall
from tuwen.reading.ocr import Line
from tuwen.reading.outline import holds, middle
from tuwen.reading.scene import Region, Scene
from tuwen.reading.sequence_lines import Run
from tuwen.reading.types import Box, Shape

_STICK_MEN = "大天人夫太木六犬夭卜关火"  # what a drawn figure is read as


@dataclass(frozen=True, slots=True)
class Header:
    """What a line hangs from, or stands on. Shape "text" has no box and no figure."""

    lines: tuple[Line, ...]
    box: Box
    shape: Shape


class Headers:
    """The texts of a picture as what lifelines may hang from; `unit` is the font size in px."""

    def __init__(self, scene: Scene, unit: float) -> None:
        self._scene, self._unit = scene, unit
        lines = [q for q in scene.snug if q.upright and q.text not in _STICK_MEN]
        self._lines = sorted(lines, key=lambda q: (q.box[1], q.box[0]))
        self._plates = {line: _plate(scene, line.box) for line in self._lines}

    def above(self, column: list[Run], x: int) -> tuple[Header, int] | None:
        """The uppermost header that a column of line begins below, and where it begins."""
        for line in self._lines:
            if abs(middle(line.box)[0] - x) > 1.2 * self._unit:
                continue
            header = self._header(line, x)
            start = self._begins(column, header, x) if header else None
            if header and start is not None:
                return header, start
        return None

    def below(self, x: int, y: int, like: Header) -> Header | None:
        """The foot at the end of a line at y: a box there, or the header's name once more."""
        unit, names = self._unit, {line.text.casefold() for line in like.lines}
        for line in self._lines:
            centre, top = middle(line.box)[0], line.box[1]
            if abs(centre - x) > 1.2 * unit or not -7 * unit <= top - y <= 8 * unit:
                continue
            box = self._box_around(line, x)
            low = like.box[3] + 4 * unit
            ends = box and low < box[1] <= y + 1.3 * unit and y <= box[3] + 3
            if box and ends and _same_size(box, like):
                return Header(tuple(self._held(box)), box, "rect")
            if line.text.casefold() in names and top > low:
                same = [q for q in self._lines if q.text.casefold() in names]
                same = [q for q in same if abs(middle(q.box)[0] - x) <= unit and q.box[1] >= top]
                return Header(tuple(same or [line]), around(same or [line]), "text")
        return None

    def blank(self, column: list[Run], x: int, like: Box) -> Header | None:
        """A header box as large and as high as another, the name of which was not read."""
        for region in self._scene.regions:
            box = _rim(region.box)
            level = abs(box[1] - like[1]) <= 3 and abs(box[3] - like[3]) <= 3
            if level and abs(middle(box)[0] - x) <= 3 and region.width <= 2 * (like[2] - like[0]):
                header = Header(tuple(self._held(box)), box, "rect")
                if self._begins(column, header, x) is not None:
                    return header
        return None

    def lettered(self, column: list[Run], x: int, top: int, low: int) -> Header | None:
        """The header of a line as long as the others, below a glyph that was not read."""
        unit, long = self._unit, sum(run.length for run in column)
        starts = [run.start for run in column if abs(run.start - top) <= 1.5 * unit]
        if not starts or long < 0.6 * (low - top) or column[-1].end < low - 3 * unit:
            return None
        half, high = round(1.5 * unit), max(0, round(top - 2 * unit))
        left = max(0, x - half)
        low_end = min([top, *(start for start in starts if start > top - 0.5 * unit)])
        window = self._scene.ink[high : low_end - 1, left : x + half]
        if window.size == 0:
            return None
        _, _, stats, _ = cv2.connectedComponentsWithStats(window, connectivity=8)
        for px, py, w, h, _ in stats[:0:-1].tolist():
            inside = px > 0 and py > 0 and px + w < window.shape[1] and py + h < window.shape[0]
            if inside and 0.4 * unit <= h <= 1.2 * unit and abs(left + px + w / 2 - x) <= unit / 2:
                box = (left + px, high + py, left + px + w, high + py + h)
                return Header((), box, "text")
        return None

    def footed(self, column: list[Run], x: int, top: int, feet: list[Box]) -> Header | None:
        """The header of a long line the name of which was read at its foot alone."""
        start, end = column[0].start, column[-1].end
        long = sum(run.length for run in column) > 0.6 * (end - start)
        if not long or not any(abs(run.start - top) <= 2 * self._unit for run in column):
            return None
        for line in self._lines:
            x0, y0, x1, y1 = line.box
            level = any(abs(y1 - foot[3]) <= 4 * self._unit for foot in feet)
            centred = abs(middle(line.box)[0] - x) <= max(5, 0.45 * self._unit)
            if level and centred and y0 > top + 6 * self._unit:
                return Header((line,), (x0, top - (y1 - y0), x1, top), "text")
        return None

    def _header(self, line: Line, x: int) -> Header | None:
        unit = self._unit
        box = self._box_around(line, x)
        if box:
            return Header(tuple(self._held(box)), box, "rect")
        if abs(middle(line.box)[0] - x) > max(5, 0.45 * unit) or line.text.isdecimal():
            return None
        lines = self._label(line, x)
        if len(lines) > 1 and len(lines[0].text) == 1:
            lines = lines[1:]  # a figure that was read as a letter
        text = around(lines)
        figure = self._figure(text, x)
        return Header(tuple(lines), figure or text, "actor" if figure else "text")

    def _label(self, line: Line, x: int) -> list[Line]:
        """A name without a box, from its first line on; below it the lifeline begins."""
        lines = [line]
        for other in self._lines:
            gap, low = other.box[1] - lines[-1].box[3], other.box[1]
            alike = 0.66 < tall(other) / tall(line) < 1.5
            centred = abs(middle(other.box)[0] - x) <= max(5, 0.45 * self._unit)
            if not (alike and centred and -0.6 * tall(line) < gap < 0.6 * tall(line)):
                continue
            window = self._scene.labels[low : other.box[3] + 4, max(0, x - 1) : x + 2]
            ground = region_around(self._scene, other.box)
            rows = (window != (ground.label if ground else 0)).any(axis=1)
            if other.box[1] > lines[-1].box[1] and rows.mean() < 0.97:
                lines.append(other)  # the lifeline does not run behind it
        return lines

    def _begins(self, column: list[Run], header: Header, x: int) -> int | None:
        """Where the line starts when it hangs from a header: right below, or below notes there."""
        unit, (_, top, _, low) = self._unit, header.box
        if any(run.start < top - 0.4 * unit and run.end > top - 3 for run in column):
            above = self._scene.ink[max(0, round(top - 1.5 * unit)) : top - 1, x - 1 : x + 2]
            if above.any(axis=1).mean() > 0.3:
                return None  # goes on above
        rest = [r for r in column if r.end >= low + 1.4 * unit and r.length >= 1.4 * unit]
        if not rest or rest[-1].end - low < 4 * unit or sum(r.length for r in rest) < 3 * unit:
            return None
        start = rest[0].start
        if header.shape == "rect" and start < top:
            return None
        near = 0.9 * unit
        if start - low <= near:
            return max(start, low)
        if header.shape == "text":
            return None
        y = low
        for plate in sorted((p for p in self._plates.values() if p), key=lambda b: b[1]):
            if plate[0] <= x <= plate[2] and -0.6 * unit <= plate[1] - y <= 1.6 * unit:
                y = max(y, plate[3])
        return low if start - y <= near else None

    def _box_around(self, line: Line, x: int) -> Box | None:
        """The header box of a text: flat, around it, centred on the line, not too large."""
        plate, unit, text = self._plates[line], self._unit, line.box
        if plate is None:
            return None
        x0, y0, x1, y1 = plate
        fits = (
            abs((x0 + x1) / 2 - x) <= 0.7 * unit
            and x0 <= text[0] + 3
            and x1 >= text[2] - 3
            and y1 - y0 <= max(9 * unit, 0.2 * self._scene.height)
            and x1 - x0 <= max(0.6 * self._scene.width, 2.2 * (text[2] - text[0]))
        )
        return plate if fits else None

    def _held(self, box: Box) -> list[Line]:
        return [line for line in self._lines if holds(box, line.box)]

    def _figure(self, text: Box, x: int) -> Box | None:
        """Box around a text and the drawn figure (a stick man, an icon) that stands on it."""
        unit, scene = self._unit, self._scene
        half, left = round(4.2 * unit), max(0, x - round(4.2 * unit))
        titles = [
            q.box[3] + 2 for q in self._lines
            if q.box[3] < text[1] and abs(middle(q.box)[0] - x) < 2.6 * unit and len(q.text) > 1
        ]  # fmt: skip
        top = max([0, round(text[1] - 6 * unit), *titles])
        window = scene.ink[top : text[1], left : x + half]
        if window.size == 0:
            return None
        count, _, stats, _ = cv2.connectedComponentsWithStats(window, connectivity=8)
        parts = [
            (int(px) + left, int(py) + top, int(px + w) + left, int(py + h) + top)
            for px, py, w, h, _ in stats[1:count].tolist()
            if px + left <= x + 0.5 * unit and px + w + left >= x - 0.5 * unit
            and px > 0 and px + w < window.shape[1]  # no line that runs on
        ]  # fmt: skip
        if not parts:
            return None
        x0, y0 = min(p[0] for p in parts), min(p[1] for p in parts)
        x1, y1 = max(p[2] for p in parts), max(p[3] for p in parts)
        stands = text[1] - y1 <= 0.9 * unit and text[1] - y0 >= 1.6 * unit
        if not stands or min(x - x0, x1 - x) < 0.3 * unit:
            return None
        return min(text[0], x0), y0, max(text[2], x1), text[3]


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


def _plate(scene: Scene, text: Box) -> Box | None:
    """The box around a text that is not on the paper; a text may cut its box in two."""
    region = region_around(scene, text)
    if region is None or region is scene.paper:
        return None
    x0, y0, x1, y1 = region.box
    middle = (text[0] + text[2]) // 2
    for y in (text[1] - 3, text[3] + 2):
        if 0 <= y < scene.height:
            other = scene.by_label.get(int(scene.labels[y, middle]))
            if other and abs(other.box[0] - x0) <= 4 and abs(other.box[2] - x1) <= 4:
                y0, y1 = min(y0, other.box[1]), max(y1, other.box[3])
    return _rim((x0, y0, x1, y1))


def _same_size(foot: Box, head: Header) -> bool:
    """Is a box as large as a header's box (a drawn figure may stand on a box, or none)?"""
    if head.shape != "rect":
        return True
    wide, high = head.box[2] - head.box[0], head.box[3] - head.box[1]
    return (
        abs(foot[2] - foot[0] - wide) <= 0.2 * wide and abs(foot[3] - foot[1] - high) <= 0.3 * high
    )


def _rim(box: Box) -> Box:
    return box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1
