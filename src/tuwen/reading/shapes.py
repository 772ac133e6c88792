"""Closed shapes: every flat region that fills a box, an ellipse, a diamond… well enough.

A shape's form is decided by the overlap of its filled outline with ideal forms drawn in
the same bounding box. Knows nothing of labels or connectors.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.scene import Mask, Region, Scene
from tuwen.reading.types import Box, Shape

_SIDE = 64  # px: ideal forms are compared at this size
_FIT = 0.88  # overlap with the ideal form from which a region counts as a shape
_FORMS: tuple[Shape, ...] = (
    "rect", "rounded", "stadium", "ellipse", "diamond", "hexagon", "parallelogram", "cylinder",
    "document",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed shape; `polygon` is its outer contour (N, 1, 2) in px."""

    polygon: NDArray[np.int32]
    box: Box
    shape: Shape
    fit: float
    colour: tuple[int, int, int]
    filled: bool  # of another colour than what surrounds it
    parts: tuple[Box, ...] = ()  # compartments, top to bottom

    @property
    def area(self) -> int:
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])


def find_outlines(scene: Scene) -> list[Outline]:
    """Closed shapes of the scene, largest first, compartments joined."""
    found = [o for o in (_outline(scene, r) for r in scene.regions) if o is not None]
    found += _hatched(scene, found) + _rings(scene, found)
    found = _without_double_borders(found)
    return sorted(_join_compartments(found), key=lambda o: (-o.area, o.box))


def inside(inner: Box, outer: Box, slack: int = 3) -> bool:
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def corners(box: Box) -> NDArray[np.int32]:
    """The contour of a box."""
    x0, y0, x1, y1 = box
    table = [[x0, y0], [x1 - 1, y0], [x1 - 1, y1 - 1], [x0, y1 - 1]]
    return np.array(table, np.int32).reshape(-1, 1, 2)


def distance(a: tuple[int, int, int], b: tuple[int, int, int]) -> int:
    """Largest difference of a channel, 0..255."""
    return max(abs(x - y) for x, y in zip(a, b, strict=True))


def _outline(scene: Scene, region: Region) -> Outline | None:
    if scene.paper is not None and region.label == scene.paper.label:
        return None
    x0, y0, x1, y1 = region.box
    if min(region.width, region.height) < 9 or region.width * region.height < 150:
        return None
    if region.width > 0.985 * scene.width and region.height > 0.985 * scene.height:
        return None
    mask = (scene.labels[y0:y1, x0:x1] == region.label).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    contour = max(contours, key=cv2.contourArea)
    shape, fit = _form(contour, region.width, region.height)
    around = _surroundings(scene, region)
    filled = around is None or distance(region.colour, around) > 6
    if fit < _FIT and not (filled and fit > 0.7 and _solid(contour)):
        return None
    polygon = (contour + np.array([[x0, y0]])).astype(np.int32)
    if shape == "rect":  # what a connector cut out of it belongs to it all the same
        polygon = corners(region.box)
    return Outline(polygon, region.box, shape, fit, region.colour, filled)


def _hatched(scene: Scene, found: list[Outline]) -> list[Outline]:
    """Boxes filled with strokes, as rough.js and Excalidraw draw them: dense blobs of ink."""
    ink = scene.ink
    pitch = max(9, round(0.75 * scene.glyph_height)) | 1
    close = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((pitch, pitch), np.uint8))
    core = max(17, round(1.9 * scene.glyph_height))
    blobs = cv2.morphologyEx(close, cv2.MORPH_OPEN, np.ones((core, core), np.uint8))
    strokes = cv2.bitwise_and(ink, cv2.bitwise_not(scene.text_mask))
    contours, _ = cv2.findContours(blobs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    out: list[Outline] = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if w < 1.5 * core or h < core or w * h > 0.5 * scene.gray.size:
            continue
        if strokes[y : y + h, x : x + w].mean() < 0.16 * 255:
            continue  # closely set text, not hatching
        shape, fit = _form(contour.astype(np.int32), w, h)
        same = any(inside(o.box, (x, y, x + w, y + h), 6) and o.area > 0.7 * w * h for o in found)
        if fit >= _FIT - 0.03 and not same:
            r, g, b = (int(v) for v in np.median(scene.pixels[y : y + h, x : x + w], axis=(0, 1)))
            polygon = contour.astype(np.int32)
            out.append(Outline(polygon, (x, y, x + w, y + h), shape, fit, (r, g, b), filled=True))
    return out


def _rings(scene: Scene, found: list[Outline]) -> list[Outline]:
    """Small round marks drawn in ink: the end of a state diagram."""
    ink = cv2.bitwise_and(scene.ink, cv2.bitwise_not(scene.text_mask))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, disc)
    core = max(11, round(0.7 * scene.glyph_height))
    blobs = cv2.morphologyEx(
        closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (core, core))
    )
    contours, _ = cv2.findContours(blobs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    out: list[Outline] = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        box = (x, y, x + w, y + h)
        if max(w, h) > 4 * scene.glyph_height or not 0.8 < w / h < 1.25:
            continue
        shape, fit = _form(contour.astype(np.int32), w, h)
        apart = not any(_abuts(box, o.box) for o in found)
        if shape in ("circle", "rounded") and fit >= 0.9 and apart and stands_free(closed, box):
            r, g, b = (int(v) for v in np.median(scene.pixels[y : y + h, x : x + w], axis=(0, 1)))
            out.append(Outline(contour.astype(np.int32), box, "circle", fit, (r, g, b), True))
    return out


def _abuts(small: Box, large: Box) -> bool:
    """Touches the other box from without or across its border (as a head does)."""
    x0, y0, x1, y1 = small
    near = x1 > large[0] - 5 and x0 < large[2] + 5 and y1 > large[1] - 5 and y0 < large[3] + 5
    return near and not inside(small, large, -5)


def stands_free(ink: Mask, box: Box) -> bool:
    """Hardly any ink around a disc, as around a dot on a line; a head has its corners there."""
    x, y, r = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2, (box[2] - box[0]) / 2
    reach = round(1.5 * r)
    window = ink[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    return int(np.count_nonzero(window)) < 1.5 * np.pi * r * r


def _solid(contour: NDArray[np.int32]) -> bool:
    """Clouds and odd badges: nearly convex although no ideal form fits."""
    hull = cv2.contourArea(cv2.convexHull(contour))
    return hull > 0 and cv2.contourArea(contour) / hull > 0.9


def _surroundings(scene: Scene, region: Region) -> tuple[int, int, int] | None:
    """Colour of the flat region met most often a few pixels outside the bounding box's sides."""
    x0, y0, x1, y1 = region.box
    tallies: dict[int, int] = {}
    for gap in (5, 9):
        rows = [y for y in (y0 - gap, y1 - 1 + gap) if 0 <= y < scene.height]
        columns = [x for x in (x0 - gap, x1 - 1 + gap) if 0 <= x < scene.width]
        strips = [scene.labels[y, x0:x1] for y in rows] + [scene.labels[y0:y1, x] for x in columns]
        for strip in strips:
            values, counts = np.unique(strip, return_counts=True)
            for value, count in zip(values.tolist(), counts.tolist(), strict=True):
                if value:
                    tallies[value] = tallies.get(value, 0) + count
    by_label = {r.label: r for r in scene.regions}
    for value in sorted(tallies, key=lambda v: -tallies[v]):
        if value in by_label and value != region.label:
            return by_label[value].colour
    return None


# ---- form ------------------------------------------------------------------------------


def _form(contour: NDArray[np.int32], width: int, height: int) -> tuple[Shape, float]:
    """The ideal form that overlaps best, and the overlap (intersection over union)."""
    scale = np.array([[(_SIDE - 1) / max(width - 1, 1), (_SIDE - 1) / max(height - 1, 1)]])
    origin = contour.reshape(-1, 2).min(axis=0)
    points = np.rint((contour.reshape(-1, 2) - origin) * scale).astype(np.int32)
    mask = np.zeros((_SIDE, _SIDE), np.uint8)
    cv2.fillPoly(mask, [points.reshape(-1, 1, 2)], 1)
    best: tuple[Shape, float] = ("rect", 0.0)
    filled = int(mask.sum())
    for shape, ideal, total in _ideals(round(10 * min(width / height, 12)) / 10):
        both = int((mask & ideal).sum())
        overlap = both / max(filled + total - both, 1)
        if overlap > best[1] + (0.004 if best[1] else 0):
            best = (shape, overlap)
    shape, fit = best
    if shape in ("ellipse", "stadium") and 0.85 < width / height < 1.18:
        shape = "circle"
    return shape, fit


@functools.lru_cache(maxsize=256)
def _ideals(aspect: float) -> tuple[tuple[Shape, Mask, int], ...]:
    """Ideal forms for a bounding box of this aspect (width / height), with their areas."""
    out: list[tuple[Shape, Mask, int]] = []
    for shape in _FORMS:
        for mask in _draw(shape, aspect):
            out.append((shape, mask, int(mask.sum())))
    return tuple(out)


def _draw(shape: Shape, aspect: float) -> Iterable[Mask]:
    n, last = _SIDE, _SIDE - 1
    grid = np.mgrid[0:n, 0:n].astype(np.float32) / last
    y, x = grid[0], grid[1]
    short = 1 / max(aspect, 1 / aspect)
    corner_x, corner_y = (short, 1.0) if aspect >= 1 else (1.0, short)
    if shape == "rect":
        yield np.ones((n, n), np.uint8)
    elif shape in ("rounded", "stadium"):
        for share in (0.16, 0.28) if shape == "rounded" else (0.5,):
            yield _round_corners(x, y, share * corner_x, share * corner_y)
    elif shape == "ellipse":
        yield (((x - 0.5) ** 2 + (y - 0.5) ** 2) <= 0.25).astype(np.uint8)
    elif shape == "diamond":
        yield ((abs(x - 0.5) + abs(y - 0.5)) <= 0.5).astype(np.uint8)
    elif shape == "hexagon":
        for inset in (0.1, 0.2):
            yield (np.minimum(x, 1 - x) >= inset * abs(2 * y - 1)).astype(np.uint8)
    elif shape == "parallelogram":
        for inset in (0.12, 0.22):
            lean = inset * (1 - y)
            yield ((x >= lean) & (x <= 1 - inset + lean)).astype(np.uint8)
            yield ((x >= inset - lean) & (x <= 1 - lean)).astype(np.uint8)
    elif shape == "cylinder":
        for cap in (0.08, 0.16):
            arc = cap * (1 - np.sqrt(np.maximum(0, 1 - (2 * x - 1) ** 2)))
            yield ((y >= arc) & (y <= 1 - arc)).astype(np.uint8)
            yield ((y >= cap - arc) & (y <= 1 - arc)).astype(np.uint8)  # body below the lid
    elif shape == "document":
        for wave in (0.06, 0.12):
            yield (y <= 1 - wave + wave * np.sin(2 * np.pi * x)).astype(np.uint8)


def _round_corners(
    x: NDArray[np.float32], y: NDArray[np.float32], rx: float, ry: float
) -> NDArray[np.uint8]:
    dx = np.maximum(0, np.maximum(rx - x, x - (1 - rx))) / max(rx, 1e-6)
    dy = np.maximum(0, np.maximum(ry - y, y - (1 - ry))) / max(ry, 1e-6)
    return ((dx * dx + dy * dy) <= 1.0).astype(np.uint8)


# ---- borders and compartments ------------------------------------------------------------


def _without_double_borders(found: list[Outline]) -> list[Outline]:
    """Of nested outlines a border's width apart, keep the innermost."""
    kept: list[Outline] = []
    for outline in sorted(found, key=lambda o: o.area):
        twin = any(
            inside(inner.box, outline.box)
            and inner.area > 0.72 * outline.area
            and max(abs(a - b) for a, b in zip(inner.box, outline.box, strict=True)) <= 12
            for inner in kept
        )
        if not twin:
            kept.append(outline)
    return kept


def _join_compartments(found: list[Outline]) -> list[Outline]:
    """Join boxes that share a whole side: class boxes, ER tables, a cylinder and its lid."""
    size = len(found)
    root = list(range(size))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    for i in range(size):
        for j in range(i + 1, size):
            if _share_side(found[i], found[j]):
                root[find(i)] = find(j)
    clusters: dict[int, list[Outline]] = {}
    for i, outline in enumerate(found):
        clusters.setdefault(find(i), []).append(outline)
    joined: list[Outline] = []
    for cluster in clusters.values():
        one = _join(cluster)
        joined.extend([one] if one else cluster)
    return joined


def _share_side(a: Outline, b: Outline) -> bool:
    if "diamond" in (a.shape, b.shape):
        return False
    stacked = _touch(a.box, b.box, 0, 1)
    beside = _touch(a.box, b.box, 1, 0)
    return stacked or beside


def _touch(a: Box, b: Box, along: int, across: int) -> bool:
    """The boxes meet across one axis (gap of a line's width) and line up along the other."""
    gap = max(a[across], b[across]) - min(a[across + 2], b[across + 2])
    overlap = min(a[along + 2], b[along + 2]) - max(a[along], b[along])
    shorter = min(a[along + 2] - a[along], b[along + 2] - b[along])
    return -8 <= gap <= 6 and overlap >= 0.94 * shorter and shorter >= 20


def _join(cluster: list[Outline]) -> Outline | None:
    if len(cluster) < 2:
        return cluster[0]
    boxes = [o.box for o in cluster]
    box = bounds(boxes)
    whole = (box[2] - box[0]) * (box[3] - box[1])
    if sum(o.area for o in cluster) < 0.86 * whole:
        return None
    largest = max(cluster, key=lambda o: o.area)
    lid = min(cluster, key=lambda o: o.box[1])
    shape: Shape = "rect"
    if len(cluster) == 2 and lid.shape in ("ellipse", "circle", "stadium"):
        shape = "cylinder"
    parts = tuple(sorted(boxes, key=lambda b: (b[1], b[0])))
    joined = replace(largest, polygon=corners(box), box=box, shape=shape, parts=parts)
    return replace(joined, filled=any(o.filled for o in cluster))


def bounds(boxes: Iterable[Box]) -> Box:
    """The smallest box around all."""
    table = np.array(list(boxes))
    x0, y0 = table[:, :2].min(axis=0)
    x1, y1 = table[:, 2:].max(axis=0)
    return int(x0), int(y0), int(x1), int(y1)
