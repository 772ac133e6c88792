"""The name and the members of a class or an entity; notes, which are none."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

import cv2
import numpy as np

from tuwen.reading.blocks import joined
from tuwen.reading.ocr import Line
from tuwen.reading.outline import Outline, distance
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

_ACROSS = 0.85  # of the box's width that a rule covers
_STEREOTYPE = re.compile(r"(«|<<|《|\{).*(»|>>|》|\})")  # «interface», {abstract}
_HOME = re.compile(
    r"[(（]?(from )?[a-z]\w*([.．:]+\w+)+[)）]?|[(（]from .*[)）]"
)  # a package's path
# What is read of the letter in a disc before a class's name, and of the marks before members.
_BADGE = re.compile(r"^(?:[CIEA]\n)?(?:[(（]?[CIEA]?\s*[)）]\s*|[CIEA]\s)?(?=\w{2})")
_MARK = re.compile(r"^(?:[^\w\s\"'“‘«<《([{（【/+\-–#~*$@&:：.]|[①-⓿])\s*|^[oO0口]\s+(?=\S*\()")


def named(
    scene: Scene, outline: Outline, lines: list[Line]
) -> tuple[list[Line], str, tuple[str, ...]]:
    """The lines with a box's name, the name, and the rows of its other compartments."""
    head = _head(scene, outline, lines)
    rest = [q for q in lines if q not in head]
    divided = bool(outline.compartments)
    if not head or not (rest or divided):
        return lines, joined(lines), ()
    kinds = [q for q in head if _STEREOTYPE.fullmatch(q.text.strip())]
    names = [q for q in head if q not in kinds] or head
    homes = [q for q in names if _HOME.fullmatch(q.text.strip())]
    names = [q for q in names if q not in homes] or names
    rows = joined([*kinds, *rest]).split("\n") if kinds or rest else []
    name = joined(names)
    if divided:
        name = _BADGE.sub("", _MARK.sub("", name))
    return names, name, tuple(_MARK.sub("", row) for row in rows)


def _head(scene: Scene, outline: Outline, lines: list[Line]) -> list[Line]:
    """The lines above the first rule, or in the first of compartments side by side."""
    if outline.compartments:
        first = outline.parts[0]
        if all(part[1] < first[3] - 3 for part in outline.parts):
            head = [q for q in lines if (q.box[0] + q.box[2]) / 2 < first[2]]
            return head if len(lines) > len(outline.parts) else []  # else one row: a record
        return [q for q in lines if _middle(q) < first[3]]
    rule = first_rule(scene, outline.box, lines)
    return [q for q in lines if _middle(q) < rule] if rule is not None else []


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
