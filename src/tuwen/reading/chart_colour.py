"""Colours of a chart: which ones fill areas, which ones draw lines, and what the legend calls them.

Thin lines are blends of their colour with the paper, so they are told apart by the direction
from the paper's colour, not by the colour itself. Knows nothing of axes or values.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.chart_numbers import parse_number
from tuwen.reading.components import components, contrast, strongest
from tuwen.reading.ocr import Line
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import Box

Colour = tuple[int, int, int]
_APART = 26.0  # RGB distance of two colours that are not the same
_ANGLE = 0.965  # cosine between the directions of one hue
_MARKERS = " -–—■●○◆▲_"
_READ_MARKERS = _MARKERS + "OoeQ0+"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend: its name, the colour of its marker, both boxes."""

    name: str
    colour: Colour
    box: Box
    marker: Box


def distance(a: Colour, b: Colour) -> float:
    return float(np.linalg.norm(np.subtract(a, b)))


def same_hue(a: Colour, b: Colour, paper: Colour, least: float = 0.975) -> bool:
    """Whether two colours lie in one direction from the paper: a thin line and its marker."""
    u, v = np.subtract(a, paper), np.subtract(b, paper)
    lengths = float(np.linalg.norm(u) * np.linalg.norm(v))
    return lengths > 0 and float(u @ v) / lengths > least


def chroma(colour: Colour) -> int:
    return max(colour) - min(colour)


def paper_of(scene: Scene, box: Box) -> Colour:
    """The commonest colour along the top and the right of an area, where marks seldom reach."""
    x0, y0, x1, y1 = box
    rims = [scene.pixels[y0 : y0 + 4, x0:x1], scene.pixels[y0:y1, max(x0, x1 - 4) : x1]]
    flat = np.concatenate([rim.reshape(-1, 3) for rim in rims])
    if len(flat) == 0:
        return (255, 255, 255)
    keys = (flat >> 2).astype(np.int32) @ np.array([4096, 64, 1])
    best = np.bincount(keys).argmax()
    red, green, blue = (float(v) for v in np.median(flat[keys == best], axis=0))
    return (round(red), round(green), round(blue))


def solid_colours(
    pixels: Pixels, mask: Mask, paper: Colour, *, least: int, thick: int = 3
) -> list[Colour]:
    """Colours that fill areas (more than `thick` px) inside the mask, commonest first."""
    kernel = np.ones((thick, thick), np.uint8)
    step = strongest(cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, kernel))
    inside = np.flatnonzero((step <= 10) & (mask > 0))
    if len(inside) < least:
        return []
    channels = [np.asarray(channel, np.uint8).ravel()[inside] for channel in cv2.split(pixels)]
    red, green, blue = (channel.astype(np.int32) >> 3 for channel in channels)
    counts, means = _bins(red << 10 | green << 5 | blue, channels)
    out: list[Colour] = []
    for i in np.argsort(-counts)[:64]:
        if counts[i] < 0.2 * least:
            break
        near = np.abs(means - means[i]).max(axis=1) < 14
        red, green, blue = (float(v) for v in means[i])
        colour = (round(red), round(green), round(blue))
        if distance(colour, paper) < _APART or any(distance(colour, c) < _APART for c in out):
            continue
        if counts[near].sum() >= least:
            out.append(colour)
    return out


def _bins(
    keys: NDArray[np.signedinteger], channels: list[NDArray[np.uint8]]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many pixels share each key that occurs, and the mean of those pixels."""
    counts = np.bincount(keys)
    used = np.flatnonzero(counts)
    sums = [np.bincount(keys, channel)[used] for channel in channels]
    return counts[used], np.stack(sums, axis=1) / counts[used][:, None]


def line_colours(pixels: Pixels, mask: Mask, paper: Colour, *, least: int) -> list[Colour]:
    """Colours of the thin marks inside the mask, each as its pixels farthest from the paper."""
    flat = pixels[mask > 0].astype(np.float32) - np.array(paper, np.float32)
    far = np.linalg.norm(flat, axis=1)
    flat, far = flat[far > 60], far[far > 60]
    if len(flat) < least:
        return []
    unit = flat / far[:, None]
    keys = np.rint((unit + 1) * 8).astype(np.int32) @ np.array([400, 20, 1])
    counts = np.bincount(keys)
    seeds: list[NDArray[np.float32]] = []
    out: list[Colour] = []
    for key in np.argsort(-counts)[:40]:
        if counts[key] < 0.25 * least:
            break
        seed = unit[keys == key].mean(axis=0)
        seed /= np.linalg.norm(seed)
        if any(float(seed @ other) > _ANGLE for other in seeds):
            continue
        member = unit @ seed > _ANGLE
        if member.sum() < least:
            continue
        seeds.append(seed)
        strong = flat[member & (far >= np.percentile(far[member], 80))].mean(axis=0)
        red, green, blue = (float(v) for v in np.clip(strong + np.array(paper), 0, 255))
        out.append((round(red), round(green), round(blue)))
    return out


def mask_of(pixels: Pixels, colour: Colour, *, slack: int = 16) -> Mask:
    """255 where the pixel has the colour."""
    low = np.clip(np.array(colour, np.int16) - slack, 0, 255).astype(np.uint8)
    high = np.clip(np.array(colour, np.int16) + slack, 0, 255).astype(np.uint8)
    return cv2.inRange(pixels, low, high).astype(np.uint8, copy=False)


def blend_masks(pixels: Pixels, colours: list[Colour], paper: Colour) -> list[Mask]:
    """For each colour, 255 where a pixel blends it with the paper, and no other fits better."""
    ys, xs = np.nonzero(contrast(pixels, paper) > 20)  # the rest is paper
    diff = pixels[ys, xs].astype(np.float32) - np.array(paper, np.float32)
    best = np.full(len(diff), np.inf, np.float32)
    owner = np.full(len(diff), -1, np.int16)
    for i, colour in enumerate(colours):
        way = np.array(colour, np.float32) - np.array(paper, np.float32)
        share = diff @ way / float(way @ way + 1e-6)
        rest = np.sqrt(((diff - share[:, None] * way) ** 2).sum(axis=1))
        cost = rest + 60 * np.maximum(share - 1.1, 0) + 12 * np.maximum(1 - share, 0)
        good = (share > 0.38) & (rest < 12 + 34 * share) & (cost < best)
        owner[good], best[good] = i, cost[good]
    masks: list[Mask] = []
    for i in range(len(colours)):
        mask = np.zeros(pixels.shape[:2], np.uint8)
        mask[ys[owner == i], xs[owner == i]] = 255
        masks.append(mask)
    return masks


def find_legend(scene: Scene, skip: list[Box], paper: Colour) -> list[Entry]:
    """Texts with a coloured marker before them that stand together; `skip`: tick labels."""
    found: list[Entry] = []
    for line in scene.snug:
        if line.upright and not any(_overlap(line.box, box) for box in skip):
            entry = _entry(scene, line, paper)
            if entry:
                found.append(entry)
    together = _together(found, scene.text_height)
    numbers = sum(parse_number(entry.name) is not None for entry in together)
    return [] if together and numbers == len(together) < 3 else together


def _entry(scene: Scene, line: Line, paper: Colour) -> Entry | None:
    x0, y0, x1, y1 = line.box
    tall = y1 - y0
    reach = round(max(3.2 * tall, 30))
    low = max(0, x0 - reach)
    area = scene.pixels[y0:y1, low : x0 + round(1.3 * tall)].astype(np.int16)
    if area.size == 0:
        return None
    far = strongest(np.abs(area - np.array(paper, np.int16))) > 13
    vivid = (area.max(axis=2) - area.min(axis=2)) > 28
    outside = np.zeros_like(far)
    outside[:, : x0 - low] = (scene.text_mask[y0:y1, low:x0] == 0)[:, : x0 - low]
    marks = ((far & outside) | (vivid & far)).astype(np.uint8)
    count, labels, stats, centres = components(marks)
    best: tuple[int, int] | None = None
    for i in range(1, count):
        x, _y, w, _h, size = (int(v) for v in stats[i])
        gap = (x0 - low) - (x + w)
        if size < 6 or w > 3.2 * tall or gap > 1.3 * tall or gap < -1.3 * tall:
            continue
        level = abs(float(centres[i][1]) - tall / 2) < 0.28 * tall
        if level and w >= 0.3 * tall and (best is None or size > best[1]):
            best = (i, size)
    if best is None:
        return None
    ys, xs = np.nonzero(labels == best[0])
    colours = area[ys, xs]
    strength = np.abs(colours - np.array(paper, np.int16)).sum(axis=1)
    strong = colours[strength >= np.median(strength)]
    red, green, blue = (float(v) for v in np.median(strong, axis=0))
    left, top = low + int(xs.min()), y0 + int(ys.min())
    marker = (left, top, low + int(xs.max()) + 1, y0 + int(ys.max()) + 1)
    inside = marker[2] > x0 + 2  # the marker was read as a letter of the text
    name = line.text.lstrip(_READ_MARKERS) if inside else line.text.strip(_MARKERS)
    colour = (round(red), round(green), round(blue))
    return Entry(name or line.text, colour, (x0, y0, x1, y1), marker)


def _together(found: list[Entry], tall: float) -> list[Entry]:
    """The largest set of entries in one row or one column, with markers of one size."""
    best: list[Entry] = []
    for first in found:
        for level in (True, False):
            group: list[Entry] = []
            for entry in found:
                if any(distance(entry.colour, other.colour) < 10 for other in group):
                    continue
                a, b = first.marker, entry.marker
                along = abs((a[1] + a[3]) - (b[1] + b[3])) / 2 if level else abs(a[0] - b[0])
                alike = abs((a[3] - a[1]) - (b[3] - b[1])) <= max(3, 0.35 * tall)
                if along <= 0.35 * tall and alike:
                    group.append(entry)
            if len(group) > len(best):
                best = group
    return best


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
