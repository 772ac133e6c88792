"""The picture taken apart once, for every reader: texts, flat regions, ink.

A flat region is a connected area of (nearly) constant colour: the paper, the inside of a
box, a bar of a chart. Ink is what lies in none of the larger ones: lines, heads, glyphs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.blocks import blocks
from tuwen.reading.components import components, mean_colours, strongest
from tuwen.reading.discs import find_discs
from tuwen.reading.glyphs import glyph_mask
from tuwen.reading.line import Line
from tuwen.reading.lookalikes import is_lookalike
from tuwen.reading.outline import Boxed
from tuwen.reading.plates import find_plates
from tuwen.reading.snug import snug_line, tight_box
from tuwen.reading.types import Box

Mask = NDArray[np.uint8]

_STEP, _STEP_NOISY = 7, 18  # colour step between neighbours that ends a region; noisy: JPEG
_UNEVEN = 0.25  # of the steps small: noise, or colours that fade
_ROUGH = 0.07  # of the pixels stand out of their neighbours a little: noise
_PAPER_SHARE = 0.05  # of the picture: larger flat places are paper or a frame's inside
_CENTRED = 1.3  # glyph heights between the lines of a label on one plate
_BOXED = 0.5  # of its bounding box: a tree of boxes and branches has less
_SMALL = 5  # brushes: a choice of a state diagram is smaller
_MIN_SIDE, _MIN_AREA = 9, 70  # px: smaller flat regions count as ink


@dataclass(frozen=True, slots=True)
class Region(Boxed):
    """A flat region. `label` is its value in `Scene.labels`."""

    label: int
    box: Box
    area: int
    colour: tuple[int, int, int]


@dataclass(frozen=True)
class Scene:
    """Pixels (H, W, 3) RGB with what was derived from them."""

    pixels: Pixels
    gray: NDArray[np.uint8]
    lines: tuple[Line, ...]
    labels: NDArray[np.int32]  # (H, W): region of each pixel; 0 is a colour step
    regions: tuple[Region, ...]  # the larger ones, by area, largest first
    paper: Region | None  # the background

    @property
    def width(self) -> int:
        return int(self.gray.shape[1])

    @property
    def height(self) -> int:
        return int(self.gray.shape[0])

    @cached_property
    def by_label(self) -> dict[int, Region]:
        """The regions by their value in `labels`."""
        return {region.label: region for region in self.regions}

    @cached_property
    def text_height(self) -> float:
        """Median height of the text lines in px (12 where there is no text)."""
        heights = [line.box[3] - line.box[1] for line in self.lines if line.upright]
        return float(np.median(heights)) if heights else 12.0

    @cached_property
    def text_mask(self) -> Mask:
        """255 where glyphs are, and not on the lines that run through them."""
        return glyph_mask(self.pixels, self.ink, self.lines, self.snug, self.plates)

    @cached_property
    def ridges(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Levels by which a pixel is darker, and brighter, than both sides of a line through it."""
        size = max(15, round(1.6 * self.glyph_height)) | 1
        kernel = np.ones((size, size), np.uint8)
        dark = cv2.morphologyEx(self.gray, cv2.MORPH_BLACKHAT, kernel)
        bright = cv2.morphologyEx(self.gray, cv2.MORPH_TOPHAT, kernel)
        return np.asarray(dark, np.uint8), np.asarray(bright, np.uint8)

    @cached_property
    def ink(self) -> Mask:
        """255 where no larger flat region lies."""
        return ~self.mask_of(region.label for region in self.regions)

    def mask_of(self, labels: Iterable[int]) -> Mask:
        """255 where one of some regions lies."""
        table = np.zeros(self._most + 1, np.uint8)
        table[list(labels)] = 255
        return table.take(self.labels)

    @cached_property
    def _most(self) -> int:
        return int(self.labels.max())

    @cached_property
    def snug(self) -> tuple[Line, ...]:
        """The lines with their boxes shrunk to the glyphs."""
        return tuple(snug_line(self.gray, line) for line in self.lines)

    @cached_property
    def plates(self) -> tuple[Box, ...]:
        """The backgrounds of labels."""
        return find_plates(self.pixels, blocks(list(self.snug), centred=_CENTRED))

    @cached_property
    def glyph_height(self) -> float:
        """Median height of the glyphs of level lines in px (10 where there is no text)."""
        heights = [line.box[3] - line.box[1] for line in self.snug if line.upright]
        return float(np.median(heights)) if heights else 10.0

    def ground(self, box: Box, inset: int = 6) -> tuple[int, int, int]:
        """The commonest colour a little within the sides of a box."""
        x0, y0, x1, y1 = box[0] + inset, box[1] + inset, box[2] - inset, box[3] - inset
        rows, columns = self.pixels[[y0, y1 - 1], x0:x1], self.pixels[y0:y1, [x0, x1 - 1]]
        r, g, b = np.median(np.concatenate([rows.reshape(-1, 3), columns.reshape(-1, 3)]), axis=0)
        return int(r), int(g), int(b)

    def texts_in(self, box: Box) -> list[Box]:
        """The boxes of the lines whose middle lies in a box."""
        x0, y0, x1, y1 = box
        return [
            q.box for q in self.lines
            if x0 < (q.box[0] + q.box[2]) / 2 < x1 and y0 < (q.box[1] + q.box[3]) / 2 < y1
        ]  # fmt: skip

    def tight(self, box: Box) -> Box:
        """The box shrunk to the glyphs near its middle."""
        return tight_box(self.gray, box)


def gray_of(pixels: Pixels) -> NDArray[np.uint8]:
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)


def rim_colour(pixels: Pixels) -> NDArray[np.float64]:
    """The median colour a pixel inside the picture's edge: mostly the paper's."""
    rim = np.concatenate([pixels[1], pixels[-2], pixels[:, 1], pixels[:, -2]])
    return np.median(rim, axis=0)


def take_apart(pixels: Pixels, gray: NDArray[np.uint8], lines: list[Line]) -> Scene:
    """Segment a picture into flat regions and ink."""
    steps = strongest(cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)))
    uneven = np.count_nonzero((steps > 0) & (steps < 12)) > _UNEVEN * steps.size
    noisy = uneven and _rough(gray) > _ROUGH
    smooth = (steps <= (_STEP_NOISY if noisy else _STEP)).astype(np.uint8)
    count, labels, stats, _ = components(smooth, 4)
    core = _core_size(lines)
    wide = np.zeros(count, bool)
    cores = np.asarray(cv2.erode(smooth, np.ones((core, core), np.uint8)), np.uint8)
    wide[labels[:, 1:][cores[:, 1:] > cores[:, :-1]]] = True
    wide[labels[:, 0][cores[:, 0] > 0]] = True
    means = mean_colours(pixels, labels, count)
    off = np.abs(means - rim_colour(pixels)).max(axis=1)
    wide |= find_discs(labels, stats, off > 100, core)
    inked = wide & _sizeable(stats) & (off > 6) & (np.arange(count) > 0)
    wide |= _tight(stats)
    wide &= _sizeable(stats) & (np.arange(count) > 0)
    labels, stats = _without_lines(labels, stats, np.flatnonzero(inked), core)
    count = len(stats)
    big = np.flatnonzero(
        _sizeable(stats) & np.concatenate([wide, np.ones(count - len(wide), bool)])
    )
    big = big[np.argsort(-stats[big, 4], kind="stable")]
    whole = (stats[1:, 4] > 0).all()  # nothing was cut: the means still hold
    colours = means if whole else mean_colours(pixels, labels, count)
    regions: list[Region] = []
    for i in big.tolist():
        x, y, w, h, area = (int(v) for v in stats[i])
        r, g, b = (int(v) for v in colours[i])
        regions.append(Region(i, (x, y, x + w, y + h), area, (r, g, b)))
    paper = _paper(labels, regions)
    scene = Scene(pixels, gray, tuple(lines), labels, tuple(regions), paper)
    texts = [line for line in lines if not is_lookalike(scene.ink, line, scene.glyph_height)]
    return scene if len(texts) == len(lines) else replace(scene, lines=tuple(texts))


def _rough(gray: NDArray[np.uint8]) -> float:
    """Share of pixels a little off the line between their neighbours: none where colours fade."""
    level = gray.astype(np.int16)
    middle = 2 * level[1:-1, 1:-1]
    across = np.abs(middle - level[1:-1, :-2] - level[1:-1, 2:])
    along = np.abs(middle - level[:-2, 1:-1] - level[2:, 1:-1])
    off = np.maximum(across, along)
    return float(((off > 2) & (off < 20)).mean()) if off.size else 0.0


def _tight(stats: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Flat boxes that their text fills, as the name and the members of a class."""
    width, height = stats[:, 2], stats[:, 3]
    full = stats[:, 4] / np.maximum(width * height, 1)
    return (width >= 2 * height) & (height > _MIN_SIDE) & (full > 0.45)


def _sizeable(stats: NDArray[np.int32]) -> NDArray[np.bool_]:
    return (stats[:, 2] >= _MIN_SIDE) & (stats[:, 3] >= _MIN_SIDE) & (stats[:, 4] >= _MIN_AREA)


def _without_lines(
    labels: NDArray[np.int32], stats: NDArray[np.int32], regions: NDArray[np.intp], core: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cut off the lines that run into a shape in its own colour, as into the start of a state
    diagram. What is left of the shape becomes new regions at the end of `stats`."""
    added: list[NDArray[np.int32]] = []
    for i in regions.tolist():
        x, y, w, h, _ = (int(v) for v in stats[i])
        window = labels[y : y + h, x : x + w]
        mask = np.pad((window == i).astype(np.uint8), core)
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        whole = np.zeros_like(mask)
        cv2.drawContours(whole, contours, -1, 1, -1)
        solid = _opened(whole, core)
        if max(w, h) < _SMALL * core and _only_tips(whole & (1 - solid), core):
            continue
        lost = int(whole.sum()) - int(solid.sum())
        _, _, wide, tall = cv2.boundingRect(solid)
        slight = lost < max(0.04 * int(whole.sum()), 2 * core)
        if slight and (max(w - wide, h - tall) <= core or not wide):
            continue
        left = (mask & solid)[core:-core, core:-core]
        _, piece, piece_stats, _ = cv2.connectedComponentsWithStats(left, connectivity=4)
        if piece_stats[1:, 4].max(initial=0) > _PAPER_SHARE * labels.size:
            continue  # paper, or a frame's inside
        cores = np.unique(piece[cv2.erode(left, np.ones((core, core), np.uint8)) > 0])
        window[mask[core:-core, core:-core] > 0] = 0
        for k in cores[cores > 0].tolist():
            window[piece == k] = len(stats) + len(added)
            px, py, pw, ph, pa = (int(v) for v in piece_stats[k])
            added.append(np.array([x + px, y + py, pw, ph, pa], np.int32))
        stats[i, 4] = 0
    return labels, np.concatenate([stats, np.array(added, np.int32).reshape(-1, 5)])


def _opened(whole: Mask, core: int) -> Mask:
    """What holds a round brush; of a tree of boxes no branch, however broad."""
    found: list[Mask] = []
    for size in (core, core + 4, core + 8):
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        found.append(np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, kernel), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(found[-1], connectivity=4)
        full = stats[1:, 4] / (stats[1:, 2] * stats[1:, 3])
        if (full > _BOXED).all() and (size == core or len(full) > 2):
            return found[-1]
    return found[0]


def _only_tips(lost: Mask, core: int) -> bool:
    """No line runs in: all that is lost are four corners, which no round brush fills."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(lost, connectivity=8)
    return len(stats) == 5 and bool((stats[1:, 2:4] <= core).all())


def _core_size(lines: list[Line]) -> int:
    """Side of the square that a region must hold; the inside of a thick line or head does not."""
    heights = [line.box[3] - line.box[1] for line in lines if line.upright]
    return int(np.clip(0.28 * float(np.median(heights)), 7, 15)) | 1 if heights else 7


def _paper(labels: NDArray[np.int32], regions: list[Region]) -> Region | None:
    """The region that owns most of the picture's rim, else the largest."""
    rim = np.concatenate([labels[1], labels[-2], labels[:, 1], labels[:, -2]])
    owners = np.bincount(rim[rim > 0]) if (rim > 0).any() else np.zeros(1, int)
    best = int(owners.argmax())
    if best and owners[best] > 0.3 * len(rim):
        return next((region for region in regions if region.label == best), None)
    return regions[0] if regions else None


__all__ = ["Mask", "Region", "Scene", "gray_of", "rim_colour", "take_apart"]
