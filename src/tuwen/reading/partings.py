"""Boxes of text parted where an upright border or the edge of a label's background cuts them.

Detection sees large letters that stand close to one another as one line, though each stands in
a box of its own. A border and an edge run on above and below the letters; a stem does not.
Knows nothing of what the letters say.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.types import Box

_EDGE = 0.6  # of the box's height that an edge runs straight on; glyphs fill less
_BORDER = 0.92  # of the box's height that a border runs straight on
_STEP, _PALE = 8, 60  # least and largest difference between both sides of an edge
_FLAT = 3  # largest difference within 2 px of one side
_INK = 40  # levels between glyphs or borders and their ground
_CROSSED = 0.16  # of the box's height: a line that runs into an edge covers no more
_CLEAR = 0.25  # of the height: so far from a border stands no letter
_THICK = 6  # px: a broader band is no border
_ALONG, _LEFT = 0.6, 0.25  # of a box: a border runs along more, glyphs are higher
_RUN_IN = 0.2  # heights: px of a border in the core of a box at most, of a line that ends on it
_MARGIN = 0.4  # of the glyphs' height, left around them
_NARROW = 0.55  # of the height: narrower pieces hold no text


def parted(gray: NDArray[np.uint8], boxes: list[Box]) -> list[Box]:
    """The boxes, those that run across borders in pieces."""
    return [_within(gray, piece) for box in boxes for piece in _pieces(gray, box)]


def _within(gray: NDArray[np.uint8], box: Box) -> Box:
    """The box drawn in to its glyphs if the border of a shape around them runs through it."""
    x0, y0, x1, y1 = box
    tall, wide = y1 - y0, x1 - x0
    crop = gray[y0:y1, x0:x1].astype(np.int16)
    if min(tall, wide) < 10:
        return box
    _, label, stats, _ = components(_inked(crop))
    x, y, w, h = stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3]
    beyond = (x == 0) | (y == 0) | (x + w == wide) | (y + h == tall)
    core = label[tall // 4 : tall - tall // 4, tall // 4 : max(tall // 4 + 1, wide - tall // 4)]
    run_in = np.bincount(core.ravel(), minlength=len(stats)) > _RUN_IN * tall
    border = beyond & ((w > _ALONG * wide) | (h > _ALONG * tall)) & ~run_in
    border[0] = False
    glyphs = ~border
    glyphs[beyond] &= np.isin(np.flatnonzero(beyond), label[tall // 4 : tall - tall // 4])
    glyphs[0] = False
    if not border.any() or not glyphs.any():
        return box
    left, top = int(x[glyphs].min()), int(y[glyphs].min())
    right, bottom = int((x + w)[glyphs].max()), int((y + h)[glyphs].max())
    if bottom - top < _LEFT * tall or right - left < 0.5 * _ALONG * wide:
        return box
    pad = round(_MARGIN * (bottom - top))
    return (x0 + max(0, left - pad), y0 + max(0, top - pad),
            x0 + min(wide, right + pad), y0 + min(tall, bottom + pad))  # fmt: skip


def _pieces(gray: NDArray[np.uint8], box: Box) -> list[Box]:
    x0, y0, x1, y1 = box
    tall, wide = y1 - y0, x1 - x0
    if wide < tall or tall < 10:
        return [box]
    crop = gray[y0:y1, x0:x1].astype(np.int16)
    marks = _inked(crop)
    cuts = sorted([*_borders(marks), *_edges(crop, marks)])
    if not cuts:
        return [box]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), wide]
    return [
        (x0 + start, y0, x0 + end, y1)
        for start, end in zip(starts, ends, strict=True)
        if end - start >= _NARROW * tall and _worded(crop[:, start:end])
    ] or [box]


def _inked(crop: NDArray[np.int16]) -> NDArray[np.uint8]:
    """1 where a pixel differs from the ground."""
    return (np.abs(crop - np.median(crop)) > _INK).astype(np.uint8)


def _worded(crop: NDArray[np.int16]) -> bool:
    """Something stands in the middle rows."""
    third = len(crop) // 3
    return bool(_inked(crop)[third : len(crop) - third].any(axis=0).sum() > 2)


def _borders(marks: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Upright lines from above the letters to below them, as first and last column + 1.

    A line that runs through a label has letters close to it; a border has not.
    """
    clear = round(_CLEAR * len(marks))
    full = np.flatnonzero(_long(marks, _BORDER, 2))
    runs = np.split(full, np.flatnonzero(np.diff(full) > 1) + 1)
    return [
        (max(0, int(run[0]) - 1), int(run[-1]) + 2)
        for run in runs
        if 0 < len(run) <= _THICK and _bare(marks, int(run[0]) - 1 - clear, int(run[0]) - 1)
        and _bare(marks, int(run[-1]) + 2, int(run[-1]) + 2 + clear)
    ]  # fmt: skip


def _edges(crop: NDArray[np.int16], marks: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Straight slight steps of colour with something flat on both sides, and nothing outside."""
    if crop.shape[1] < 10:
        return []
    clear, crossed = round(_CLEAR * len(crop)), round(_CROSSED * len(crop))
    left, right = crop[:, 2:-5], crop[:, 5:-2]
    flat = np.maximum(np.abs(left - crop[:, :-7]), np.abs(right - crop[:, 7:])) <= _FLAT
    slight = flat & (np.abs(right - left) <= _PALE)
    out: list[tuple[int, int]] = []
    for way in (1, -1):
        step = (way * (right - left) >= _STEP) & slight
        found = np.flatnonzero(_long(step.astype(np.uint8), _EDGE, crossed))
        for run in np.split(found, np.flatnonzero(np.diff(found) > 1) + 1):
            at = 4 + int(run[len(run) // 2]) if len(run) else 0
            if at and (
                _bare(marks, at - 1 - clear, at - 1) or _bare(marks, at + 1, at + 1 + clear)
            ):
                out.append((at, at))
    return out


def _bare(marks: NDArray[np.uint8], start: int, end: int) -> bool:
    """Next to nothing stands in these columns but a line that crosses them."""
    columns = marks[:, max(0, start) : max(0, end)]
    return columns.size == 0 or float(columns.sum(axis=0).max()) <= _CROSSED * len(marks)


def _long(marks: NDArray[np.uint8], share: float, gap: int) -> NDArray[np.bool_]:
    """Columns with a run of marks over this share of the height, short gaps closed."""
    brush = np.ones((max(1, gap), 1), np.uint8)
    length = np.ones((round(share * len(marks)), 1), np.uint8)
    closed = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, brush)
    inner = cv2.erode(closed, length, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(inner, np.uint8).max(axis=0) > 0
