"""Long straight lines of a picture, level and upright: rules of a table, edges of its stripes.

A rule is a step of colour that runs straight on for longer than any letter. Knows no texts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.components import strongest
from tuwen.reading.types import Box

_STEP, _STEP_NOISY = 4, 12  # levels between both sides of a rule
_NOISY = 0.2  # share of small steps from which the picture is noisy
_THICK = 4  # px: both edges of a rule lie closer, and it is one
NEAR = 4  # px: pieces of one rule are no farther off its line
_DASH = 3  # px that a dotted rule leaves out


@dataclass(frozen=True, slots=True)
class Rules:
    """Level pieces as (y, x0, x1), upright ones as (x, y0, y1)."""

    level: tuple[tuple[int, int, int], ...]
    upright: tuple[tuple[int, int, int], ...]


def find_rules(pixels: Pixels, least: int, texts: Iterable[Box] = ()) -> Rules:
    """All straight steps of colour of at least `least` px; level ones run beside the texts."""
    values = pixels.astype(np.int16)
    down = strongest(np.abs(np.diff(values, axis=0)).astype(np.uint8))
    across = strongest(np.abs(np.diff(values, axis=1)).astype(np.uint8))
    for x0, y0, x1, y1 in texts:  # heads of letters stand in line, too
        down[max(0, y0 - 1) : y1, x0:x1] = 0
    small = float(((down > 0) & (down < _STEP_NOISY)).mean())
    step = _STEP_NOISY if small > _NOISY else _STEP
    level = _pieces((down >= step).astype(np.uint8), least)
    upright = _pieces(np.ascontiguousarray((across >= step).astype(np.uint8).T), least)
    return Rules(tuple(level), tuple(upright))


def _pieces(steps: NDArray[np.uint8], least: int) -> list[tuple[int, int, int]]:
    """Level runs of steps; those of one rule are joined."""
    closed = cv2.morphologyEx(steps, cv2.MORPH_CLOSE, np.ones((1, _DASH), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, least), np.uint8))
    joined = cv2.dilate(runs, np.ones((_THICK, 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [
        (int(y) + (int(h) - _THICK) // 2 + 1, int(x), int(x + w))
        for x, y, w, h, _ in stats[1:].tolist()
        if h <= 3 * _THICK
    ]


def gathered(
    pieces: tuple[tuple[int, int, int], ...], near: int
) -> list[tuple[int, int, int, int]]:
    """Pieces on one line as (place, start, end, length covered), in order."""
    lines: list[list[tuple[int, int, int]]] = []
    for piece in sorted(pieces):
        if lines and piece[0] - lines[-1][-1][0] <= near:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    found: list[tuple[int, int, int, int]] = []
    for line in lines:
        place = round(float(np.average([p[0] for p in line], weights=[p[2] - p[1] for p in line])))
        start, end = min(p[1] for p in line), max(p[2] for p in line)
        found.append((place, start, end, covered(tuple(line), place, start, end, near)))
    return found


def covered(
    pieces: tuple[tuple[int, int, int], ...], place: int, start: int, end: int, near: int
) -> int:
    """How much of a stretch the pieces close to a line cover."""
    held = np.zeros(max(0, end - start), bool)
    for at, a, b in pieces:
        if abs(at - place) <= near:
            held[max(0, a - start) : max(0, b - start)] = True
    return int(held.sum())
