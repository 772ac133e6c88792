"""The ink of connectors: what of a picture's ink is neither text nor shape nor border."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.components import components
from tuwen.reading.outline import Outline, corners, side_of
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box

Sides = tuple[int, int, int, int]  # above, below, before, behind
_CROSSING = 90  # px: longer ink of another colour on a frame's border belongs to the border
_TAB = 5  # px: around the tab of a frame, where its border lies
_DRAWN = 0.12  # of the band around a frame: less ink is no border
_FAINT = 0.3  # of the contrast of most lines: less is no line but a step of colour


def covered_by(scene: Scene, plates: Sequence[Box]) -> Mask:
    """255 under text and under the backgrounds of labels."""
    mask = scene.text_mask.copy()
    for x0, y0, x1, y1 in plates:
        mask[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4] = 255
    return mask


def stroke_mask(
    scene: Scene, shapes: Sequence[Outline], frames: Sequence[Outline],
    borders: Sequence[Sides], covered: Mask,
) -> Mask:  # fmt: skip
    """255 on the ink of connectors: neither text nor shape nor border."""
    mask = scene.ink & _ridges(scene)
    mask[covered > 0] = 0
    for outline, border in zip(shapes, borders, strict=True):
        cv2.fillPoly(mask, [outline.polygon], 0)
        points = outline.polygon.reshape(-1, 2)
        middles = (points + np.roll(points, -1, axis=0)) / 2
        for start, stop, side in zip(
            points, np.roll(points, -1, axis=0), side_of(outline.box, middles), strict=True
        ):
            cv2.line(mask, start.tolist(), stop.tolist(), 0, 2 * border[side] + 1)
        if outline.shape == "rect":  # the border is square at its corners, the brush is round
            x0, y0, x1, y1 = outline.box
            above, below, before, behind = border
            mask[max(0, y0 - above) : y1 + below, max(0, x0 - before) : x1 + behind] = 0
    for outline in frames:
        if outline.tab is not None:
            _erase_tab(scene, mask, outline, outline.tab)
        _erase_border(scene, mask, outline)
        if len(outline.parts) > 1 and all(_across(part, outline.box) for part in outline.parts):
            for part in outline.parts:  # the rule below the name of a composite state
                _erase_border(scene, mask, replace(outline, polygon=corners(part), box=part))
    return mask


def _across(part: Box, whole: Box) -> bool:
    """A compartment from side to side."""
    return part[0] - whole[0] <= _TAB and whole[2] - part[2] <= _TAB


def _erase_tab(scene: Scene, mask: Mask, frame: Outline, tab: Box) -> None:
    """Take the tab of a frame, one end of which is aslant, and the border below it out."""
    x0, y0, x1, y1 = tab
    aslant = (y1 - y0) // 2
    mask[max(0, y0 - _TAB) : y1, max(0, x0 - _TAB) : x1 + aslant] = 0
    below = (frame.box[0], y1, *frame.box[2:])
    _erase_border(scene, mask, replace(frame, polygon=corners(below), box=below))


def _ridges(scene: Scene) -> Mask:
    """255 at and beside lines: darker or brighter than both sides, unlike a step of colour."""
    contrast = np.maximum(*scene.ridges)
    lines = contrast[(scene.ink > 0) & (contrast > 3) & (scene.text_mask == 0)]
    least = np.clip(_FAINT * np.percentile(lines, 75), 3, 32) if len(lines) else 3
    ridge = np.where(contrast > least, 255, 0).astype(np.uint8)
    return np.asarray(cv2.dilate(ridge, np.ones((3, 3), np.uint8)), np.uint8)


def _erase_border(scene: Scene, mask: Mask, frame: Outline) -> None:
    """Take a frame's border out of the strokes; lines of a stronger colour that cross it stay."""
    outer, inner = border_of(scene, frame) - 1, border_of(scene, frame, -1)
    thick = 2 * outer + 1
    x0, y0, x1, y1 = frame.box
    left, top = max(0, x0 - thick), max(0, y0 - thick)
    here = mask[top : y1 + thick, left : x1 + thick]
    band = np.zeros_like(here)
    polygon = frame.polygon - np.array([left, top], np.int32)
    cv2.polylines(band, [polygon], True, 255, thick)
    within = cv2.fillPoly(np.zeros_like(here), [polygon], 255)
    cv2.polylines(within, [polygon], True, 0, 2 * inner - 1)
    band[within > 0] = 0
    ys, xs = np.nonzero(band & here > 0)
    if len(ys) < _DRAWN * np.count_nonzero(band):
        return  # a fill without a border
    here[ys, xs] = 0
    colours = scene.pixels[top + ys, left + xs].astype(np.float32)
    ground = np.array(frame.colour, np.float32)
    far = np.abs(colours - ground).max(axis=1, initial=0)
    drawn = far > 8
    if not drawn.any():
        return
    way = np.median(colours[far >= np.median(far[drawn])], axis=0) - ground
    share = (colours - ground) @ way / float(way @ way)
    rest = np.abs(colours - ground - share[:, None] * way).max(axis=1)
    other = (share > 1.4) | (rest > 40)
    band[:] = 0
    band[ys[other], xs[other]] = 255
    count, label, stats, centres = components(band)
    level = np.abs(centres[:, 1:] - [y0 - top, y1 - top]).min(axis=1) <= thick
    upright = np.abs(centres[:, :1] - [x0 - left, x1 - left]).min(axis=1) <= thick
    across = outer + inner - 1
    through = (level & (stats[:, 3] >= across)) | (upright & (stats[:, 2] >= across))
    through &= (stats[:, 2:4].max(axis=1) <= _CROSSING) & (np.arange(count) > 0)
    here[through[label]] = 255


def borders_of(scene: Scene, outline: Outline) -> Sides:
    """Thickness of the ink around a shape in px above, below, before and behind it."""
    samples = _samples(outline)
    depths = _depths(scene, outline, samples)
    usual = float(np.median(depths))
    sides = side_of(outline.box, samples)
    each = [np.median(own) if len(own := depths[sides == k]) > 3 else usual for k in range(4)]
    above, below, before, behind = (_thickness(float(v)) for v in each)
    return above, below, before, behind


def border_of(scene: Scene, outline: Outline, way: int = 1) -> int:
    """The same all around, outwards (1) or inwards (-1) of its contour."""
    depths = _depths(scene, outline, _samples(outline), way)
    inked = depths[depths > 0]  # the others lie in the gaps between dashes
    return _thickness(float(np.median(inked)) if 4 * len(inked) > len(depths) else 0.0)


def _thickness(depth: float) -> int:
    return int(np.clip(depth + 1, 2, 9))


def _samples(outline: Outline) -> NDArray[np.float64]:
    """Points (N, 2) of the contour at which its border is measured."""
    points = outline.polygon.reshape(-1, 2).astype(float)
    if len(points) > 24 or outline.shape == "diamond":
        closed = np.concatenate([points, points[:1]])
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
        at = np.linspace(0, along[-1], 48, endpoint=False)
        return np.stack([np.interp(at, along, closed[:, k]) for k in (0, 1)], axis=1)
    x0, y0, x1, y1 = outline.box
    around = np.linspace(0, 1, 12, endpoint=False)
    return np.concatenate(
        [np.stack([x0 + around * (x1 - x0), np.full(12, y)], 1) for y in (y0, y1 - 1)]
        + [np.stack([np.full(12, x), y0 + around * (y1 - y0)], 1) for x in (x0, x1 - 1)]
    )


def _depths(
    scene: Scene, outline: Outline, samples: NDArray[np.float64], way: int = 1
) -> NDArray[np.intp]:
    """Ink in px from points of the contour outwards (1) or inwards (-1)."""
    x0, y0, x1, y1 = outline.box
    away = samples - np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    beside = (side_of(outline.box, samples) >= 2)[:, None]
    steps = np.where(beside, [1, 0], [0, 1]) * np.sign(away)
    if outline.shape in ("diamond", "ellipse", "circle", "end"):
        steps = away / np.maximum(np.hypot(away[:, 0], away[:, 1]), 1e-6)[:, None]
    return _runs(scene.ink, samples, way * steps)


def _runs(ink: Mask, points: NDArray[np.float64], steps: NDArray[np.float64]) -> NDArray[np.intp]:
    """Ink pixels in a row from each point (N, 2) outwards, at most 12; two may be missing first."""
    height, width = ink.shape
    way = np.arange(1, 13)
    x, y = np.rint(points[:, :, None] + steps[:, :, None] * way).astype(int).transpose(1, 0, 2)
    within = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    inked = within & (ink[y.clip(0, height - 1), x.clip(0, width - 1)] > 0)
    inked[:, 2:] = np.logical_and.accumulate(inked[:, 2:], axis=1)
    return (inked * way).max(axis=1)
