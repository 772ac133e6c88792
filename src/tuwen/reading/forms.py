"""The form of a closed shape: its overlap with ideal forms drawn in the same bounding box."""

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.scene import Mask
from tuwen.reading.types import Shape

Floats = NDArray[np.float32]
FIT = 0.88  # overlap with an ideal form from which a region counts as a shape
_SIDE = 64  # px: ideal forms are compared at this size
_FORMS: tuple[Shape, ...] = (
    "rect", "rounded", "stadium", "ellipse", "diamond", "hexagon", "parallelogram", "cylinder",
    "document", "actor",
)  # fmt: skip
# Radius of the corners, as shares of the shorter side.
_CORNERS: dict[str, tuple[float, ...]] = {
    "rect": (0.0,),
    "rounded": (0.16, 0.28),
    "stadium": (0.5,),
}


def form_of(contour: NDArray[np.int32], width: int, height: int) -> tuple[Shape, float]:
    """The ideal form that overlaps best, and the overlap (intersection over union)."""
    scale = np.array([[(_SIDE - 1) / max(width - 1, 1), (_SIDE - 1) / max(height - 1, 1)]])
    origin = contour.reshape(-1, 2).min(axis=0)
    points = np.rint((contour.reshape(-1, 2) - origin) * scale).astype(np.int32)
    mask = np.zeros((_SIDE, _SIDE), np.uint8)
    cv2.fillPoly(mask, [points.reshape(-1, 1, 2)], 1)
    best: tuple[Shape, float] = ("rect", 0.0)
    filled = int(mask.sum())
    shapes, ideals, areas = _ideals(max(0.1, round(10 * min(width / height, 12)) / 10))
    both = (ideals @ mask.ravel().astype(np.float32)).astype(float)
    overlaps = both / np.maximum(filled + areas - both, 1)
    for shape, overlap in zip(shapes, overlaps.tolist(), strict=True):
        if overlap > best[1] + (0.004 if best[1] else 0):
            best = (shape, overlap)
    shape, fit = best
    if shape in ("ellipse", "stadium") and 0.85 < width / height < 1.18:
        shape = "circle"
    return shape, fit


@functools.lru_cache(maxsize=256)
def _ideals(aspect: float) -> tuple[list[Shape], Floats, Floats]:
    """Ideal forms (N, pixels) for a bounding box of this aspect (width / height); their areas."""
    drawn: list[tuple[Shape, Mask]] = [
        (shape, mask) for shape in _FORMS for mask in _draw(shape, aspect)
    ]
    masks = np.stack([mask.ravel() for _, mask in drawn]).astype(np.float32)
    return [shape for shape, _ in drawn], masks, masks.sum(axis=1)


def _draw(shape: Shape, aspect: float) -> list[Mask]:
    """The ideal forms of a shape, filled, in a square of `_SIDE` px."""
    y, x = np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32) / (_SIDE - 1)
    if shape in _CORNERS:
        short = 1 / max(aspect, 1 / aspect)
        rx, ry = (short, 1.0) if aspect >= 1 else (1.0, short)
        drawn = [_round_corners(x, y, r * rx, r * ry) for r in _CORNERS[shape]]
    elif shape == "parallelogram":
        leans = [(inset, inset * (1 - y)) for inset in (0.12, 0.22)]
        drawn = [(x >= lean) & (x <= 1 - inset + lean) for inset, lean in leans]
        drawn += [(x >= inset - lean) & (x <= 1 - lean) for inset, lean in leans]
    elif shape == "cylinder":
        arc = 1 - np.sqrt(np.maximum(0, 1 - (2 * x - 1) ** 2))
        drawn = [(y >= cap * arc) & (y <= 1 - cap * arc) for cap in (0.08, 0.16)]
        # the body below the lid
        drawn += [(y >= cap * (1 - arc)) & (y <= 1 - cap * arc) for cap in (0.08, 0.16)]
    else:
        drawn = {
            "ellipse": [((x - 0.5) ** 2 + (y - 0.5) ** 2) <= 0.25],
            "diamond": [(abs(x - 0.5) + abs(y - 0.5)) <= 0.5],
            "hexagon": [np.minimum(x, 1 - x) >= inset * abs(2 * y - 1) for inset in (0.1, 0.2)],
            "document": [y <= 1 - wave + wave * np.sin(2 * np.pi * x) for wave in (0.06, 0.12)],
            "actor": [_person(x, y, *head) for head in ((0.36, 0.31, 0.43), (0.26, 0.26, 0.5))],
        }[shape]
    return [mask.astype(np.uint8) for mask in drawn]


def _person(
    x: NDArray[np.float32], y: NDArray[np.float32], wide: float, high: float, shoulders: float
) -> NDArray[np.bool_]:
    """A head, given by its half axes, on shoulders."""
    head = ((x - 0.5) / wide) ** 2 + ((y - high) / high) ** 2 <= 1
    return head | (((x - 0.5) / 0.5) ** 2 + ((y - 1) / shoulders) ** 2 <= 1)


def _round_corners(
    x: NDArray[np.float32], y: NDArray[np.float32], rx: float, ry: float
) -> NDArray[np.bool_]:
    dx = np.maximum(0, np.maximum(rx - x, x - (1 - rx))) / max(rx, 1e-6)
    dy = np.maximum(0, np.maximum(ry - y, y - (1 - ry))) / max(ry, 1e-6)
    return (dx * dx + dy * dy) <= 1.0001  # float32: the rim itself belongs to the form


def cloudy(contour: NDArray[np.int32], width: int, height: int) -> bool:
    """Bulges all round, as a cloud has: nearly convex, with dents between, nowhere straight."""
    hull = cv2.convexHull(contour)
    solid = cv2.contourArea(contour) / max(cv2.contourArea(hull), 1)
    if not 0.8 < solid < 0.985 or not 0.5 < width / height < 4:
        return False
    bent = cv2.approxPolyDP(contour, 0.012 * (width + height), True).reshape(-1, 2)
    before, after = np.roll(bent, 1, axis=0) - bent, np.roll(bent, -1, axis=0) - bent
    longest = float(np.hypot(*after.T).max())
    turns = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    dents = min(int((turns > 0).sum()), int((turns < 0).sum()))
    return len(bent) >= 10 and dents >= 5 and longest < 0.4 * min(width, height) + 0.15 * width
