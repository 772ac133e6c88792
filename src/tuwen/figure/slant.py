"""At what angle a picture lies, and at what angle pale words are laid over it.

The directions of edges tell, at little cost, that a picture lies straight: most do. Where they
do not, the angle is the one under which rows of letters and level lines fall together best.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels

ASKEW = 1.2  # degrees: less is not worth turning
REACH = 9  # degrees to either side that are looked at
STEPS = 4  # to a degree
LEVEL = 1.5  # times as many edges lie level as at any other angle, in a straight picture
CLEARLY = 1.06  # times better than straight
POINTS = 8000  # edges that are looked at
SIDE = 1000  # px: larger pictures are made smaller
BIAS = 14  # degrees: watermarks slant more, pictures less


def find_slants(pixels: Pixels, strips: NDArray[np.uint8]) -> tuple[float, float]:
    """Degrees by which level lines fall to the right; the same of many pale strokes; 0: none."""
    if not len(strips):
        return 0.0, 0.0
    high = strips.shape[1]
    sheet = np.concatenate(list(np.pad(strips, ((0, 0), (0, 2), (0, 0)), "edge")))
    sheet = cv2.GaussianBlur(sheet, (0, 0), 1.0)
    across = cv2.Sobel(sheet, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(sheet, cv2.CV_32F, 0, 1)
    steep = np.abs(across) + np.abs(down)
    row = np.arange(len(sheet)) % (high + 2)
    steep[(row < 2) | (row >= high - 2)] = 0  # where strips meet
    edges = steep > 45
    strong = cv2.dilate((steep > 340).astype(np.uint8), np.ones((5, 5), np.uint8))
    turns = np.degrees(np.arctan2(down[edges], across[edges]))
    turns = np.rint(STEPS * ((turns + 45) % 90 - 45)).astype(int) + 45 * STEPS
    counts = np.bincount(turns, minlength=90 * STEPS + 1)
    pale = np.bincount(turns[strong[edges] == 0], minlength=90 * STEPS + 1)
    return (0.0 if _straight(counts) else _askew(pixels)), _stamped(pale, sheet.size)


def _straight(counts: NDArray[np.intp]) -> bool:
    middle = 45 * STEPS
    near = counts[middle - 12 * STEPS : middle + 12 * STEPS + 1]
    gathered = np.convolve(near, np.ones(7), "same")
    level = gathered[12 * STEPS]
    gathered[12 * STEPS - 5 : 12 * STEPS + 6] = 0
    return near.sum() < 200 or level > LEVEL * gathered.max()


def _askew(pixels: Pixels) -> float:
    """The angle under which the upper and lower edges of things fall into fewest rows."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = SIDE / max(gray.shape)
    if scale < 0.75:
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rows, columns = np.nonzero(cv2.absdiff(gray[1:], gray[:-1]) > 40)
    if len(rows) < 300:
        return 0.0
    step = max(1, len(rows) // POINTS)
    rows, columns = rows[::step], columns[::step]

    def gathered(angle: float) -> float:
        turn = np.radians(angle)
        places = np.rint(rows * np.cos(turn) - columns * np.sin(turn)).astype(int)
        return float((np.bincount(places - places.min()).astype(float) ** 2).sum())

    coarse = max(np.arange(-REACH, REACH + 0.5, 0.5), key=gathered)
    best = float(max(np.arange(coarse - 0.4, coarse + 0.5, 0.2), key=gathered))
    clear = gathered(best) > CLEARLY * gathered(0.0) and abs(best) < REACH
    return round(best, 1) if clear and abs(best) >= ASKEW else 0.0


def _stamped(counts: NDArray[np.intp], size: int) -> float:
    """The angle of pale edges that are many, and gather where neither lines nor letters do."""
    wide = 2 * STEPS  # 2 degrees to either side
    ring = np.concatenate([counts[-wide - 1 : -1], counts, counts[1 : wide + 1]])
    gathered = np.convolve(ring, np.ones(2 * wide + 1), "valid")
    slanted = np.abs(np.arange(len(counts)) - 45 * STEPS) > 10 * STEPS
    biased = np.abs(np.arange(len(counts)) - 45 * STEPS) >= BIAS * STEPS
    best = int(np.where(biased, gathered, 0).argmax())
    edges = counts[slanted].sum()
    many = edges > 0.01 * size and gathered[best] > max(0.0025 * size, 0.09 * edges)
    return best / STEPS - 45 if many else 0.0
