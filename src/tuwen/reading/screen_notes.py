"""What an author drew on top of a screenshot: red frames, with numbers or without.

Finds them, says what they frame, and gives the picture as it was before. Knows no widgets
but these.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.components import components
from tuwen.reading.line import Line
from tuwen.reading.outline import holds
from tuwen.reading.scene import Scene, gray_of, take_apart
from tuwen.reading.screen_surface import Surface
from tuwen.reading.types import Box, Widget

_ROUND = 26  # px: a number stands on the rim of its frame
_COVERED = 0.72  # of a side of a frame: the rest may lie beneath a number


def annotations(surface: Surface) -> list[Widget]:
    """Red frames around parts of a screenshot; the label is what they frame."""
    mask = _red(surface.scene.pixels).astype(np.uint8)
    if not mask.any():
        return []
    _, labels, table, _ = components(mask)
    found: list[Widget] = []
    for i, (x, y, w, h, area) in enumerate(table[1:].tolist(), 1):
        if w < 1.2 * surface.em or h < 1.1 * surface.em or area > 0.5 * w * h:
            continue
        box = _frame(labels[y : y + h, x : x + w] == i, surface.em)
        if box is None:
            continue
        x0, y0, x1, y1 = box
        place = (x + x0, y + y0, x + x1, y + y1)
        found.append(Widget("", "annotation", _framed(surface, place), place))
    return _numbered(surface, found)


def _frame(part: np.ndarray, em: float) -> Box | None:
    """The four long sides of a component, whatever else hangs on it."""
    rows = np.flatnonzero(part.mean(axis=1) > 0.6)
    columns = np.flatnonzero(part.mean(axis=0) > 0.6)
    if len(rows) < 2 or len(columns) < 2:
        return None
    x0, x1, y0, y1 = int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1
    if x1 - x0 < 1.2 * em or y1 - y0 < 1.1 * em or len(rows) > 0.5 * (y1 - y0):
        return None
    thick = max(2, round(0.3 * em))
    inner = part[y0:y1, x0:x1]
    level, upright = (inner[:thick], inner[-thick:]), (inner[:, :thick], inner[:, -thick:])
    sides = [*(side.any(0) for side in level), *(side.any(1) for side in upright)]
    hollow = float(inner[thick:-thick, thick:-thick].mean()) < 0.15
    covered = min(float(side.mean()) for side in sides) >= _COVERED
    return (x0, y0, x1, y1) if hollow and covered else None


def _framed(surface: Surface, box: Box) -> str:
    """What a frame holds."""
    inside = sorted(surface.words_in(box), key=lambda w: (round(w.level / surface.em), w.box[0]))
    words = [w.text for w in inside if not _red_colour(w.ground)][:3]
    return re.sub(r"^[①-⑳❶-❿]\s*", "", " ".join(words))


def _numbered(surface: Surface, frames: list[Widget]) -> list[Widget]:
    """The frames with the red numbers that stand on them or beside them."""
    em = surface.em
    numbers = [
        w
        for w in surface.words
        if re.fullmatch(r"[\d①-⑳❶-❿]{1,2}\.?", w.text)
        and (_red_colour(w.ground) or _red_colour(w.ink))
    ]
    done = list(frames)
    for word in numbers:
        free = [i for i, f in enumerate(done) if not f.name]
        if not free:
            break
        nearest = min(free, key=lambda i: _gap(done[i].box, word.box))
        if _gap(done[nearest].box, word.box) < 2.6 * em:
            done[nearest] = replace(done[nearest], name=word.text.rstrip("."))
    return done


def _gap(frame: Box, box: Box) -> float:
    """How far a box is from the nearest corner of a frame."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return min(
        max(abs(x - u) - (box[2] - box[0]) / 2, abs(y - v) - (box[3] - box[1]) / 2)
        for u in (frame[0], frame[2]) for v in (frame[1], frame[3])
    )  # fmt: skip


def _red_colour(colour: tuple[int, int, int]) -> bool:
    r, g, b = colour
    return r > 170 and r - max(g, b) > 90


def without(scene: Scene, frames: Sequence[Widget]) -> Scene:
    """The scene as it was before an author drew red frames and their numbers on it."""
    pixels = scene.pixels.copy()
    lines = list(scene.lines)
    for frame in frames:
        x0, y0, x1, y1 = frame.box
        x0, y0, x1, y1 = max(0, x0 - _ROUND), max(0, y0 - _ROUND), x1 + _ROUND, y1 + _ROUND
        patch = pixels[y0:y1, x0:x1]
        red = _red(patch).astype(np.uint8)
        red = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((9, 9)))  # with what stands on it
        red = np.asarray(cv2.dilate(red, np.ones((5, 5))), np.uint8)
        pixels[y0:y1, x0:x1] = _filled(patch, red)
        lines = [q for q in lines if not _numbers(scene, q, (x0, y0, x1, y1))]
    lines = [replace(q, text=re.sub(r"^[①-⑳❶-❿]\s*", "", q.text) or q.text) for q in lines]
    return take_apart(pixels, gray_of(pixels), lines)


def _filled(patch: Pixels, hole: NDArray[np.uint8]) -> Pixels:
    """A patch whose holes have the colour of the nearest pixel: steps of colour stay steps."""
    if hole.all() or not hole.any():
        return patch
    _, found = cv2.distanceTransformWithLabels(hole, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    labels = np.asarray(found, np.intp)
    nearest = np.zeros(int(labels.max()) + 1, np.intp)
    whole = np.flatnonzero(hole == 0)
    nearest[labels.ravel()[whole]] = whole
    return patch.reshape(-1, 3)[nearest[labels]]


def _numbers(scene: Scene, line: Line, around: Box) -> bool:
    x0, y0, x1, y1 = line.box
    if not re.fullmatch(r"[\W\d]{1,3}", line.text) or not holds(around, line.box):
        return False
    return float(_red(scene.pixels[y0:y1, x0:x1]).mean()) > 0.2


def _red(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    red = pixels.astype(np.int16)
    return (red[..., 0] > 150) & (red[..., 0] - np.maximum(red[..., 1], red[..., 2]) > 80)
