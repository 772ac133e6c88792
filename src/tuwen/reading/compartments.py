"""Compartments of a box: the rules that part a class from its members; notes, which have none."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline, corners, distance, inside
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_BORDER = 6  # px: between a box and its compartments at most
_ACROSS = 0.85  # of the box's width that a rule covers


def first_rule(scene: Scene, box: Box, lines: list[Line]) -> int | None:
    """Height of the uppermost rule across a box that has text above and below it."""
    x0, _, x1, _ = box
    rows = sorted(lines, key=lambda line: line.box[1] + line.box[3])
    for above, below in pairwise(rows):
        top, bottom = _middle(above), _middle(below)
        if bottom - top < 0.6 * (above.box[3] - above.box[1]):
            continue  # beside one another
        ink = scene.ink[top:bottom, x0 + 3 : x1 - 3].copy()
        ink[scene.text_mask[top:bottom, x0 + 3 : x1 - 3] > 0] = 0
        fat = cv2.dilate(ink, np.ones((5, 1), np.uint8))  # a hand-drawn rule wavers
        share = (fat > 0).mean(axis=1)
        inked = np.flatnonzero(share >= _ACROSS)
        if 0 < len(inked) <= 12 and np.quantile(share, 0.25) < 0.4:  # no hatching
            return top + int(inked[len(inked) // 2])
    return None


def whole_boxes(outlines: list[Outline], frames: list[Outline]) -> list[Outline]:
    """The outlines and frames; a frame that boxes fill from side to side is one box of theirs."""
    found, rest = list(outlines), list(frames)
    for frame in frames:
        x0, y0, x1, y1 = frame.box
        held = [o for o in found if inside(o.box, frame.box)]
        rows = [o for o in held if o.box[0] - x0 <= _BORDER and x1 - o.box[2] <= _BORDER]
        tall = sum(o.box[3] - o.box[1] for o in rows)
        if len(rows) < 2 or tall < 0.7 * (y1 - y0) or any(_apart(o, rows) for o in held):
            continue
        parts = tuple(sorted((o.box for o in rows), key=lambda box: box[1]))
        found = [o for o in found if all(o is not row for row in rows)]
        found.append(replace(rows[0], polygon=corners(frame.box), box=frame.box, parts=parts))
        rest.remove(frame)
    return _without_badges(_without_strays(found)) + rest


def _without_strays(found: list[Outline]) -> list[Outline]:
    """Without what runs over the border of a box with compartments."""
    divided = [o for o in found if len(o.parts) > 1]
    return [
        o for o in found if not any(_straddles(o.box, box.box) for box in divided if box is not o)
    ]


def _straddles(box: Box, other: Box) -> bool:
    wide = min(box[2], other[2]) - max(box[0], other[0])
    tall = min(box[3], other[3]) - max(box[1], other[1])
    return min(wide, tall) > 12 and not inside(box, other, 6) and not inside(other, box, 6)


def _without_badges(found: list[Outline]) -> list[Outline]:
    """Without the discs beside the names of classes, a letter on each."""
    heads = [o.parts[0] for o in found if len(o.parts) > 1 and o.shape != "cylinder"]
    return [o for o in found if o.shape != "circle" or not any(inside(o.box, h) for h in heads)]


def _apart(outline: Outline, rows: list[Outline]) -> bool:
    return not any(inside(outline.box, row.box) for row in rows)


def notes(boxes: Sequence[Outline], divided: Collection[int]) -> set[int]:
    """Boxes in the yellow of notes beside classes of another colour."""
    if 3 * len(divided) < len(boxes):
        return set()
    return {
        k for k, box in enumerate(boxes)
        if k not in divided and yellow(box.colour)
        and all(distance(box.colour, boxes[other].colour) > 12 for other in divided)
    }  # fmt: skip


def yellow(colour: tuple[int, int, int]) -> bool:
    red, green, blue = colour
    return min(red, green) >= 225 and min(red, green) - blue >= 20 and abs(red - green) <= 30


def _middle(line: Line) -> int:
    return (line.box[1] + line.box[3]) // 2
