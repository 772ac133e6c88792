"""Compartments of a box: the rules that part a class or an entity from its members."""

from itertools import pairwise

import cv2
import numpy as np

from tuwen.reading.ocr import Line
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box

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


def _middle(line: Line) -> int:
    return (line.box[1] + line.box[3]) // 2
