"""Where text stands: boxes of text lines, found by PP-OCRv6's detection network.

Time goes with the number of pixels that the network sees. A small picture is shown whole, at
the scale that its smaller text needs. Of a larger one the network sees an overview, and the
places with glyphs cut out, packed closely on one sheet.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime as ort
from cv2.typing import MatLike
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.components import components
from tuwen.reading.outline import area_of, bounds, shared
from tuwen.reading.types import Box

_SMALLER = 0.12  # share of the glyphs, by height, that the scale may leave too small
_GLYPH_TARGET = 11.0  # px: height of a text line that the network finds reliably
_SIDE_MIN = 544  # shortest longest side of what the network is shown
_ENLARGED = 1.6  # largest scale
_WHOLE = 600_000  # px shown at most of a picture that is shown whole if it can be cut up
_OVERVIEW = 170_000  # px of an overview: large text is found in it
_MOST = 1_200_000  # px shown at most
_MAP_THRESHOLD, _BOX_THRESHOLD, _UNCLIP = 0.3, 0.55, 1.7
_CELL = 8  # px: places with glyphs are marked in cells of this size
_CROWDED = 0.32  # share of ink where glyphs run into lines
_GAP = 10  # px between two places on the sheet


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Connected components of a picture that may be glyphs or words, as x, y, width, height."""

    boxes: NDArray[np.int32]
    height: float  # a small one in px; 0 when there are none
    crowd: NDArray[np.float32]  # share of ink around each cell of _CELL px


@dataclass(frozen=True, slots=True)
class _Cutting:
    """A place in the picture, and where its upper left corner lies on the sheet."""

    box: Box
    x: int
    y: int


def find_text(network: ort.InferenceSession, pixels: Pixels, gray: NDArray[np.uint8]) -> list[Box]:
    """Boxes of the text lines of an RGB picture."""
    glyphs = find_glyphs(gray)
    scale = _scale(gray, glyphs.height)
    area = gray.size * scale * scale
    if area > _WHOLE and glyphs.height:
        places = _places(glyphs, gray.shape[1], gray.shape[0])
        cut_up = _OVERVIEW + scale * scale * sum(area_of(box) for box in places)
        if places and cut_up < 0.8 * min(area, _MOST):
            over = _shown(network, pixels, (_OVERVIEW / gray.size) ** 0.5)
            close = _close_ups(network, pixels, _apart(places + over), scale)
            return close + [b for b in over if sum(shared(b, c) for c in close) < 0.3 * area_of(b)]
    return _shown(network, pixels, scale * min(1.0, (_MOST / area) ** 0.5))


def find_glyphs(gray: NDArray[np.uint8]) -> Glyphs:
    """Where the ink of a picture may be text, and how high its smaller glyphs are."""
    edges = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    _, ink = cv2.threshold(edges, 40, 1, cv2.THRESH_BINARY)
    _, _, table, _ = components(ink)
    stats = np.asarray(table[1:], np.int32)
    width, height, area = stats[:, 2], stats[:, 3], stats[:, 4]
    small = (height >= 5) & (height <= 64) & (width >= 2) & (width <= 2.2 * height) & (area > 8)
    near = (height >= 4) & (height <= 64) & (area > 8) & (area > 0.2 * width * height)
    return Glyphs(stats[near, :4], _smaller(height[small]), _crowd(ink))


def _smaller(heights: NDArray[np.int32]) -> float:
    """The height below which lie few glyphs; each weighs as much as it is high."""
    if len(heights) < 4:
        return 0.0
    heights = np.sort(heights)
    weights = heights.cumsum()
    return float(heights[np.searchsorted(weights, _SMALLER * weights[-1])])


def _crowd(ink: MatLike) -> NDArray[np.float32]:
    """Share of ink in each cell and its neighbours to the left and above."""
    height, width = ink.shape
    cells = (width // _CELL + 2, height // _CELL + 2)
    right, down = cells[0] * _CELL - width, cells[1] * _CELL - height
    whole = cv2.copyMakeBorder(ink, 0, down, 0, right, cv2.BORDER_CONSTANT).astype(np.float32)
    share = cv2.resize(whole, cells, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(share, (2, 2)), np.float32)


def _scale(gray: NDArray[np.uint8], glyph: float) -> float:
    """Scale at which the smaller text is about as high as the network likes it."""
    scale = min(_GLYPH_TARGET / glyph if glyph else 1.0, _ENLARGED)
    return max(scale, _SIDE_MIN / max(gray.shape))


def _shown(network: ort.InferenceSession, pixels: Pixels, scale: float) -> list[Box]:
    """Boxes found in a picture at a scale."""
    height, width = pixels.shape[:2]
    wide = max(32, round(width * scale / 32) * 32)
    high = max(32, round(height * scale / 32) * 32)
    method = cv2.INTER_AREA if height > high else cv2.INTER_LINEAR
    small = cv2.resize(pixels, (wide, high), interpolation=method)
    blob = cv2.dnn.blobFromImage(small, 1 / 127.5, (wide, high), (127.5, 127.5, 127.5))
    heat = np.asarray(network.run(None, {"x": blob})[0])[0, 0]
    return _boxes_of(heat, width / wide, height / high, width, height)


def _boxes_of(
    heat: NDArray[np.float32], stretch_x: float, stretch_y: float, width: int, height: int
) -> list[Box]:
    """Boxes from the probability map: components, scored by their mean, then grown back."""
    mask = (heat > _MAP_THRESHOLD).astype(np.uint8)
    count, labels, stats, _ = components(mask)
    if count < 2:
        return []
    sums = np.bincount(labels.ravel(), heat.ravel(), count)
    boxes: list[Box] = []
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        if min(w, h) < 3 or sums[i] / area < _BOX_THRESHOLD:
            continue
        grow = w * h * _UNCLIP / (2 * (w + h))
        x0, y0 = (x - grow) * stretch_x, (y - grow) * stretch_y
        x1, y1 = (x + w + grow) * stretch_x, (y + h + grow) * stretch_y
        box = (max(0, round(x0)), max(0, round(y0)), min(width, round(x1)), min(height, round(y1)))
        if box[2] - box[0] > 3 and box[3] - box[1] > 3:
            boxes.append(box)
    return boxes


# ---- close-ups ---------------------------------------------------------------------------


def _places(glyphs: Glyphs, width: int, height: int) -> list[Box]:
    """Rectangles around neighbouring glyphs."""
    corners = np.zeros((height // _CELL + 2, width // _CELL + 2), np.int32)
    x0, y0 = glyphs.boxes[:, 0] // _CELL, glyphs.boxes[:, 1] // _CELL
    x1 = (glyphs.boxes[:, 0] + glyphs.boxes[:, 2]) // _CELL + 1
    y1 = (glyphs.boxes[:, 1] + glyphs.boxes[:, 3]) // _CELL + 1
    for y, x, sign in ((y0, x0, 1), (y1, x1, 1), (y0, x1, -1), (y1, x0, -1)):
        np.add.at(corners, (y, x), sign)
    covered = corners.cumsum(axis=0).cumsum(axis=1) > 0
    cells = (covered | (glyphs.crowd > _CROWDED)).astype(np.uint8)
    reach = max(1, round(1.2 * glyphs.height / _CELL))
    cells = cv2.dilate(cells, np.ones((2 * reach + 1, 4 * reach + 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(cells, connectivity=8)
    x, y, w, h = (stats[1:, :4] * _CELL).T
    table = np.stack([x, y, np.minimum(x + w, width), np.minimum(y + h, height)], axis=1)
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in table.tolist()]


def _apart(boxes: list[Box]) -> list[Box]:
    """Join boxes until no two overlap."""
    done: list[Box] = []
    for box in boxes:
        while met := [other for other in done if shared(box, other)]:
            done = [other for other in done if other not in met]
            box = bounds([box, *met])
        done.append(box)
    return done


def _pack(places: list[Box]) -> tuple[list[_Cutting], int, int]:
    """Lay the places out in rows, the highest first. Returns width and height of the sheet."""
    area = sum((b[2] - b[0] + _GAP) * (b[3] - b[1] + _GAP) for b in places)
    wide = max(round(1.1 * area**0.5), *(b[2] - b[0] + _GAP for b in places))
    rows: list[tuple[int, int]] = []  # x where the next place goes, y
    cuttings: list[_Cutting] = []
    bottom = 0
    for box in sorted(places, key=lambda b: b[1] - b[3]):
        width, height = box[2] - box[0] + _GAP, box[3] - box[1] + _GAP
        fit = next((i for i, (x, _) in enumerate(rows) if x + width <= wide), len(rows))
        if fit == len(rows):
            rows.append((0, bottom))
            bottom += height
        x, y = rows[fit]
        cuttings.append(_Cutting(box, x, y))
        rows[fit] = (x + width, y)
    return cuttings, wide, bottom


def _close_ups(
    network: ort.InferenceSession, pixels: Pixels, places: list[Box], scale: float
) -> list[Box]:
    """Boxes found on a sheet of the places, where they are in the picture."""
    cuttings, width, height = _pack(places)
    sheet = np.empty((height, width, 3), np.uint8)
    sheet[:] = np.median(np.concatenate([pixels[0], pixels[-1]]), axis=0)
    for cut in cuttings:
        x0, y0, x1, y1 = cut.box
        sheet[cut.y : cut.y + y1 - y0, cut.x : cut.x + x1 - x0] = pixels[y0:y1, x0:x1]
    found: list[Box] = []
    for left, top, right, bottom in _shown(
        network, sheet, min(scale, (_MOST / (width * height)) ** 0.5)
    ):
        x, y = (left + right) // 2, (top + bottom) // 2
        for cut in cuttings:
            x0, y0, x1, y1 = cut.box
            dx, dy = x0 - cut.x, y0 - cut.y
            if x0 <= x + dx < x1 and y0 <= y + dy < y1:
                found.append(
                    (max(x0, left + dx), max(y0, top + dy),
                     min(x1, right + dx), min(y1, bottom + dy))
                )  # fmt: skip
    return found
