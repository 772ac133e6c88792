"""Shapes made of ink: boxes filled with strokes; discs that no line runs into."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.forms import FIT, form_of
from tuwen.reading.outline import Outline, area_of, shared
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box

_SLANT = 0.36  # of the edges in hatching run at a slant, at least


def find_hatched(scene: Scene, found: list[Outline]) -> list[Outline]:
    """Boxes filled with strokes, as rough.js and Excalidraw draw them: dense blobs of ink."""
    ink = scene.ink
    pitch = max(9, round(0.75 * scene.glyph_height)) | 1
    close = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((pitch, pitch), np.uint8))
    core = max(17, round(1.9 * scene.glyph_height))
    blobs = cv2.morphologyEx(close, cv2.MORPH_OPEN, np.ones((core, core), np.uint8))
    strokes = ink & ~scene.text_mask
    contours, _ = cv2.findContours(blobs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    out: list[Outline] = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if w < 1.5 * core or h < core or w * h > 0.5 * scene.gray.size:
            continue
        within = strokes[y : y + h, x : x + w]
        if (
            within.mean() < 0.16 * 255
            or _slanted(scene.gray[y : y + h, x : x + w], within) < _SLANT
        ):
            continue  # closely set text or borders, not hatching
        shape, fit = form_of(contour.astype(np.int32), w, h)
        same = any(_alike(o.box, (x, y, x + w, y + h)) for o in found)
        if fit >= FIT - 0.03 and not same:
            r, g, b = (int(v) for v in np.median(scene.pixels[y : y + h, x : x + w], axis=(0, 1)))
            polygon = contour.astype(np.int32)
            out.append(Outline(polygon, (x, y, x + w, y + h), shape, fit, (r, g, b), filled=True))
    return out


def _slanted(gray: NDArray[np.uint8], strokes: Mask) -> float:
    """Share of the edges of some strokes that are neither level nor upright."""
    dx, dy = (np.abs(cv2.Sobel(gray, cv2.CV_16S, *way)) for way in ((1, 0), (0, 1)))
    edges = (strokes > 0) & (dx + dy > 40)
    least = 0.27 * np.maximum(dx, dy)  # 15 degrees
    return np.count_nonzero(edges & (np.minimum(dx, dy) > least)) / max(1, np.count_nonzero(edges))


def _alike(known: Box, box: Box) -> bool:
    """A known shape is the box, or holds most of it and is not much larger: text close to its
    border looks like hatching too."""
    return shared(known, box) > 0.7 * area_of(box) and area_of(known) < 4 * area_of(box)


def stands_free(ink: Mask, box: Box, most: float) -> bool:
    """Hardly any ink around a disc, as around a dot on a line; a head has its corners there.

    `most`: the ink allowed, as a share of the disc.
    """
    x, y, r = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2, (box[2] - box[0]) / 2
    reach = round(1.5 * r)
    window = ink[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    return int(np.count_nonzero(window)) < most * np.pi * r * r
