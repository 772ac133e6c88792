"""Plates: the plain, often translucent background that a label on a line has.

A plate has no border of its own and hardly a margin; the line that it covers may shine
through. It is no shape, and no part of it is ink.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.line import Line
from tuwen.reading.outline import bounds
from tuwen.reading.types import Box

_APART = 2  # least difference of a channel between a plate and what lies around it
_SAME = 3  # largest difference within a plate
_MARGIN = 1.0  # of the glyphs' height: widest margin above, below and beside the text
_RIM = 3  # px outside a box where its border is
_LINE = 40  # levels between a border and what is on both sides of it
_ASIDE = 4.0  # the same beside a text that was broken into lines: the plate keeps the full width


def find_plates(pixels: NDArray[np.uint8], labels: Sequence[list[Line]]) -> tuple[Box, ...]:
    """The plates behind labels of one or more lines, whose boxes are close to the glyphs."""
    found: list[Box] = []
    for lines in labels:
        plate = _behind(pixels, lines) if len(lines) > 1 else None
        found += [plate] if plate else [p for q in lines if (p := _behind(pixels, [q]))]
    return tuple(found)


def _behind(pixels: NDArray[np.uint8], lines: list[Line]) -> Box | None:
    """The plate behind the level lines of one label, if there is one."""
    x0, y0, x1, y1 = bounds([line.box for line in lines])
    tall = max(line.box[3] - line.box[1] for line in lines)
    pad = round(_MARGIN * tall) + 4
    aside = round(_ASIDE * tall) + 4 if len(lines) > 1 else pad
    left, top = max(0, x0 - aside), max(0, y0 - pad)
    window = pixels[top : y1 + pad, left : x1 + aside].astype(np.int16)
    text = (slice(y0 - top, y1 - top), slice(x0 - left, x1 - left))
    if not all(line.upright for line in lines) or window[text].size == 0:
        return None
    rim = np.concatenate([window[0], window[-1], window[:, 0], window[:, -1]])
    near = np.concatenate([window[max(0, text[0].start - 2)], window[text].reshape(-1, 3)])
    plate, outside = _commonest(near), _commonest(rim)
    if np.abs(plate - outside).max() < _APART:
        return None
    like = (np.abs(window - plate).max(axis=2) <= _SAME).astype(np.uint8)
    if np.abs(plate - outside).max() <= _SAME:
        like &= (np.abs(window - plate).max(axis=2) < np.abs(window - outside).max(axis=2)).astype(
            np.uint8
        )
    solid = cv2.morphologyEx(like, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    solid[text] = 1
    _, label, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    x, y, w, h, _ = (int(v) for v in stats[label[text][0, 0]])
    if x <= 0 or y <= 0 or x + w >= window.shape[1] or y + h >= window.shape[0]:
        return None  # a wider shape
    piece = label == label[text][0, 0]
    blocks = [
        piece[row : row + 3, column : column + 3]
        for row in (y, y + h - 3) for column in (x, x + w - 3)
    ]  # fmt: skip
    if not any(bool(block.any()) for block in blocks):
        return None  # round corners: a shape
    if not _bare(window, (x, y, x + w, y + h), outside):
        return None
    return left + x, top + y, left + x + w, top + y + h


def _commonest(colours: NDArray[np.int16]) -> NDArray[np.int16]:
    packed = colours.reshape(-1, 3).astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32)
    values, counts = np.unique(packed, return_counts=True)
    best = int(values[int(counts.argmax())])
    return np.array([best >> 16, best >> 8 & 255, best & 255], np.int16)


def _bare(window: NDArray[np.int16], box: Box, outside: NDArray[np.int16]) -> bool:
    """No border: around the box lies what lies further out, but for a line that crosses."""
    x0, y0, x1, y1 = box
    margin = 3
    if min(x0, y0, window.shape[1] - x1, window.shape[0] - y1) < margin:
        return False
    away = np.abs(window - outside).max(axis=2) <= _SAME
    sides = [
        away[y0 - margin : y0, x0:x1].max(axis=0), away[y1 : y1 + margin, x0:x1].max(axis=0),
        away[y0:y1, x0 - margin : x0].max(axis=1), away[y0:y1, x1 : x1 + margin].max(axis=1),
    ]  # fmt: skip
    drawn = borders(window, box, outside)
    return float(np.concatenate(sides).mean()) > 0.7 and sum(drawn[:2]) / 2 < 0.4


def borders(
    pixels: NDArray[np.integer], box: Box, *colours: NDArray[np.int16] | tuple[int, int, int]
) -> tuple[float, float, float, float]:
    """Share of each side (above, below, before, behind) that has a line which stands out of
    all of some colours within a few px outside of a box."""
    x0, y0, x1, y1 = box
    low, left = max(0, y0 - _RIM), max(0, x0 - _RIM)
    around = pixels[low : y1 + _RIM, left : x1 + _RIM].astype(np.int16)
    away = [np.abs(around - np.array(colour, np.int16)).max(axis=2) for colour in colours]
    line = np.minimum.reduce(away) > _LINE
    y0, y1, x0, x1 = y0 - low, y1 - low, x0 - left, x1 - left
    above, below, before, behind = (
        float(side.any(axis=0).mean()) if len(side) else 0.0
        for side in (line[:y0, x0:x1], line[y1:, x0:x1], line[y0:y1, :x0].T, line[y0:y1, x1:].T)
    )
    return above, below, before, behind
