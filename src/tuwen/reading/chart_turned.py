"""Short labels below an axis, on end or of one letter, that were overlooked or misread.

Detection finds lines that are longer than high, which these are not. They are looked for as
columns of ink of one width below the axis, and recognised lying. Knows no scales.
"""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.chart_axes import columns_of
from tuwen.reading.chart_frame import longest_run
from tuwen.reading.chart_scale import MAX_TICKS, Axis
from tuwen.reading.line import Line
from tuwen.reading.ocr import read_boxes
from tuwen.reading.runs import runs
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_INK = 60  # levels by which glyphs differ from the paper
_LINE = 8  # and the line of an axis
_DEEP = 9.0  # glyph heights that the longest label may take
_WIDE = 1.8  # glyph heights across a label, at most
_BELOW = 3.5  # steps from the last label that was read to the axis, at most
_CLEARLY = 0.05  # of confidence a label by which another reading must be surer
_SHORT = 1.8  # how much longer than across the longest label is, if it may not be on end


def with_turned_labels(scene: Scene) -> Scene:
    """The scene with the labels on end below its largest column of numbers read."""
    columns = [c for c in columns_of(scene) if c.agreeing >= 3 and c.scale and c.scale.slope < 0]
    if not columns:
        return scene
    left = max(columns, key=lambda axis: axis.agreeing)
    boxes = _columns_below(scene, left)
    if len(boxes) < 2:
        return scene
    own = [line for line in scene.snug if any(_inside(line.box, box) for box in boxes)]
    short = max(box[3] - box[1] for box in boxes) <= _SHORT * max(b[2] - b[0] for b in boxes)
    known = all(len(line.text) > 1 if short else not line.upright for line in own)
    if len(own) == len(boxes) and known:
        return scene
    found = _lying(scene, boxes)
    if short:
        level = read_boxes(scene.pixels, gray=scene.gray, boxes=boxes)
        found = _surest(own, level, found, margin=_CLEARLY * len(boxes))
        if found is own:
            return scene
    if len(found) < max(2, 0.6 * len(boxes), len(own)):
        return scene
    rest = [
        line
        for line, snug in zip(scene.lines, scene.snug, strict=True)
        if not any(_inside(snug.box, box) for box in boxes)
    ]
    return replace(scene, lines=(*rest, *found))


def _surest(*readings: list[Line], margin: float) -> list[Line]:
    """The first of some readings that no later one is clearly surer than."""
    best, most = readings[0], sum(line.confidence for line in readings[0])
    for lines in readings[1:]:
        sure = sum(line.confidence for line in lines)
        if sure > most + margin:
            best, most = lines, sure
    return best


def axis_line(scene: Scene, left: Axis) -> tuple[int, int, int] | None:
    """The row below the line along the lower axis, and where labels may begin and end."""
    tall = left.ticks[0].box[3] - left.ticks[0].box[1]
    x0 = left.box[2]
    low = max(0, round(left.ticks[-1].at - 0.7 * tall))
    high = min(scene.height - 3, round(low + _BELOW * max(tall, left.step)))
    if x0 >= scene.width or low >= high:
        return None
    gray = scene.gray.astype(np.int16)
    paper = int(np.bincount(scene.gray[low:, x0:].ravel()).argmax())
    along = longest_run(np.abs(gray[low:high, x0:] - paper) > _LINE, 0.2 * (scene.width - x0))
    if along is None:
        return None
    row, first, last = along
    return low + row + 1, max(0, x0 + first - tall), min(scene.width, x0 + last + tall)


def _columns_below(scene: Scene, left: Axis) -> list[Box]:
    """The boxes of labels on end: columns of ink side by side, all beginning on one level."""
    tall = left.ticks[0].box[3] - left.ticks[0].box[1]
    line = axis_line(scene, left)
    if line is None:
        return []
    top, start, end = line
    gray = scene.gray.astype(np.int16)
    paper = int(np.bincount(scene.gray[top - 1 :, left.box[2] :].ravel()).argmax())
    below = np.abs(gray[top : top + round((_DEEP + 2) * tall), start:end] - paper) > _INK
    for a0, b0, a1, b1 in (line.box for line in scene.snug if line.upright):
        if a1 - a0 > _WIDE * tall and b0 >= top:  # the name of the axis
            below[b0 - top : b1 - top + 1, max(0, a0 - start) : max(0, a1 - start)] = False
    rows = runs(np.asarray(below.any(axis=1)), max(2, tall // 3))
    if not rows:
        return []
    block = next(((a, b) for a, b in rows if b - a > 0.6 * tall), None)
    if block is None or block[1] - block[0] > _DEEP * tall:
        return []
    area = below[block[0] : block[1]]
    area = area[_after_ticks(area) :]
    first = top + block[1] - len(area)
    spans = runs(np.asarray(area.any(axis=0)), 2)
    out: list[Box] = []
    for a, b in spans:
        seen = np.flatnonzero(area[:, a:b].any(axis=1))
        out.append((start + a, first + int(seen[0]), start + b, first + int(seen[-1]) + 1))
    return out if _on_end(out, tall) else []


def _after_ticks(area: NDArray[np.bool_]) -> int:
    """Rows at the head of labels that hold but tick marks: thin, as many as labels."""
    count = 0
    for row in area:
        if not row.any() or np.count_nonzero(row) > 0.04 * len(row):
            break
        count += 1
    return count if count < len(area) // 2 else 0


def _on_end(boxes: list[Box], tall: int) -> bool:
    wide = [box[2] - box[0] for box in boxes]
    long = [box[3] - box[1] for box in boxes]
    if not 2 <= len(boxes) <= MAX_TICKS or max(wide) > _WIDE * tall:
        return False
    centres = [(box[0] + box[2]) / 2 for box in boxes]
    gaps = [b - a for a, b in pairwise(centres)]
    even = all(abs(gap / min(gaps) - round(gap / min(gaps))) < 0.25 for gap in gaps)
    alike = max(long) > _SHORT * max(wide) or min(long) > 0.5 * tall
    return even and min(gaps) > 0.9 * tall and alike


def _lying(scene: Scene, boxes: list[Box]) -> list[Line]:
    x0, x1 = max(0, boxes[0][0] - 6), min(scene.width, boxes[-1][2] + 6)
    y0, y1 = max(0, min(b[1] for b in boxes) - 6), min(scene.height, max(b[3] for b in boxes) + 6)
    lying = _larger(np.rot90(scene.pixels[y0:y1, x0:x1], -1))
    gray = _larger(np.rot90(scene.gray[y0:y1, x0:x1], -1))
    # A quarter turn clockwise: the rows from below become columns, columns become rows.
    sides = [(y1 - b[3], b[0] - x0, y1 - b[1], b[2] - x0) for b in boxes]
    turned = [(2 * a, 2 * b, 2 * c, 2 * d) for a, b, c, d in sides]
    out: list[Line] = []
    for line in read_boxes(lying, gray=gray, boxes=turned):
        middle = x0 + (line.box[1] + line.box[3]) / 4
        a0, b0, a1, b1 = min(boxes, key=lambda b: abs((b[0] + b[2]) / 2 - middle))
        box = (a0 - 2, b0 - 2, a1 + 2, b1 + 2)
        out.append(Line(line.text, box, line.confidence, upright=False, turn=3))
    return out


def _larger(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Twice as large: the smallest glyphs are read better so."""
    turned = np.ascontiguousarray(pixels)
    return cv2.resize(turned, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(np.uint8)


def _inside(box: Box, other: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] - 2 <= x <= other[2] + 2 and other[1] - 2 <= y <= other[3] + 2
